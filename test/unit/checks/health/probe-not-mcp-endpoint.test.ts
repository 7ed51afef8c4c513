import probeNotMcpEndpoint from '../../../../src/checks/health/probe-not-mcp-endpoint.js';
import { imageConfig } from '../../../support/image-facts.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const facts = (test: string[], path = '/mcp') => ({
  settings: settings({ transports: { http: { port: 3000, path } } }),
  imageConfig: imageConfig({ healthcheck: { test } }),
});

testCheck(probeNotMcpEndpoint, {
  pass: [
    { name: 'the health path', facts: facts(['CMD', 'curl', 'http://127.0.0.1:3000/health']) },
    { name: 'a path below the endpoint', facts: facts(['CMD', 'curl', 'http://127.0.0.1:3000/mcp/health']) },
    { name: 'a script', facts: facts(['CMD', 'node', '/mcp/healthcheck.js']) },
  ],
  fail: [
    {
      name: 'the endpoint',
      facts: facts(['CMD-SHELL', 'curl -f http://localhost:3000/mcp || exit 1']),
      messages: ['The health check asks /mcp, the MCP endpoint.'],
    },
    {
      name: 'the endpoint in code, with a slash and a query',
      facts: facts(
        ['CMD', 'node', '-e', "fetch('http://127.0.0.1:3000/api/mcp/?a=1').then(r => process.exit(0))"],
        '/api/mcp',
      ),
      messages: ['The health check asks /api/mcp, the MCP endpoint.'],
    },
  ],
  notApplicable: [
    { name: 'no health check', facts: facts(['NONE']) },
    { name: 'no HTTP', facts: { ...facts(['CMD', 'true']), settings: settings({ transports: { stdio: {} } }) } },
  ],
});
