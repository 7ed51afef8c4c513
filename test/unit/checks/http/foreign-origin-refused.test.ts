import foreignOriginRefused from '../../../../src/checks/http/foreign-origin-refused.js';
import { hostMatrix } from '../../../support/host-rows.js';
import { httpSession, silentSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();

testCheck(foreignOriginRefused, {
  pass: [{ name: 'refusals', facts: { mcpHttp, hostMatrix: hostMatrix() } }],
  fail: [
    {
      name: 'every origin accepted',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'foreign-origin': 200, 'null-origin': 200 }) },
      messages: ['The server answers a request with Origin http://evil.example.com and null with 200 instead of 403.'],
    },
    {
      name: 'pages without an origin accepted',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'null-origin': 202 }) },
      messages: ['The server answers a request with Origin null with 202 instead of 403.'],
    },
  ],
  notApplicable: [
    { name: 'a server of something else', facts: { mcpHttp: silentSession(), hostMatrix: hostMatrix() } },
    { name: 'a server that refuses everything', facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 500 }) } },
  ],
});
