import { cleanText } from '../../model/clean-text.js';
import type { McpSession } from '../../model/facts/mcp.js';
import { isLimited } from '../../model/is-limited.js';
import { defineCheck } from '../define-check.js';
import { unlessLimited } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { inWords, transportName } from '../mcp-sessions.js';

const REVISION = '2026-07-28';

export default defineCheck({
  id: 'mcp/discover',
  title: 'Server answers server/discover',
  why: 'Clients that speak both eras ask server/discover first and take the server for an old one when the answer is no good.',
  remedy:
    'Answer server/discover with resultType, supportedVersions (with 2026-07-28), capabilities, ttlMs and cacheScope on every transport.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2026-07-28: Discovery',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/discover',
    },
    {
      title: 'MCP 2026-07-28: Caching',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/caching',
    },
  ],
  revisions: [REVISION],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const modern = mcpSessions.filter(({ eras }) => eras.includes(REVISION));
    const findings = modern.flatMap((session) => {
      const problem = problemOf(session);
      if (problem === undefined) return [];
      return [
        {
          message: `Over ${transportName(session)}, ${problem}.`,
          repro: reproOf(session, 'server/discover', {}, REVISION),
        },
      ];
    });
    return unlessLimited(
      mcpSessions,
      ({ discover }) => !isLimited(discover?.httpStatus),
      modern.length === 0 ? { notApplicable: `The server does not speak ${REVISION}.` } : findings,
    );
  },
});

function problemOf({ discover, modernVersions }: McpSession): string | undefined {
  if (discover === undefined) return 'server/discover was not asked';
  const { result } = discover;
  if (typeof result !== 'object' || result === null)
    return `requests of ${REVISION} are answered, but server/discover is not: ${inWords(discover)}`;
  if (!modernVersions.includes(REVISION)) {
    const versions = modernVersions.map((version) => cleanText(version, 40)).join(', ') || 'nothing';
    return `server/discover lists ${versions} in supportedVersions and not ${REVISION}`;
  }
  const { resultType, capabilities, ttlMs, cacheScope } = result as Readonly<Record<string, unknown>>;
  const wrong = [
    ...(resultType === 'complete' ? [] : [`resultType ${show(resultType)} instead of "complete"`]),
    ...(typeof capabilities === 'object' && capabilities !== null ? [] : ['no capabilities']),
    ...(typeof ttlMs === 'number' && ttlMs >= 0 ? [] : [`ttlMs ${show(ttlMs)} instead of milliseconds`]),
    ...(cacheScope === 'public' || cacheScope === 'private'
      ? []
      : [`cacheScope ${show(cacheScope)} instead of "public" or "private"`]),
  ];
  return wrong.length === 0 ? undefined : `the result of server/discover has ${wrong.join(', ')}`;
}

const show = (value: unknown): string => cleanText(JSON.stringify(value) ?? 'absent', 60);
