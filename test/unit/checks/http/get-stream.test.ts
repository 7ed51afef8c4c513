import getStream from '../../../../src/checks/http/get-stream.js';
import type { HttpRules } from '../../../../src/model/facts/http-rules.js';
import { bare, httpRules, modernRules } from '../../../support/http-rules.js';
import { httpSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpHttp = httpSession();
const nextClient = { refusal: { method: 'initialize', httpStatus: 500, durationMs: 1 } };
const gone: HttpRules = { eras: ['handshake'], exchanges: [bare('initialize', 500)] };
const get = { method: 'GET' };

testCheck(getStream, {
  pass: [
    { name: 'a stream', facts: { mcpHttp, httpRules: httpRules() } },
    { name: 'a server that has none', facts: { mcpHttp, httpRules: httpRules([bare('get-stream', 405, get)]) } },
  ],
  fail: [
    {
      name: 'a page that says there is nothing',
      facts: { mcpHttp, httpRules: httpRules([bare('get-stream', 404, { ...get, contentType: 'text/html' })]) },
      messages: [
        'GET with Accept: text/event-stream is answered with 404 and text/html instead of an event stream or 405.',
      ],
    },
    {
      name: 'a page of its own',
      facts: { mcpHttp, httpRules: httpRules([bare('get-stream', 200, { ...get, contentType: 'text/html' })]) },
      messages: [
        'GET with Accept: text/event-stream is answered with 200 and text/html instead of an event stream or 405.',
      ],
    },
    {
      name: 'a head that does not come',
      facts: {
        mcpHttp,
        httpRules: httpRules([
          {
            ...bare('get-stream', 0, { ...get, failure: { kind: 'timeout', message: 'no answer within 5 s' } }),
            status: undefined,
          },
        ]),
      },
      messages: ['GET with Accept: text/event-stream gets no answer within 5 s, neither the head of a stream nor 405.'],
      severities: ['warning'],
    },
  ],
  notApplicable: [
    { name: 'a server without a handshake', facts: { mcpHttp, httpRules: modernRules() } },
    { name: 'a server that answers nothing', facts: { mcpHttp, httpRules: httpRules([bare('request', 401)]) } },
  ],
  unknown: [
    {
      name: 'a server that gave no further session',
      facts: { mcpHttp, httpRules: gone },
      reason: 'A further session was not given over HTTP: initialize got 500.',
    },
    {
      name: 'a server that takes no client after the first one',
      facts: { mcpHttp: httpSession({ nextClient }), httpRules: gone },
      reason: 'The server takes no further client over HTTP; see http/session-rules.',
    },
    {
      name: 'too many requests',
      facts: { mcpHttp, httpRules: httpRules([bare('get-stream', 429)]) },
      reason: 'The request get-stream got 429, which tells nothing of the rule; ask again later.',
    },
  ],
});
