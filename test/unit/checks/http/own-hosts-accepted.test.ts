import ownHostsAccepted from '../../../../src/checks/http/own-hosts-accepted.js';
import { hostMatrix } from '../../../support/host-rows.js';
import { httpSession, silentSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();

testCheck(ownHostsAccepted, {
  pass: [{ name: 'both names accepted', facts: { mcpHttp, hostMatrix: hostMatrix() } }],
  fail: [
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
  notApplicable: [
    { name: 'a server of something else', facts: { mcpHttp: silentSession(), hostMatrix: hostMatrix() } },
    { name: 'a server that wants a token', facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 401 }) } },
    {
      name: 'a server that does not answer',
      facts: { mcpHttp, hostMatrix: [{ kind: 'own-host', host: 'localhost:1', error: 'no answer within 5.0 s' }] },
    },
  ],
});
