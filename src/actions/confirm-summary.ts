import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';
import type { RenderedFile } from '../model/template.js';
import type { Context } from '../ports/context.js';

/** What is about to be made, a line for each. */
export type Summary = readonly (readonly [what: string, value: string])[];

/** Shows what is about to be written, and asks. Throws INTERRUPTED when a person says no. */
export async function confirmSummary(
  files: readonly RenderedFile[],
  directory: string,
  facts: Summary,
  { prompter, progress }: Pick<Context, 'prompter' | 'progress'>,
): Promise<void> {
  const rows = [
    ...facts,
    ['Files', summary(files.map(({ path }) => path))],
    ['Then', 'mcp-dock build, mcp-dock verify'],
  ];
  const width = Math.min(Math.max((prompter.columns ?? 80) - LABEL.length, NARROWEST), WIDEST);
  progress.note(
    rows
      .map(([what = '', value = '']) => `  ${what.padEnd(9)}${lines(cleanText(value, 600), width).join(`\n${LABEL}`)}`)
      .join('\n'),
  );
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  const message = `Write ${count} to ${directory === '.' ? 'this folder' : directory}?`;
  if (!(await prompter.confirm({ message, default: true, flag: '--yes' })))
    throw new McpDockError('INTERRUPTED', { cleaned: 'Nothing was written.' });
}

const LABEL = ' '.repeat(11);
const NARROWEST = 20;
const WIDEST = 60;

/** A list, a line for as many of its items as fit. */
function lines(list: string, width: number): string[] {
  const found: string[] = [];
  for (const item of list.split(/(?<=, )/u)) {
    const last = found.at(-1);
    if (last !== undefined && last.length + item.trimEnd().length <= width) found[found.length - 1] = `${last}${item}`;
    else found.push(item);
  }
  return found.map((line) => line.trimEnd());
}

/** Files by name, folders by how much is in them. */
function summary(paths: readonly string[]): string {
  const folderOf = (path: string) => (path.includes('/') ? `${path.split('/')[0]}/` : undefined);
  const folders = Map.groupBy(paths, folderOf);
  return [...folders]
    .flatMap(([folder, inside]) =>
      folder === undefined || inside.length === 1 ? inside : `${folder} (${inside.length})`,
    )
    .join(', ');
}
