import modernHeaders from '../../../../src/checks/http/modern-headers.js';
import { answered, bare, exchange, httpRules, modernRules, refused } from '../../../support/http-rules.js';
import { httpSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();
const sound = { resultType: 'complete', tools: [], ttlMs: 0, cacheScope: 'public' };

testCheck(modernHeaders, {
  pass: [
    { name: 'a sound server of both eras', facts: { mcpHttp, httpRules: httpRules() } },
    { name: 'a sound server of one', facts: { mcpHttp, httpRules: modernRules() } },
    {
      name: 'a server of both eras that takes the header’s word for the version',
      facts: { mcpHttp, httpRules: httpRules([refused('modern-other-version', 400, -32_600)]) },
    },
    {
      name: 'metadata whose absence counts as a mismatch',
      facts: { mcpHttp, httpRules: httpRules([refused('modern-no-meta', 400, -32_020)]) },
    },
  ],
  fail: [
    {
      name: 'headers that are not looked at',
      facts: { mcpHttp, httpRules: httpRules([answered('modern-no-method'), answered('modern-other-method')]) },
      messages: [
        'A request without Mcp-Method or with another Mcp-Method than its method is answered with 200 and a result instead of 400 and -32020.',
      ],
    },
    {
      name: 'refusals with another code, and another status',
      facts: {
        mcpHttp,
        httpRules: httpRules([refused('modern-no-name', 400, -32_600), refused('modern-no-meta', 200, -32_602)]),
      },
      messages: [
        'A request of a tool without Mcp-Name is answered with 400 and error -32600 "Refused" instead of 400 and -32020.',
        'A request without _meta is answered with 200 and error -32602 "Refused" instead of 400 and -32602.',
      ],
    },
    {
      name: 'a version in the header that is not that of the request, at a server of one era',
      facts: { mcpHttp, httpRules: modernRules([refused('modern-other-version', 400, -32_600)]) },
      messages: [
        'A request with another MCP-Protocol-Version than its metadata is answered with 400 and error -32600 "Refused" instead of 400 and -32020.',
      ],
    },
    {
      name: 'a list without what it must have',
      facts: { mcpHttp, httpRules: httpRules([answered('modern-request', { tools: [] })]) },
      messages: ['The result of tools/list has resultType absent, ttlMs absent, cacheScope absent.'],
    },
    {
      name: 'a server without tools',
      facts: {
        mcpHttp,
        httpRules: httpRules([
          answered('modern-request', {}, { body: '{"jsonrpc":"2.0","id":1,"method":"server/discover"}' }),
        ]),
      },
      messages: ['The result of server/discover has resultType absent.'],
    },
    {
      name: 'a session in an era without',
      facts: {
        mcpHttp,
        httpRules: httpRules([answered('modern-request', sound, { answerHeaders: { 'mcp-session-id': 'given' } })]),
      },
      messages: ['A request of 2026-07-28 is answered with an Mcp-Session-Id, which that revision does not have.'],
      severities: ['warning'],
    },
    {
      name: 'a name in Base64 that is not decoded',
      facts: { mcpHttp, httpRules: httpRules([refused('modern-encoded-name', 400, -32_020)]) },
      messages: [
        'An Mcp-Name in Base64 is not decoded before it is compared: it is answered with 400 and error -32020 "Refused".',
      ],
    },
    {
      name: 'the right error with the wrong status',
      facts: { mcpHttp, httpRules: httpRules([refused('modern-unsupported', 200, -32_022)]) },
      messages: ['A version that is not supported is answered with HTTP 200 instead of 400.'],
    },
    {
      name: 'what older clients send',
      facts: {
        mcpHttp,
        httpRules: modernRules([bare('modern-get', 404, { method: 'GET' }), refused('modern-session', 404)]),
      },
      messages: [
        'GET, which 2026-07-28 does not have, is answered with 404 instead of 405.',
        'An Mcp-Session-Id, which 2026-07-28 does not have, is answered with 404 and error -32000 "Refused" instead of being ignored.',
      ],
      severities: ['warning', 'warning'],
    },
  ],
  unknown: [
    {
      name: 'a server that is too busy, and one that is slow',
      facts: {
        mcpHttp,
        httpRules: httpRules([
          bare('modern-no-meta', 503),
          exchange({ question: 'modern-no-method', failure: { kind: 'timeout', message: 'no answer within 5.0 s' } }),
        ]),
      },
      reason: 'The request modern-no-meta got 503, which tells nothing of the rule; ask again later.',
    },
  ],
  notApplicable: [
    { name: 'a server of the handshake alone', facts: { mcpHttp, httpRules: httpRules([], { eras: ['handshake'] }) } },
    { name: 'a server that answers nothing', facts: { mcpHttp, httpRules: httpRules([bare('modern-request', 401)]) } },
  ],
});
