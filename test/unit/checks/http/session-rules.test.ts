import sessionRules from '../../../../src/checks/http/session-rules.js';
import { answered, bare, exchange, httpRules, modernRules, refused } from '../../../support/http-rules.js';
import { httpSession } from '../../../support/mcp-facts.js';
import { testCheck } from '../../../support/test-check.js';

const mcpSessions = [httpSession()];
const secondClient = {
  method: 'initialize',
  httpStatus: 400,
  error: { code: -32_600, message: 'Server already initialized' },
  durationMs: 1,
};
const failed = {
  method: 'initialize',
  httpStatus: 500,
  failure: { kind: 'not-json', message: 'HTTP 500 with a body that is no JSON (text/html)' },
  durationMs: 1,
};
const sessions = { issued: true, length: 36, same: false, outside: [] };

testCheck(sessionRules, {
  pass: [
    { name: 'sessions as they should be', facts: { mcpSessions, httpRules: httpRules() } },
    {
      name: 'a server that ends no session for a client',
      facts: { mcpSessions, httpRules: httpRules([bare('delete', 405)]) },
    },
    {
      name: 'a server that answers without a session as well',
      facts: { mcpSessions, httpRules: httpRules([answered('no-session')]) },
    },
  ],
  fail: [
    {
      name: 'a session that goes on after its end',
      facts: { mcpSessions, httpRules: httpRules([answered('ended-session')]) },
      messages: ['After DELETE, the session is answered with 200 and a result instead of 404.'],
    },
    {
      name: 'an end that is told as a bad request',
      facts: { mcpSessions, httpRules: httpRules([refused('ended-session', 400)]) },
      messages: ['After DELETE, the session is answered with 400 and error -32000 "Refused" instead of 404.'],
    },
    {
      name: 'ids that are not looked at',
      facts: { mcpSessions, httpRules: httpRules([answered('bogus-session'), refused('no-session', 404)]) },
      messages: [
        'A request without a session id is answered with 404 and error -32000 "Refused" instead of 400.',
        'A session id that the server never gave is answered with 200 and a result instead of 404.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'ids that can be guessed or are no header',
      facts: {
        mcpSessions,
        httpRules: httpRules([], { sessions: { ...sessions, same: true, length: 4, outside: ['U+0020'] } }),
      },
      messages: [
        'Two clients got the same session id.',
        'Session ids have U+0020, which is no visible ASCII.',
        'Session ids have 4 characters, so that others can guess them.',
      ],
      severities: ['warning', 'error', 'warning'],
    },
    {
      name: 'a DELETE that nobody routes, and one that fails',
      facts: { mcpSessions, httpRules: httpRules([bare('delete', 404, { contentType: 'text/html' })]) },
      messages: ['DELETE of a session is answered with 404 and text/html instead of 2xx or 405.'],
      severities: ['warning'],
    },
    {
      name: 'one client at a time, with an id that can be guessed',
      facts: {
        mcpSessions: [httpSession({ secondClient })],
        httpRules: httpRules([], { sessions: { issued: true, length: 4, outside: [] } }),
      },
      messages: [
        'A second client is refused while the first is connected: initialize gets 400 and error -32600 "Server already initialized".',
        'Session ids have 4 characters, so that others can guess them.',
      ],
      severities: ['error', 'warning'],
    },
    {
      name: 'one client at a time, without an id, and a page for every other',
      facts: {
        mcpSessions: [httpSession({ secondClient: failed })],
        httpRules: httpRules([], { sessions: { issued: false, outside: [] } }),
      },
      messages: [
        'A second client is refused while the first is connected: initialize gets HTTP 500 with a body that is no JSON (text/html).',
      ],
    },
    {
      name: 'no client after the first one',
      facts: {
        mcpSessions: [httpSession({ nextClient: { goodbye: 200, refusal: failed } })],
        httpRules: {
          eras: ['handshake'],
          exchanges: [bare('initialize', 500, { contentType: 'text/html' })],
        },
      },
      messages: [
        'After a session was ended with DELETE, a new initialize gets HTTP 500 with a body that is no JSON (text/html), a second later as well: the server takes no further client.',
      ],
      severities: ['error'],
    },
    {
      name: 'one client that cannot end its session, and no other',
      facts: {
        mcpSessions: [httpSession({ secondClient, nextClient: { goodbye: 405, refusal: secondClient } })],
        httpRules: httpRules([], { sessions: { issued: true, length: 36, outside: [] } }),
      },
      messages: [
        'After its first client left, a new initialize gets 400 and error -32600 "Server already initialized", a second later as well: the server takes no further client.',
        'A second client is refused while the first is connected: initialize gets 400 and error -32600 "Server already initialized".',
      ],
    },
    {
      name: 'ids that are refused with another status',
      facts: { mcpSessions, httpRules: httpRules([refused('bogus-session', 400)]) },
      messages: [
        'A session id that the server never gave is answered with 400 and error -32000 "Refused" instead of 404.',
      ],
      severities: ['error'],
    },
    {
      name: 'ids that are never looked at',
      facts: { mcpSessions, httpRules: httpRules([answered('bogus-session'), answered('ended-session')]) },
      messages: [
        'A session id that the server never gave is answered with 200 and a result instead of 404.',
        'After DELETE, the session is answered with 200 and a result instead of 404.',
      ],
      severities: ['warning', 'warning'],
    },
    {
      name: 'a DELETE that fails',
      facts: { mcpSessions, httpRules: httpRules([bare('delete', 500)]) },
      messages: ['DELETE of a session is answered with 500 instead of 2xx or 405.'],
      severities: ['warning'],
    },
  ],
  unknown: [
    {
      name: 'too many requests',
      facts: { mcpSessions, httpRules: httpRules([bare('no-session', 429), bare('ended-session', 429)]) },
      reason: 'The request no-session got 429, which tells nothing of the rule; ask again later.',
    },
    {
      name: 'a server that is slow to end a session and to refuse one',
      facts: {
        mcpSessions,
        httpRules: httpRules(
          ['delete', 'ended-session'].map((question) =>
            exchange({ question, failure: { kind: 'timeout', message: 'no answer within 5.0 s' } }),
          ),
        ),
      },
      reason: 'The request delete got no answer within 5.0 s, which tells nothing of the rule; ask again later.',
    },
    {
      name: 'a server that gave one session',
      facts: {
        mcpSessions,
        httpRules: httpRules([], {
          exchanges: httpRules().exchanges.filter(({ question }) => !['delete', 'ended-session'].includes(question)),
        }),
      },
      reason: 'The server gave one session only, so that none could be ended; ask again later.',
    },
    {
      name: 'a server that answers no plain request',
      facts: { mcpSessions, httpRules: httpRules([bare('request', 429)]) },
      reason: 'The server answers no plain request in a session, so only its ids could be looked at.',
    },
  ],
  notApplicable: [
    {
      name: 'a server without sessions',
      facts: { mcpSessions, httpRules: httpRules([], { sessions: { issued: false, outside: [] } }) },
    },
    { name: 'a server without a handshake', facts: { mcpSessions, httpRules: modernRules() } },
  ],
});
