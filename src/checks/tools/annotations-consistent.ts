import { cleanText } from '../../model/clean-text.js';
import type { McpTool } from '../../model/facts/mcp.js';
import type { Severity } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { distinct, quoted } from '../mcp-sessions.js';
import { listedTools } from './listed-tools.js';

export default defineCheck({
  id: 'tools/annotations-consistent',
  title: 'Annotations of tools have their types and do not contradict each other',
  why: 'Clients decide by the hints which calls they make without asking; a tool that only reads by its hint and deletes by its name is called unseen, and a hint of another type makes clients refuse the whole list.',
  remedy:
    'Give the hints booleans under their names in the protocol, and set readOnlyHint only where a call changes nothing; say destructiveHint only of tools that change something.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: ToolAnnotations',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/schema#toolannotations',
    },
    {
      title: 'MCP 2026-07-28: Tool',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#tool',
    },
  ],
  profile: 'quick',
  since: '0.2.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const listed = listedTools(mcpSessions);
    if (!('tools' in listed)) return listed;
    if (listed.tools.every(({ annotations, title }) => annotations === undefined && title === undefined))
      return { notApplicable: 'No tool has annotations.' };
    return distinct(
      listed.tools.flatMap((tool) =>
        problemsOf(tool).map(({ problem, severity }) => ({
          message: `${quoted(tool.name)} ${problem}.`,
          severity,
          ...listed.shownBy(tool),
        })),
      ),
    );
  },
});

const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'];
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z]/gu, '')
    .replace(/hint$/u, '');
const MEANT = new Map(HINTS.map((hint) => [plain(hint), hint]));
/** As the first word of a name; further back it may be what is spoken of: list_deleted_tasks. */
const DESTROYS = /^(?:delete|remove|drop|purge|destroy|erase|wipe)(?=[_.\-A-Z]|$)/u;

interface Problem {
  readonly problem: string;
  readonly severity: Severity;
}

function problemsOf({ name, title, annotations = {} }: McpTool): Problem[] {
  const warn = (problem: string): Problem => ({ problem, severity: 'warning' });
  const wrong = [...HINTS.map((hint) => [hint, 'boolean'] as const), ['title', 'string'] as const].flatMap(
    ([key, type]): Problem[] => {
      const value = annotations[key];
      if (value === undefined || typeof value === type) return [];
      const found = cleanText(JSON.stringify(value) ?? 'nothing', 60);
      const severity = value === null ? 'warning' : 'error';
      return [{ problem: `has ${key} ${found} in its annotations, which is no ${type}`, severity }];
    },
  );
  const misspelt = Object.keys(annotations).flatMap((key) => {
    const meant = HINTS.includes(key) ? undefined : MEANT.get(plain(key));
    return meant === undefined ? [] : [warn(`has ${quoted(key)} in its annotations, which no client reads: ${meant}`)];
  });
  const reads = annotations['readOnlyHint'] === true;
  return [
    ...wrong,
    ...misspelt,
    ...(reads && annotations['destructiveHint'] === true
      ? [warn('only reads by its readOnlyHint, and destroys by its destructiveHint')]
      : []),
    ...(reads && annotations['destructiveHint'] !== true && DESTROYS.test(name)
      ? [warn('only reads by its readOnlyHint, and destroys by its name')]
      : []),
    ...(title?.trim() === '' || (typeof annotations['title'] === 'string' && annotations['title'].trim() === '')
      ? [warn('has an empty title, which clients show in place of its name')]
      : []),
  ];
}
