import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { isObject } from '../../model/mcp-protocol.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { quotedList, sessionOf, transportName } from '../mcp-sessions.js';

export default defineCheck({
  id: 'tools/stable-list',
  title: 'The list of tools is the same each time',
  why: 'Models are given the list with every request: in another order it is paid for anew each time, and a tool that comes and goes is called when it is not there.',
  remedy:
    'List the tools in a fixed order, and tell clients with notifications/tools/list_changed when the list changes.',
  severity: 'warning',
  references: [
    {
      title: 'MCP 2026-07-28: Listing tools',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#listing-tools',
    },
    {
      title: 'MCP 2025-11-25: List changed notification',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#list-changed-notification',
    },
  ],
  since: '0.2.0',
  needs: ['mcpSessions', 'mcpUtilities'],
  run({ mcpSessions, mcpUtilities }) {
    const pairs = mcpUtilities.flatMap(({ transport, lists, toolsChanged = false }) => {
      const session = sessionOf(mcpSessions, transport);
      const again = lists.find(({ method }) => method === 'tools/list')?.names;
      return session?.tools === undefined || again === undefined
        ? []
        : [{ session, tools: session.tools, again, toolsChanged }];
    });
    const limited = limitedBefore(mcpUtilities, ({ lists }) => lists.some(({ method }) => method === 'tools/list'));
    if (pairs.length === 0) return limited ?? { notApplicable: 'No list of tools could be had twice.' };
    const findings = pairs.flatMap(({ session, tools, again, toolsChanged }): Finding[] => {
      const first = tools.slice(0, again.length).map(({ name }) => name.slice(0, 300));
      const where = `Over ${transportName(session)}, tools/list has`;
      const repro = reproTwice(session);
      const others = otherTools(first, again, tools.length);
      if (others === undefined) {
        const order = otherOrder(first, again);
        return order === undefined
          ? []
          : [{ message: `${where} another order when it is asked again: ${order}.`, repro }];
      }
      const message = `${where} other tools when it is asked again: ${others}.`;
      // Clients know of it, and list again.
      if (toolsChanged) return [];
      if (session.transport === 'stdio' || !declaresChanges(session)) return [{ message, repro }];
      return [
        {
          message: `${message} It declares listChanged; whether it tells its clients of this was not heard, as no stream for that was open.`,
          severity: 'info',
          repro,
        },
      ];
    });
    return findings.length === 0 && limited !== undefined ? limited : findings;
  },
});

function declaresChanges({ capabilities }: McpSession): boolean {
  const tools = capabilities?.['tools'];
  return isObject(tools) && tools['listChanged'] === true;
}

/** Names are kept of the first 500 tools alone, so more than that may be the same as far as can be seen. */
function otherTools(first: readonly string[], second: readonly string[], count: number): string | undefined {
  const gone = first.filter((name) => !second.includes(name));
  const added = second.filter((name) => !first.includes(name));
  const missing = second.length < 500 && second.length < count;
  if (gone.length === 0 && added.length === 0 && !missing) return undefined;
  return [
    ...(gone.length === 0 ? [] : [`${quotedList(gone)} only the first time`]),
    ...(added.length === 0 ? [] : [`${quotedList(added)} only the second time`]),
    ...(missing && gone.length === 0 ? [`${count - second.length} fewer the second time`] : []),
  ].join('; ');
}

function otherOrder(first: readonly string[], second: readonly string[]): string | undefined {
  const at = first.findIndex((name, index) => name !== second[index]);
  if (at < 0) return undefined;
  return `tool ${at + 1} is ${quotedList([first[at] ?? ''])}, then ${quotedList([second[at] ?? ''])}`;
}

const reproTwice = (session: McpSession): string => {
  const once = reproOf(session, 'tools/list');
  return `${once}; ${once}`;
};
