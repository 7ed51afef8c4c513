import versionHeader from '../../../../src/checks/http/version-header.js';
import type { HttpRules } from '../../../../src/model/facts/http-rules.js';
import { answered, bare, exchange, httpRules, modernRules, refused } from '../../../support/http-rules.js';
import { httpSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();
const nextClient = { refusal: { method: 'initialize', httpStatus: 500, durationMs: 1 } };
const gone: HttpRules = { eras: ['handshake'], exchanges: [bare('initialize', 500)] };

testCheck(versionHeader, {
  pass: [{ name: 'a refusal with 400', facts: { mcpHttp, httpRules: httpRules() } }],
  fail: [
    {
      name: 'a header that is not looked at',
      facts: { mcpHttp, httpRules: httpRules([answered('bad-version-header')]) },
      messages: ['MCP-Protocol-Version: 1999-01-01 is answered with 200 and a result instead of 400.'],
    },
    {
      name: 'another refusal',
      facts: { mcpHttp, httpRules: httpRules([refused('bad-version-header', 422)]) },
      messages: ['MCP-Protocol-Version: 1999-01-01 is answered with 422 and error -32000 "Refused" instead of 400.'],
      severities: ['warning'],
    },
    {
      name: 'a header that is demanded',
      facts: { mcpHttp, httpRules: httpRules([refused('no-version-header', 400)]) },
      messages: [
        'A request without MCP-Protocol-Version, as clients of 2025-03-26 send it, is answered with 400 and error -32000 "Refused".',
      ],
      severities: ['warning'],
    },
  ],
  unknown: [
    {
      name: 'a server that takes no client after the first one',
      facts: { mcpHttp: httpSession({ nextClient }), httpRules: gone },
      reason: 'The server takes no further client over HTTP; see http/session-rules.',
    },
    {
      name: 'a server that was asked too often',
      facts: { mcpHttp, httpRules: httpRules([bare('bad-version-header', 429)]) },
      reason: 'The request bad-version-header got 429, which tells nothing of the rule; ask again later.',
    },
    {
      name: 'a server that is slow',
      facts: {
        mcpHttp,
        httpRules: httpRules([
          exchange({
            question: 'bad-version-header',
            failure: { kind: 'timeout', message: 'no answer within 5.0 s' },
          }),
        ]),
      },
      reason:
        'The request bad-version-header got no answer within 5.0 s, which tells nothing of the rule; ask again later.',
    },
  ],
  notApplicable: [
    { name: 'a server without a handshake', facts: { mcpHttp, httpRules: modernRules() } },
    {
      name: 'a server from before the header',
      facts: { mcpHttp, httpRules: httpRules([], { version: '2025-03-26' }) },
    },
    { name: 'a server that answers nothing', facts: { mcpHttp, httpRules: httpRules([bare('request', 500)]) } },
  ],
});
