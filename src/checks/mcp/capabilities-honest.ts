import type { McpSession } from '../../model/facts/mcp.js';
import { defineCheck } from '../define-check.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, inWords, transportName } from '../mcp-sessions.js';
import { notListed } from '../wanted-variables.js';

export default defineCheck({
  id: 'mcp/capabilities-honest',
  title: 'Declared capabilities answer',
  why: 'Clients ask for what the capabilities promise, and do not ask for the rest.',
  remedy: 'Declare the tools capability exactly when tools/list is answered, and answer it in each era, page by page.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Tools, capabilities',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#capabilities',
    },
    {
      title: 'MCP 2026-07-28: Tools, capabilities',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#capabilities',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const wanting = answered.sessions.find(({ tools, wants }) => tools === undefined && wants !== undefined);
    if (wanting?.wants !== undefined) return { unknown: notListed(wanting.wants) };
    return answered.sessions.flatMap((session) =>
      problemsOf(session).map(({ message, era }) => ({ message, repro: reproOf(session, 'tools/list', {}, era) })),
    );
  },
});

type Era = McpSession['eras'][number] | undefined;

function problemsOf(session: McpSession): { message: string; era: Era }[] {
  const { capabilities, tools, listTools, otherEra, toolsInOtherEra, eras } = session;
  const name = transportName(session);
  const [era] = eras;
  // Served without a greeting: mcp/discover says so.
  if (capabilities === undefined) return [];
  if (!('tools' in capabilities)) {
    const listed = tools?.length ?? 0;
    if (listed === 0) return [];
    return [{ message: `Over ${name}, ${listed} tools are listed, but the tools capability is not declared.`, era }];
  }
  if (tools === undefined) {
    const words = listTools === undefined ? 'it could not be asked' : inWords(listTools);
    return [
      { message: `Over ${name}, the tools capability is declared, but tools/list gives no list: ${words}.`, era },
    ];
  }
  if (otherEra === undefined || toolsInOtherEra !== undefined) return [];
  const words = inWords(otherEra.listTools);
  return [{ message: `Over ${name}, tools/list gives no list in ${otherEra.era}: ${words}.`, era: otherEra.era }];
}
