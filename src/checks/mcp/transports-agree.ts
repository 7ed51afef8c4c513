import type { McpSession, McpTool } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { unlessLimited } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, quotedList, transportName } from '../mcp-sessions.js';

export default defineCheck({
  id: 'mcp/transports-agree',
  title: 'Every transport and era lists the same tools',
  why: 'What works in one client is missing in another, although both use the same image.',
  remedy: 'Build the server for all transports and eras in one place and register the tools there.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Listing tools',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#listing-tools',
    },
    {
      title: 'MCP 2026-07-28: Capabilities',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#capabilities',
    },
  ],
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const lists = answered.sessions.flatMap(listsOf);
    const [first, ...others] = lists;
    return unlessLimited(
      answered.sessions,
      ({ tools, toolsInOtherEra, eras, transport }) =>
        tools !== undefined && (transport === 'stdio' || eras.length < 2 || toolsInOtherEra !== undefined),
      first === undefined || others.length === 0
        ? { notApplicable: 'Only one list of tools could be had, so there is nothing to compare.' }
        : others.flatMap((other) => compare(first, other)),
    );
  },
});

interface List {
  readonly where: string;
  readonly names: readonly string[];
  /** Absent for the second era of a session, of which only the names are kept. */
  readonly tools?: readonly McpTool[];
  readonly session: McpSession;
  readonly era: McpSession['eras'][number] | undefined;
}

function listsOf(session: McpSession): List[] {
  const { tools, toolsInOtherEra, otherEra, eras } = session;
  if (tools === undefined) return [];
  const name = transportName(session);
  return [
    { where: name, names: tools.map((tool) => tool.name), tools, session, era: eras[0] },
    ...(toolsInOtherEra === undefined
      ? []
      : [
          {
            where: `${name} in ${otherEra?.era ?? 'the other era'}`,
            names: toolsInOtherEra,
            session,
            era: otherEra?.era,
          },
        ]),
  ];
}

function compare(a: List, b: List): Finding[] {
  const missing = a.names.filter((name) => !b.names.includes(name));
  const extra = b.names.filter((name) => !a.names.includes(name));
  const repro = reproOf(b.session, 'tools/list', {}, b.era);
  if (missing.length > 0 || extra.length > 0) {
    const parts = [
      ...(missing.length === 0 ? [] : [`${quotedList(missing)} only over ${a.where}`]),
      ...(extra.length === 0 ? [] : [`${quotedList(extra)} only over ${b.where}`]),
    ];
    return [{ message: `The lists of tools differ: ${parts.join('; ')}.`, repro }];
  }
  // The eras may write the same schema in different dialects.
  if (a.era !== b.era) return [];
  const changed = (a.tools ?? []).filter((tool) => {
    const twin = b.tools?.find(({ name }) => name === tool.name);
    return twin !== undefined && shapeOf(twin) !== shapeOf(tool);
  });
  if (changed.length === 0) return [];
  const names = quotedList(changed.map(({ name }) => name));
  return [
    {
      message: `${names} ${changed.length === 1 ? 'has' : 'have'} other schemas over ${b.where} than over ${a.where}.`,
      repro,
    },
  ];
}

const shapeOf = ({ inputSchema, outputSchema }: McpTool): string => stable([inputSchema, outputSchema]);

/** JSON with sorted keys: the order of keys means nothing. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
