import type { McpAnswer } from '../../model/facts/mcp.js';
import type { Utilities } from '../../model/facts/utilities.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { endOver, inWords, sessionOf, transportName } from '../mcp-sessions.js';

const BAD_CURSOR = { cursor: 'mcp-dock-no-such-cursor' };

export default defineCheck({
  id: 'mcp/pagination',
  title: 'Lists end',
  why: 'Clients follow nextCursor until there is none: a cursor that comes back keeps them reading until they give up, mostly without any tool.',
  remedy: 'Leave nextCursor out on the last page, and answer a cursor that was never given with the error -32602.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Pagination',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/pagination',
    },
    {
      title: 'MCP 2026-07-28: Pagination',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/pagination',
    },
  ],
  since: '0.2.0',
  needs: ['mcpSessions', 'mcpUtilities'],
  run({ mcpSessions, mcpUtilities }) {
    const endless = mcpSessions.flatMap((session) =>
      session.listTools !== undefined && isEndless(session.listTools)
        ? [endlessFinding(session.transport, session.listTools)]
        : [],
    );
    const limited = limitedBefore(mcpUtilities, ({ badCursor }) => badCursor !== undefined);
    if (endless.length === 0 && mcpUtilities.every(({ lists }) => lists.length === 0))
      return limited ?? { notApplicable: 'The server answered no list.' };
    const found = mcpUtilities.flatMap(({ transport, lists, badCursor }) => [
      ...lists.filter(({ answer }) => isEndless(answer)).map(({ answer }) => endlessFinding(transport, answer)),
      ...(badCursor === undefined ? [] : cursorFindings({ transport, lists }, badCursor)),
    ]);
    if (endless.length + found.length === 0 && limited !== undefined) return limited;
    // The tools were listed for both facts.
    const all = [...new Map([...endless, ...found].map((one) => [one.message, one])).values()];
    return all.map(({ transport, method, params, ...finding }) => {
      const session = sessionOf(mcpSessions, transport);
      return session === undefined ? finding : { ...finding, repro: reproOf(session, method, params) };
    });
  },
});

type Told = Finding & {
  readonly transport: Utilities['transport'];
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
};

const isEndless = ({ failure }: McpAnswer): boolean =>
  failure !== undefined && ['endless-list', 'repeated-page'].includes(failure.kind);

const endlessFinding = (transport: Utilities['transport'], answer: McpAnswer): Told => ({
  message: `Over ${transportName({ transport })}, ${answer.method} does not end: ${inWords(answer)}.`,
  transport,
  method: answer.method,
  params: {},
});

/** All SDKs ignore a cursor where there is only one page; that is worth a word only where there are more. */
function cursorFindings({ transport, lists }: Pick<Utilities, 'transport' | 'lists'>, answer: McpAnswer): Told[] {
  const about = { transport, method: 'tools/list', params: BAD_CURSOR };
  const where = `Over ${transportName({ transport })}, tools/list with a cursor that was never given`;
  if (endOver(answer) !== undefined)
    return [{ message: `${where} got ${inWords(answer)} instead of an error.`, ...about }];
  if (answer.failure !== undefined || (answer.httpStatus ?? 0) >= 500)
    return [{ message: `${where} got ${inWords(answer)} instead of an error.`, severity: 'warning', ...about }];
  const paged = lists.some(({ method, pages }) => method === 'tools/list' && pages > 1);
  if (answer.error !== undefined || !paged) return [];
  return [{ message: `${where} got a result instead of the error -32602.`, severity: 'info', ...about }];
}
