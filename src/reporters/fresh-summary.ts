import type { FreshReport } from '../model/build-report.js';

/** The MCP SDK of a fresh build beside that of the lock, one row each, and what else changed. Without indent. */
export function freshRows({ sdk, lock, otherChanges }: FreshReport): string[] {
  const header = { name: 'SDK', locked: 'locked', newest: 'allowed', published: 'published', mark: '' };
  const rows = sdk.map(({ name, locked = '–', newest = '–', published = '–', drifted }) => ({
    name,
    locked,
    newest,
    published,
    mark: drifted ? 'drifted' : '',
  }));
  const table = [header, ...rows];
  const width = (key: keyof typeof header) => Math.max(...table.map((row) => row[key].length));
  const line = (row: typeof header) =>
    (['name', 'locked', 'newest', 'published', 'mark'] as const)
      .map((key) => row[key].padEnd(width(key)))
      .join('  ')
      .trimEnd();
  return [
    ...(rows.length === 0 ? [] : table.map(line)),
    `${otherChanges} other ${otherChanges === 1 ? 'package differs' : 'packages differ'} from ${lock}, which is as it was.`,
  ];
}
