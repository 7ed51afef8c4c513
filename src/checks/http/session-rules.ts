import type { Exchange, HttpRules } from '../../model/facts/http-rules.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { curl, exchangeRepro, initializeRepro, initializeRequest, nextClientRepro, withServer } from '../mcp-repro.js';
import { sessionOf } from '../mcp-sessions.js';
import { isDeleted, refusalWords, secondClientWords } from '../second-client.js';
import { answerTo, came, isSuccess, unanswered, unlessUntold } from './exchanges.js';

const QUESTIONS = ['no-session', 'bogus-session', 'delete', 'ended-session'];
const NO_SESSIONS = { notApplicable: 'The server gives no session ids.' };
/** Shorter ids are counted through in no time. */
const SHORTEST_ID = 16;

export default defineCheck({
  id: 'http/session-rules',
  title: 'Sessions begin and end as clients expect',
  why: 'A server over HTTP has several clients. Each starts a new session when it gets 404 for its old one; with any other answer it stays broken until somebody restarts it.',
  remedy:
    'Give each client a long random id of visible ASCII, answer 400 to requests without one and 404 to ids that are not known or not any more, and let DELETE end a session or refuse it with 405.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Session management',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management',
    },
    {
      title: 'MCP 2025-11-25: Streamable HTTP',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http',
    },
  ],
  revisions: ['2025-11-25', '2025-06-18', '2025-03-26'],
  profile: 'standard',
  since: '0.1.0',
  needs: ['httpRules', 'mcpSessions'],
  run({ httpRules, mcpSessions }) {
    const { sessions } = httpRules;
    const mcpHttp = sessionOf(mcpSessions, 'http');
    if (mcpHttp === undefined || !httpRules.eras.includes('handshake'))
      return { notApplicable: 'The server speaks only 2026-07-28, which has no sessions.' };
    const alone = [...nextClientFindings(mcpHttp), ...secondClientFindings(mcpHttp)];
    if (alone.length > 0) return [...alone, ...(sessions === undefined ? [] : idFindings(sessions, mcpHttp))];
    const nothing = unanswered(httpRules, 'request', mcpHttp);
    if (sessions === undefined) return nothing ?? NO_SESSIONS;
    if (!sessions.issued) return NO_SESSIONS;
    const found = idFindings(sessions, mcpHttp);
    if (nothing !== undefined)
      return found.length > 0
        ? found
        : { unknown: 'The server answers no plain request in a session, so only its ids could be looked at.' };
    const findings = [...found, ...useFindings(httpRules, mcpHttp)];
    if (findings.length === 0 && !httpRules.exchanges.some(({ question }) => question === 'delete'))
      return { unknown: 'The server gave one session only, so that none could be ended; ask again later.' };
    return unlessUntold(httpRules, (question) => QUESTIONS.includes(question), findings);
  },
});

function nextClientFindings(session: McpSession): Finding[] {
  const { nextClient } = session;
  if (nextClient === undefined) return [];
  const when = isDeleted(nextClient) ? 'After a session was ended with DELETE' : 'After its first client left';
  return [
    {
      message: `${when}, a new initialize gets ${refusalWords(nextClient.refusal)}, a second later as well: the server takes no further client.`,
      remedy:
        'Make a transport and a server of its own for each initialize, and let the end of one session end nothing else; where a library does that, its log says what failed, and another version of it may do better.',
      repro: nextClientRepro(session),
    },
  ];
}

function secondClientFindings(session: McpSession): Finding[] {
  const words = secondClientWords(session);
  if (words === undefined) return [];
  return [
    {
      message: `A second client is refused while the first is connected: ${words}.`,
      remedy:
        'Make a transport and a server of its own for each initialize, and find them again by Mcp-Session-Id: one that is shared takes one client.',
      repro: withServer(session, (url) => {
        const hello = curl({ url, sent: session.sent }, initializeRequest());
        return `${hello} -o /dev/null; ${hello}`;
      }),
    },
  ];
}

function idFindings({ same, outside, length }: NonNullable<HttpRules['sessions']>, session: McpSession): Finding[] {
  const repro = `${initializeRepro(session)} -i`;
  return [
    ...(same === true
      ? [{ message: 'Two clients got the same session id.', severity: 'warning' as const, repro }]
      : []),
    ...(outside.length > 0
      ? [{ message: `Session ids have ${outside.join(', ')}, which is no visible ASCII.`, repro }]
      : []),
    ...(length !== undefined && length < SHORTEST_ID
      ? [
          {
            message: `Session ids have ${length} characters, so that others can guess them.`,
            severity: 'warning' as const,
            measured: `${length} characters`,
            limit: `${SHORTEST_ID} characters`,
            repro,
          },
        ]
      : []),
  ];
}

function useFindings(rules: HttpRules, session: McpSession): Finding[] {
  // The protocol says SHOULD of these, or nothing at all.
  const finding = (exchange: Exchange, message: string, severity: Finding['severity'] = 'warning'): Finding => ({
    message,
    severity,
    repro: exchangeRepro(session, exchange),
  });
  const none = answerTo(rules, 'no-session');
  const bogus = answerTo(rules, 'bogus-session');
  const deleted = answerTo(rules, 'delete');
  // One who answers without an id asks for none.
  const wrong = (exchange: Exchange | undefined, wanted: number) =>
    exchange !== undefined && exchange.status !== wanted && !(wanted === 400 && isSuccess(exchange));
  return [
    ...(none !== undefined && wrong(none, 400)
      ? [finding(none, `A request without a session id is answered with ${came(none)} instead of 400.`)]
      : []),
    ...(bogus !== undefined && wrong(bogus, 404)
      ? [
          finding(
            bogus,
            `A session id that the server never gave is answered with ${came(bogus)} instead of 404.`,
            // So is one of before a restart, and no client gets past such a refusal; one that is served misses nothing.
            bogus.status !== undefined && bogus.status >= 400 ? 'error' : 'warning',
          ),
        ]
      : []),
    ...(deleted !== undefined && !isSuccess(deleted) && deleted.status !== 405
      ? [finding(deleted, `DELETE of a session is answered with ${came(deleted)} instead of 2xx or 405.`)]
      : []),
    ...endedFindings(rules, session),
  ];
}

function endedFindings(rules: HttpRules, session: McpSession): Finding[] {
  const deleted = answerTo(rules, 'delete');
  const ended = answerTo(rules, 'ended-session');
  if (deleted === undefined || ended === undefined || ended.status === 404) return [];
  const bogus = answerTo(rules, 'bogus-session');
  // Where no id is looked at, none opens anything that its client believes closed.
  const ignored = isSuccess(ended) && bogus !== undefined && isSuccess(bogus);
  return [
    {
      message: `After DELETE, the session is answered with ${came(ended)} instead of 404.`,
      ...(ignored ? { severity: 'warning' as const } : {}),
      repro: exchangeRepro(session, deleted, ended),
    },
  ];
}
