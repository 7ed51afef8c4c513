import type { McpSession } from '../../model/facts/mcp.js';
import { defineCheck } from '../define-check.js';
import { isGreetingLimited, unlessLimited } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, distinct, inWords, transportName } from '../mcp-sessions.js';

export default defineCheck({
  id: 'mcp/both-eras',
  title: 'Server speaks both protocol eras',
  why: 'Clients of the handshake era cannot use a server that has only 2026-07-28, and clients that have only 2026-07-28 cannot use one without it.',
  remedy:
    'Serve both from one factory, as the SDKs with 2026-07-28 do, or say in the README which clients can connect.',
  severity: 'info',
  references: [
    {
      title: 'MCP 2026-07-28: Compatibility matrix',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning#compatibility-matrix',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    return unlessLimited(
      mcpSessions,
      ({ eras }) => eras.length === 2,
      distinct(
        answered.sessions
          .filter((session) => session.eras.length === 1 && !isGreetingLimited(session))
          .map((session) => ({ message: messageFor(session), repro: reproFor(session) })),
      ),
    );
  },
});

function messageFor(session: McpSession): string {
  const name = transportName(session);
  const { discover, eras, protocolVersion } = session;
  if (eras[0] !== 'handshake')
    return `Over ${name} the server speaks only 2026-07-28: clients that open with initialize cannot connect.`;
  const silent = discover?.failure?.kind === 'timeout';
  const only = `Over ${name} the server ${silent ? 'answers' : 'speaks'} only the handshake era (${protocolVersion ?? 'no version'})`;
  if (discover?.failure?.kind === 'closed')
    return `${only} and does not survive server/discover (${inWords(discover)}): clients that try 2026-07-28 first must start it twice.`;
  // It may have the other era as well, and be too slow for its clients.
  const late = silent ? `; to server/discover came ${inWords(discover)}` : '';
  return `${only}${late}: clients that have only 2026-07-28 cannot connect.`;
}

const reproFor = (session: McpSession): string =>
  session.eras[0] === 'handshake'
    ? reproOf(session, 'server/discover', {}, '2026-07-28')
    : reproOf(session, 'tools/list', {}, 'handshake');
