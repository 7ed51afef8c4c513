import ownHostsAccepted from '../../../../src/checks/http/own-hosts-accepted.js';
import { hostMatrix, noFurtherClient } from '../../../support/host-rows.js';
import { httpSession, silentSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();

const name = { kind: 'expected-host' as const, host: 'mcp:3000' };
const expected = (status: number) => ({ ...name, status });

testCheck(ownHostsAccepted, {
  pass: [
    { name: 'both names accepted', facts: { mcpHttp, hostMatrix: hostMatrix() } },
    { name: 'a name of the project accepted', facts: { mcpHttp, hostMatrix: [...hostMatrix(), expected(200)] } },
  ],
  fail: [
    {
      name: 'a name of the project refused',
      facts: { mcpHttp, hostMatrix: [...hostMatrix(), expected(421)] },
      messages: [
        'The server refuses Host mcp:3000 of expect.hosts with 421, while localhost:32768, 127.0.0.1:32768 are accepted.',
      ],
    },
    {
      name: 'a name that gets the word of another framework',
      facts: { mcpHttp, hostMatrix: [...hostMatrix(), expected(400)] },
      messages: [
        'The server refuses Host mcp:3000 of expect.hosts with 400, while localhost:32768, 127.0.0.1:32768 are accepted.',
      ],
    },
    {
      name: 'a name that gets no word at all',
      facts: {
        mcpHttp,
        hostMatrix: [...hostMatrix(), { ...name, error: 'the server closed the connection', closed: true }],
      },
      messages: [
        'The server refuses Host mcp:3000 of expect.hosts by closing the connection, while localhost:32768, 127.0.0.1:32768 are accepted.',
      ],
    },
    {
      name: 'one name refused',
      facts: { mcpHttp, hostMatrix: hostMatrix({ localhost: 403 }) },
      messages: ['The server refuses Host localhost:32768 with 403, while 127.0.0.1:32768 is accepted.'],
    },
    {
      name: 'both names refused',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 421 }) },
      messages: [
        'The server refuses Host localhost:32768 with 421.',
        'The server refuses Host 127.0.0.1:32768 with 421.',
      ],
    },
  ],
  unknown: [
    noFurtherClient,
    {
      name: 'a name that gets no answer',
      facts: { mcpHttp, hostMatrix: [...hostMatrix(), { ...name, error: 'no answer within 5.0 s' }] },
      reason:
        'A request with Host mcp:3000 got no answer (no answer within 5.0 s), so what becomes of own names could not be told.',
    },
  ],
  notApplicable: [
    { name: 'a server of something else', facts: { mcpHttp: silentSession(), hostMatrix: hostMatrix() } },
    { name: 'a server that wants a token', facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 401 }) } },
    {
      name: 'a server that does not answer',
      facts: { mcpHttp, hostMatrix: [{ kind: 'own-host', host: 'localhost:1', error: 'no answer within 5.0 s' }] },
    },
  ],
});
