import type { Utilities } from '../../model/facts/utilities.js';
import { isObject } from '../../model/mcp-protocol.js';
import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { endOver, inWords, sessionOf, transportName } from '../mcp-sessions.js';

/** Far longer than an answer without work takes, far shorter than any client waits. */
const PROMPTLY_MS = 3_000;

export default defineCheck({
  id: 'mcp/ping',
  title: 'Server answers ping',
  why: 'Clients and gateways ping a quiet server to see whether it is still there, and end the connection when no good answer comes.',
  remedy: 'Answer ping at once with an empty result, also while a tool runs.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Ping',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/ping',
    },
  ],
  revisions: ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'],
  since: '0.2.0',
  needs: ['mcpSessions', 'mcpUtilities'],
  run({ mcpSessions, mcpUtilities }) {
    const asked = mcpUtilities.flatMap(({ transport, ping }) => (ping === undefined ? [] : [{ transport, ping }]));
    const limited = limitedBefore(mcpUtilities, ({ era, ping }) => era !== 'handshake' || ping !== undefined);
    if (asked.length === 0) return limited ?? { notApplicable: `ping was not asked: ${whyNotAsked(mcpUtilities)}` };
    const findings = asked.flatMap(({ transport, ping }) => {
      const session = sessionOf(mcpSessions, transport);
      const repro = session === undefined ? {} : { repro: reproOf(session, 'ping', {}, 'handshake') };
      const where = `Over ${transportName({ transport })}, ping`;
      const { result, durationMs } = ping;
      const end = endOver(ping);
      if (end !== undefined)
        return [
          {
            message: `Over ${transportName({ transport })}, the server ends when it is asked for ping: ${end}.`,
            ...repro,
          },
        ];
      if (!isObject(result))
        return [{ message: `${where} got ${inWords(ping)} instead of an empty result.`, ...repro }];
      if (durationMs > PROMPTLY_MS) {
        const took = formatDuration(durationMs);
        return [
          {
            message: `${where} was answered after ${took}.`,
            severity: 'warning' as const,
            measured: took,
            limit: formatDuration(PROMPTLY_MS),
            ...repro,
          },
        ];
      }
      return [];
    });
    return findings.length === 0 && limited !== undefined ? limited : findings;
  },
});

const whyNotAsked = (utilities: readonly Utilities[]): string =>
  utilities.some(({ era }) => era === 'handshake')
    ? 'the server was gone before.'
    : 'the conversation was one of 2026-07-28, which has none.';
