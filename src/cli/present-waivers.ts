import { printableDiff } from '../actions/diff-files.js';
import type { ImportedWaivers } from '../actions/import-waivers.js';
import { cleanText } from '../model/clean-text.js';
import type { RenderOptions } from '../reporters/define-reporter.js';
import { painter } from '../reporters/paint.js';

/** The result of `waivers import` for a person: what was taken over, what it covers besides, what was not, and the verdict last. */
export function presentImport(result: ImportedWaivers, options: Pick<RenderOptions, 'colour' | 'symbols'>): string {
  const paint = painter(options);
  const { waivers, severities, remainders, there, outcome, diff, path } = result;
  const line = (sign: string, text: string, detail: string) =>
    `${sign} ${cleanText(text)}\n    ${paint.faint(cleanText(detail, 1000))}`;
  return [
    ...waivers.map(({ id, path: place, expires, from, alsoCovers }) =>
      line(
        alsoCovers.length > 0 ? paint.warning() : paint.pass(),
        `${id}${place === undefined ? '' : ` in ${place}`} is waived until ${expires}`,
        `${from.join(', ')}${alsoCovers.length === 0 ? '' : `. It is wider here: the check also answers ${alsoCovers.join(', ')}; narrow it with \`matches\` or \`path\`.`}`,
      ),
    ),
    ...severities.map(({ id, severity, from }) => line(paint.pass(), `${id} counts as ${severity}`, from)),
    ...there.map(({ id, from }) => line(paint.info(), `${id} is there already`, from)),
    ...remainders.map(({ what, file, line: at, because }) =>
      line(paint.unknown(), `${what} was not taken over`, `${file}:${at}: ${because}.`),
    ),
    ...(outcome !== 'dry-run' || diff === undefined ? [] : ['', printableDiff(diff)]),
    '',
    verdict(result),
    ...(outcome === 'written' ? [`Next: look at the reasons and days in ${path}, then run \`mcp-dock verify\`.`] : []),
  ].join('\n');
}

/** The same for a program; `--json` prints this and nothing else. */
export function importDocument(
  { waivers, severities, remainders, there, outcome, path, files, diff }: ImportedWaivers,
  toolVersion: string,
) {
  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: toolVersion },
    command: 'waivers import',
    outcome,
    config: path,
    files,
    waivers,
    severities,
    there,
    notImported: remainders,
    ...(diff !== undefined && { diff }),
  };
}

function verdict({ outcome, path, waivers, severities, remainders }: ImportedWaivers): string {
  const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;
  const what = [
    count(waivers.length, 'waiver', 'waivers'),
    ...(severities.length > 0 ? [count(severities.length, 'severity', 'severities')] : []),
  ].join(' and ');
  const left = remainders.length === 0 ? '' : `; ${remainders.length} not taken over`;
  if (outcome === 'unchanged') return `Nothing to add to ${path}${left}.`;
  return outcome === 'written'
    ? `${path}: ${what} added${left}.`
    : `Nothing was written; ${what} would be added to ${path}${left}.`;
}
