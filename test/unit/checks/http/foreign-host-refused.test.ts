import foreignHostRefused from '../../../../src/checks/http/foreign-host-refused.js';
import { hostMatrix, noFurtherClient } from '../../../support/host-rows.js';
import { httpSession, silentSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();
const ownHosts = hostMatrix().filter(({ kind }) => kind === 'own-host');

testCheck(foreignHostRefused, {
  pass: [
    {
      name: 'a connection that is cut',
      facts: {
        mcpHttp,
        hostMatrix: [
          ...ownHosts,
          { kind: 'foreign-host', host: 'evil.example.com', error: 'the server closed the connection', closed: true },
        ],
      },
    },
    { name: 'a refusal as in TypeScript', facts: { mcpHttp, hostMatrix: hostMatrix() } },
    { name: 'a refusal as in Python', facts: { mcpHttp, hostMatrix: hostMatrix({ 'foreign-host': 421 }) } },
    {
      name: 'a refusal where an own name gets another one',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 400, 'foreign-host': 403 }) },
    },
  ],
  fail: [
    {
      name: 'an answer',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'foreign-host': 200 }) },
      messages: ['The server answers a request with Host evil.example.com with 200.'],
    },
  ],
  unknown: [
    noFurtherClient,
    {
      name: 'no answer',
      facts: {
        mcpHttp,
        hostMatrix: [...ownHosts, { kind: 'foreign-host', host: 'evil.example.com', error: 'no answer within 5.0 s' }],
      },
      reason:
        'A request with Host evil.example.com got no answer (no answer within 5.0 s), so what becomes of foreign names could not be told.',
    },
  ],
  notApplicable: [
    { name: 'a server of something else', facts: { mcpHttp: silentSession(), hostMatrix: hostMatrix() } },
    {
      name: 'a server that wants a token',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 401, 'foreign-host': 401 }) },
    },
    {
      name: 'a server that refuses its own names too',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 403 }) },
    },
  ],
});
