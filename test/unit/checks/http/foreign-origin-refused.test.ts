import foreignOriginRefused from '../../../../src/checks/http/foreign-origin-refused.js';
import { hostMatrix, noFurtherClient } from '../../../support/host-rows.js';
import { httpSession, silentSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();
const ownHosts = hostMatrix().filter(({ kind }) => kind === 'own-host');

testCheck(foreignOriginRefused, {
  pass: [
    {
      name: 'a connection that is cut',
      facts: {
        mcpHttp,
        hostMatrix: [
          ...ownHosts,
          {
            kind: 'null-origin',
            host: 'localhost:1',
            origin: 'null',
            error: 'the server closed the connection',
            closed: true,
          },
        ],
      },
    },
    { name: 'refusals', facts: { mcpHttp, hostMatrix: hostMatrix() } },
    {
      name: 'refusals where an own name gets another one',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 400 }) },
    },
  ],
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
  unknown: [
    noFurtherClient,
    {
      name: 'no answer',
      facts: {
        mcpHttp,
        hostMatrix: [
          ...ownHosts,
          { kind: 'null-origin', host: 'localhost:1', origin: 'null', error: 'no answer within 5.0 s' },
        ],
      },
      reason:
        'A request with Origin null got no answer (no answer within 5.0 s), so what becomes of foreign pages could not be told.',
    },
  ],
  notApplicable: [
    { name: 'a server of something else', facts: { mcpHttp: silentSession(), hostMatrix: hostMatrix() } },
    {
      name: 'a server that answers nobody',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 500, 'foreign-origin': 500, 'null-origin': 500 }) },
    },
  ],
});
