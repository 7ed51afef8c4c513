import type { McpSession } from '../../model/facts/mcp.js';
import type { Utilities } from '../../model/facts/utilities.js';
import type { TranscriptFact } from '../../model/facts/wire.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { cleanText } from '../../model/clean-text.js';
import { isObject, PROGRESS_TOKEN } from '../../model/mcp-protocol.js';
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
  needs: ['mcpSessions', 'mcpUtilities', 'transcripts'],
  run({ mcpSessions, mcpUtilities, transcripts }) {
    const byTransport = new Map(
      transcripts.map((transcript) => [transcript.transport, inventedTokens(transcript, mcpSessions)]),
    );
    const invented = [...byTransport.values()].flat();
    const asked = mcpUtilities.flatMap(({ transport, era, progress }) =>
      progress === undefined ? [] : [{ transport, era, progress }],
    );
    const limited = limitedBefore(
      mcpUtilities,
      ({ progress, progressSkipped }) => progress !== undefined || progressSkipped !== undefined,
    );
    if (asked.length === 0 && invented.length > 0) return invented;
    if (asked.length === 0 && limited !== undefined) return limited;
    if (asked.length === 0) {
      const reason = mcpUtilities.find(({ progressSkipped }) => progressSkipped !== undefined)?.progressSkipped;
      return { notApplicable: reason ?? 'No tool was called with a progress token.' };
    }
    const calls = asked.flatMap(({ transport, era, progress }) => {
      const session = sessionOf(mcpSessions, transport);
      const params = { name: progress.tool, arguments: progress.arguments ?? {}, _meta: { progressToken: 'p1' } };
      const repro = session === undefined ? {} : { repro: reproOf(session, 'tools/call', params, era) };
      const isTold = (byTransport.get(transport) ?? []).length > 0;
      return problemsOf(isTold ? { ...progress, foreignTokens: [] } : progress).map((problem) => ({
        message: `Over ${transportName({ transport })}, ${quoted(progress.tool)} was called with a progress token, and ${problem}.`,
        ...repro,
      }));
    });
    const findings = [...calls, ...invented];
    return findings.length === 0 && limited !== undefined ? limited : findings;
  },
});

/** Tokens that one finding names. */
const MOST_TOKENS = 5;

/** Progress of anything that was asked, or of nothing: our only token goes with the one call that asks for it. */
function inventedTokens({ transport, messages, left }: TranscriptFact, sessions: readonly McpSession[]): Finding[] {
  const found = messages.flatMap(({ era, message }) => {
    if (!isObject(message) || message['method'] !== 'notifications/progress' || !isObject(message['params'])) return [];
    const { progressToken } = message['params'];
    // Without a token: mcp/wire-schema says so.
    if (progressToken === undefined || progressToken === PROGRESS_TOKEN) return [];
    return [{ era, token: cleanText(JSON.stringify(progressToken) ?? '', 60) }];
  });
  const [first] = found;
  if (first === undefined) return [];
  const session = sessionOf(sessions, transport);
  const tokens = [...new Set(found.map(({ token }) => token))];
  const more = tokens.length > MOST_TOKENS ? ` and ${tokens.length - MOST_TOKENS} more` : '';
  const era = session?.eras.includes(first.era) === true ? first.era : undefined;
  return [
    {
      message: `Over ${transportName({ transport })}, progress came ${found.length === 1 ? 'once' : `${left === 0 ? '' : 'at least '}${found.length} times`} for ${tokens.length === 1 ? 'a token' : 'tokens'} that no request gave: ${tokens.slice(0, MOST_TOKENS).join(', ')}${more}.`,
      ...(session === undefined ? {} : { repro: reproOf(session, 'tools/list', {}, era) }),
    },
  ];
}

function problemsOf({ values, foreignTokens, afterAnswer }: NonNullable<Utilities['progress']>): string[] {
  const at = values.findIndex((value, index) => index > 0 && value <= (values[index - 1] ?? -Infinity));
  const [token] = foreignTokens;
  return [
    ...(at < 0 ? [] : [`its progress goes from ${values[at - 1]} to ${values[at]} instead of up`]),
    ...(token === undefined ? [] : [`progress came for the token ${cleanText(token, 60)}, which was not given`]),
    ...(afterAnswer === 0 ? [] : ['progress came after the result']),
  ];
}
