import foreignHostRefused from '../../../../src/checks/http/foreign-host-refused.js';
import { hostMatrix } from '../../../support/host-rows.js';
import { httpSession, silentSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();

testCheck(foreignHostRefused, {
  pass: [
    { name: 'a refusal as in TypeScript', facts: { mcpHttp, hostMatrix: hostMatrix() } },
    { name: 'a refusal as in Python', facts: { mcpHttp, hostMatrix: hostMatrix({ 'foreign-host': 421 }) } },
  ],
  fail: [
    {
      name: 'an answer',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'foreign-host': 200 }) },
      messages: ['The server answers a request with Host evil.example.com with 200.'],
    },
  ],
  notApplicable: [
    { name: 'a server of something else', facts: { mcpHttp: silentSession(), hostMatrix: hostMatrix() } },
    {
      name: 'a server that wants a token',
      facts: { mcpHttp, hostMatrix: hostMatrix({ 'own-host': 401, 'foreign-host': 401 }) },
    },
  ],
});
