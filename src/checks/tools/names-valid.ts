import { defineCheck } from '../define-check.js';
import { reproOf } from '../mcp-repro.js';
import { distinct, quoted, transportName } from '../mcp-sessions.js';
import { listedTools } from './listed-tools.js';

const NAME = /^[A-Za-z0-9_.-]{1,128}$/u;

export default defineCheck({
  id: 'tools/names-valid',
  title: 'Tool names are valid and unique',
  why: 'Clients and model APIs reject other characters, and of two tools with one name only one can be called.',
  remedy: 'Name tools with 1 to 128 of the characters A-Z, a-z, 0-9, _, - and ., each name once.',
  severity: 'warning',
  references: [
    {
      title: 'MCP 2025-11-25: Tool names',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-names',
    },
    {
      title: 'MCP 2026-07-28: Tool names',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool-names',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const listed = listedTools(mcpSessions);
    if (!('tools' in listed)) return listed;
    const invalid = listed.tools
      .filter(({ name }) => !NAME.test(name))
      .map((tool) => ({
        message: `Tool name ${quoted(tool.name)} ${problemOf(tool.name)}.`,
        ...listed.shownBy(tool),
      }));
    const doubled = mcpSessions.flatMap((session) => {
      const counts = new Map<string, number>();
      for (const { name } of session.tools ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
      return [...counts]
        .filter(([, count]) => count > 1)
        .map(([name, count]) => ({
          message: `Tool name ${quoted(name)} is listed ${count} times over ${transportName(session)}.`,
          repro: reproOf(session, 'tools/list'),
        }));
    });
    return distinct([...invalid, ...doubled]);
  },
});

function problemOf(name: string): string {
  if (name === '') return 'is empty';
  if (name.length > 128) return `is ${name.length} characters long, over 128`;
  return 'has characters other than A-Z, a-z, 0-9, _, - and "."';
}
