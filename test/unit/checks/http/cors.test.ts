import cors from '../../../../src/checks/http/cors.js';
import type { Exchange } from '../../../../src/model/facts/http-rules.js';
import { answered, bare, httpRules } from '../../../support/http-rules.js';
import { httpSession, settings as sound } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();
const origin = 'https://app.example.com';
const settings = sound({ transports: { http: { port: 3000, path: '/mcp', allowedOrigins: [origin] } } });
const ASKED = 'content-type, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name, authorization';

const preflight = (answerHeaders: Exchange['answerHeaders'], status = 204, question = 'preflight') =>
  bare(question, status, {
    method: 'OPTIONS',
    about: question === 'preflight' ? origin : 'https://evil.example.com',
    headers: [`Origin: ${origin}`, `Access-Control-Request-Headers: ${ASKED}`],
    answerHeaders,
  });
const request = (answerHeaders: Exchange['answerHeaders'], status = 200) =>
  answered('cors-request', {}, { about: origin, status, answerHeaders });

const allowed = { 'access-control-allow-origin': origin };
const exposed = { ...allowed, 'access-control-expose-headers': 'Mcp-Session-Id, X-Request-ID' };
const full = {
  ...allowed,
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-headers': 'Content-Type, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name',
};
const refusal = preflight({}, 403, 'foreign-preflight');

testCheck(cors, {
  pass: [
    {
      name: 'all that a browser asks',
      facts: { mcpHttp, settings, httpRules: httpRules([preflight(full), request(exposed), refusal]) },
    },
    {
      name: 'stars in the answer to a page that is allowed',
      facts: {
        mcpHttp,
        settings,
        httpRules: httpRules([
          preflight({ ...full, 'access-control-allow-headers': '*' }),
          request({ ...allowed, 'access-control-expose-headers': '*' }),
          refusal,
        ]),
      },
    },
    {
      name: 'no session that a page would have to see',
      facts: {
        mcpHttp,
        settings,
        httpRules: httpRules([preflight(full), request(allowed), refusal], {
          sessions: { issued: false, outside: [] },
        }),
      },
    },
  ],
  fail: [
    {
      name: 'a preflight that nobody answers',
      facts: { mcpHttp, settings, httpRules: httpRules([preflight({}, 405), request(exposed), refusal]) },
      messages: [`OPTIONS with Origin ${origin} is answered with 405 instead of 204.`],
    },
    {
      name: 'a preflight that allows too little',
      facts: {
        mcpHttp,
        settings,
        httpRules: httpRules([
          preflight({ 'access-control-allow-methods': 'GET', 'access-control-allow-headers': 'content-type' }),
          request(exposed),
          refusal,
        ]),
      },
      messages: [
        `OPTIONS with Origin ${origin} is answered with Access-Control-Allow-Origin absent, no POST in Access-Control-Allow-Methods, no mcp-protocol-version, mcp-session-id, mcp-method, mcp-name in Access-Control-Allow-Headers.`,
      ],
    },
    {
      name: 'answers that pages cannot read',
      facts: { mcpHttp, settings, httpRules: httpRules([preflight(full), request({}), refusal]) },
      messages: [
        `The answer to a request with Origin ${origin} has Access-Control-Allow-Origin absent, so that the page cannot read it.`,
      ],
    },
    {
      name: 'a session that pages cannot see',
      facts: { mcpHttp, settings, httpRules: httpRules([preflight(full), request(allowed), refusal]) },
      messages: [
        `Access-Control-Expose-Headers lacks Mcp-Session-Id, so that a page of ${origin} cannot keep its session.`,
      ],
    },
    {
      name: 'a page of its own that is refused',
      facts: { mcpHttp, settings, httpRules: httpRules([preflight(full), request({}, 403), refusal]) },
      messages: [`A request with Origin ${origin} is answered with 403 and a result.`],
    },
    {
      name: 'any page at all',
      facts: {
        mcpHttp,
        settings,
        httpRules: httpRules([
          preflight(full),
          request(exposed),
          preflight({ 'access-control-allow-origin': '*' }, 204, 'foreign-preflight'),
        ]),
      },
      messages: [
        'OPTIONS with the foreign Origin https://evil.example.com is answered with Access-Control-Allow-Origin *, so that any page can read answers.',
      ],
    },
  ],
  notApplicable: [
    { name: 'no origin that is declared', facts: { mcpHttp, settings: sound(), httpRules: httpRules() } },
  ],
});
