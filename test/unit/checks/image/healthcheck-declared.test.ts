import healthcheckDeclared from '../../../../src/checks/image/healthcheck-declared.js';
import { imageConfig } from '../../../support/image-facts.js';
import { settings } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const stdio = settings({ transports: { stdio: {} } });
const { healthcheck: _, ...withoutProbe } = imageConfig();

testCheck(healthcheckDeclared, {
  pass: [
    { name: 'a probe', facts: { settings: settings(), imageConfig: imageConfig() } },
    {
      name: 'a probe in shell form',
      facts: {
        settings: stdio,
        imageConfig: imageConfig({ healthcheck: { test: ['CMD-SHELL', 'curl -f localhost:3000/health || exit 1'] } }),
      },
    },
  ],
  fail: [
    {
      name: 'one that finds itself',
      facts: {
        settings: stdio,
        imageConfig: imageConfig({ healthcheck: { test: ['CMD-SHELL', 'pgrep -f server.js'] } }),
      },
      messages: [
        'The health check looks for "server.js" among all processes and finds its own command line, so it never fails.',
      ],
    },
    {
      name: 'an HTTP server without one',
      facts: { settings: settings(), imageConfig: withoutProbe },
      messages: ['The image serves HTTP on port 3000 and has no health check.'],
    },
    {
      name: 'one that is switched off',
      facts: { settings: settings(), imageConfig: imageConfig({ healthcheck: { test: ['NONE'] } }) },
      messages: ['The image serves HTTP on port 3000 and switches the health check off (HEALTHCHECK NONE).'],
    },
    {
      name: 'an exposed port and no declared transport',
      facts: { settings: settings({ transports: {} }), imageConfig: { ...withoutProbe, exposedPorts: ['8080/tcp'] } },
      messages: ['The image exposes 8080/tcp and has no health check.'],
    },
    ...[
      ['CMD', 'true'],
      ['CMD-SHELL', 'exit 0'],
      ['CMD', '/bin/sh', '-c', 'curl -f localhost:3000/health || true'],
    ].map((test) => ({
      name: `one that cannot fail, over stdio too: ${test.join(' ')}`,
      facts: { settings: stdio, imageConfig: imageConfig({ healthcheck: { test } }) },
      messages: ['The health check never fails, whatever the server does.'],
    })),
  ],
  notApplicable: [
    { name: 'stdio only', facts: { settings: stdio, imageConfig: { ...withoutProbe, exposedPorts: [] } } },
  ],
});
