import type { Utilities } from '../../model/facts/utilities.js';
import type { Finding } from '../../model/finding.js';
import { formatDuration } from '../../model/units.js';
import { hasAnswered } from '../../model/has-answered.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { cancelledRepro } from '../mcp-repro.js';
import { eraName, inWords, sessionOf, transportName } from '../mcp-sessions.js';

/** An answer that was under way when the cancellation came may still arrive. */
const UNDER_WAY_MS = 100;

export default defineCheck({
  id: 'mcp/cancellation',
  title: 'Cancelled requests end, and the server goes on',
  why: 'People press stop: a server that breaks there is gone for the rest of the conversation, and one that goes on works for nobody.',
  remedy:
    'Take notifications/cancelled, and a closed connection of 2026-07-28, as the end of that one request: stop the work, send no more for it, and answer notifications with nothing.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Cancellation',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/cancellation',
    },
    {
      title: 'MCP 2026-07-28: Cancellation',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/cancellation',
    },
    {
      title: 'MCP 2025-11-25: Notifications',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic#notifications',
    },
  ],
  since: '0.2.0',
  needs: ['mcpSessions', 'mcpUtilities'],
  run({ mcpSessions, mcpUtilities }) {
    const asked = mcpUtilities.flatMap(({ transport, cancellations }) =>
      cancellations.map((cancellation) => ({ transport, cancellation })),
    );
    const limited = limitedBefore(
      mcpUtilities,
      ({ transport, cancellations, cancellationSkipped }) =>
        cancellationSkipped !== undefined ||
        cancellations.length >= (transport === 'http' ? (sessionOf(mcpSessions, transport)?.eras.length ?? 1) : 1),
    );
    if (asked.length === 0 && limited !== undefined) return limited;
    if (asked.length === 0) {
      const reason = mcpUtilities.find(({ cancellationSkipped }) => cancellationSkipped !== undefined);
      return { notApplicable: reason?.cancellationSkipped ?? 'There was nothing to cancel.' };
    }
    const findings = asked.flatMap(({ transport, cancellation }) => {
      const { era, method, tool, arguments: args = {} } = cancellation;
      const session = sessionOf(mcpSessions, transport);
      const params = tool === undefined ? {} : { name: tool, arguments: args };
      const question = { method, params, era, next: cancellation.next.method };
      const repro = session === undefined ? {} : { repro: cancelledRepro(session, question) };
      const where = `Over ${transportName({ transport })} in ${eraName(era)}`;
      return problemsOf(cancellation).map(({ message, severity }) => ({
        message: `${where}, ${message}.`,
        severity,
        ...repro,
      }));
    });
    return findings.length === 0 && limited !== undefined ? limited : findings;
  },
});

function problemsOf(
  cancelled: Utilities['cancellations'][number],
): { readonly message: string; readonly severity: NonNullable<Finding['severity']> }[] {
  const { by, answered, answeredAfterMs = 0, notificationAnswered, next } = cancelled;
  const how = by === 'connection' ? 'the connection of a request was closed' : 'a request was cancelled';
  // A server may answer the question after a cancellation with an error, or badly, as it may without one; it is there.
  const gone = !hasAnswered(next);
  return [
    ...(gone
      ? [
          {
            message: `the server does not go on after ${how}: ${next.method} got ${inWords(next)}`,
            // It may finish first what was cancelled, and how long that takes is its own affair.
            severity: next.failure?.kind === 'timeout' ? ('warning' as const) : ('error' as const),
          },
        ]
      : []),
    ...(notificationAnswered
      ? [
          {
            message: 'notifications/cancelled was answered, although notifications have no answer',
            severity: 'error' as const,
          },
        ]
      : []),
    ...(!gone && answered === 'after' && answeredAfterMs > UNDER_WAY_MS
      ? [
          {
            message: `${cancelled.method} was answered ${formatDuration(answeredAfterMs)} after it was cancelled, and after what was asked later`,
            severity: 'warning' as const,
          },
        ]
      : []),
  ];
}
