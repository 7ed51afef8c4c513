import type { Utilities } from '../../model/facts/utilities.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { cleanText } from '../../model/clean-text.js';
import { quoted, sessionOf, transportName } from '../mcp-sessions.js';

export default defineCheck({
  id: 'mcp/progress',
  title: 'Progress goes up, for the request that asked for it',
  why: 'Clients show progress by its token and keep a call alive as long as it moves; a token that nobody gave, or progress after the end, is an error to them.',
  remedy:
    'Send notifications/progress only with the progressToken of a request that is still open, each time with a larger value, and none after its result.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Progress',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress',
    },
    {
      title: 'MCP 2026-07-28: Progress',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/progress',
    },
  ],
  since: '0.2.0',
  needs: ['mcpSessions', 'mcpUtilities'],
  run({ mcpSessions, mcpUtilities }) {
    const asked = mcpUtilities.flatMap(({ transport, era, progress }) =>
      progress === undefined ? [] : [{ transport, era, progress }],
    );
    const limited = limitedBefore(
      mcpUtilities,
      ({ progress, progressSkipped }) => progress !== undefined || progressSkipped !== undefined,
    );
    if (asked.length === 0 && limited !== undefined) return limited;
    if (asked.length === 0) {
      const reason = mcpUtilities.find(({ progressSkipped }) => progressSkipped !== undefined)?.progressSkipped;
      return { notApplicable: reason ?? 'No tool was called with a progress token.' };
    }
    const findings = asked.flatMap(({ transport, era, progress }) => {
      const session = sessionOf(mcpSessions, transport);
      const params = { name: progress.tool, arguments: {}, _meta: { progressToken: 'p1' } };
      const repro = session === undefined ? {} : { repro: reproOf(session, 'tools/call', params, era) };
      return problemsOf(progress).map((problem) => ({
        message: `Over ${transportName({ transport })}, ${quoted(progress.tool)} was called with a progress token, and ${problem}.`,
        ...repro,
      }));
    });
    return findings.length === 0 && limited !== undefined ? limited : findings;
  },
});

function problemsOf({ values, foreignTokens, afterAnswer }: NonNullable<Utilities['progress']>): string[] {
  const at = values.findIndex((value, index) => index > 0 && value <= (values[index - 1] ?? -Infinity));
  const [token] = foreignTokens;
  return [
    ...(at < 0 ? [] : [`its progress goes from ${values[at - 1]} to ${values[at]} instead of up`]),
    ...(token === undefined ? [] : [`progress came for the token ${cleanText(token, 60)}, which was not given`]),
    ...(afterAnswer === 0 ? [] : ['progress came after the result']),
  ];
}
