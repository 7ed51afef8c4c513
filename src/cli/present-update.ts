import { styleText } from 'node:util';
import { printableDiff } from '../actions/diff-files.js';
import type { Decision, UpdatedFile, UpdateResult } from '../actions/update.js';
import { DEFAULT_TEMPLATE } from '../plan/templates/index.js';
import { keptSettings } from './kept-settings.js';
import type { Look } from './present-init.js';
import { commandLine } from './quoted.js';

/** A mark and words for each state, of what has happened and of what would. */
const WORDS: Readonly<Record<UpdatedFile['state'], readonly [mark: string, done: string, foretold: string]>> = {
  created: ['+', 'created', 'would be created'],
  updated: ['~', 'updated', 'would be updated'],
  merged: ['~', 'merged', 'would be merged'],
  conflict: ['!', 'conflict', 'conflict'],
  unchanged: ['=', 'unchanged', 'unchanged'],
  yours: ['=', 'yours', 'yours'],
  deleted: ['-', 'deleted by you', 'deleted by you'],
  secret: ['-', 'not touched', 'not touched'],
  left: ['-', 'no longer made', 'no longer made'],
};

/** Every file of a project is listed only where all of them are asked for. */
const QUIET = new Set<UpdatedFile['state']>(['unchanged', 'yours', 'secret']);

const DECIDED: Readonly<Record<Decision, (path: string) => string>> = {
  beside: (path) => `kept; the new one is ${path}.mcp-dock-new`,
  markers: () => 'written with conflict markers',
  keep: () => 'kept',
};

/** The result of `init --update` for a person. */
export function presentUpdated(result: UpdateResult, { stream }: Look, verbose: boolean): string {
  const dim = (text: string) => styleText('dim', text, { stream });
  const dryRun = result.outcome === 'dry-run';
  const shown = result.files.filter(({ state }) => verbose || !QUIET.has(state));
  const rows = shown.map(({ path, state, decision }) => {
    const [mark, done, foretold] = WORDS[state];
    const note = decision === undefined ? '' : `   ${DECIDED[decision](path)}`;
    return `${mark} ${dim((dryRun ? foretold : done).padEnd(16))} ${path}${dim(note)}`;
  });
  const diffs = result.files.flatMap(({ path, diff, state }) =>
    diff === undefined ? [] : [...(state === 'conflict' ? [`${path}:`] : []), printableDiff(diff), ''],
  );
  return [
    ...rows,
    ...(rows.length > 0 ? [''] : []),
    ...diffs,
    ...notes(result),
    styleText('bold', verdict(result), { stream }),
  ].join('\n');
}

/** The same for a program. `--json` prints this and nothing else. */
export function updateDocument(result: UpdateResult, toolVersion: string) {
  const { refusal, replay, shownDirectory: _, ...rest } = result;
  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: toolVersion },
    command: 'init',
    update: true,
    ...rest,
    ...(refusal && { refusal: refusal.code }),
    replay: commandLine(replay),
  };
}

function notes({ files, backup, keptPort, missingKeys, choices }: UpdateResult): string[] {
  const left = files.filter(({ state }) => state === 'left').map(({ path }) => path);
  return [
    ...(left.length > 0 ? [`No longer made, and left for you to delete: ${left.join(', ')}.`] : []),
    ...(backup === undefined ? [] : [`Files that you had changed, as they were: ${backup}.`]),
    ...keptSettings('template' in choices ? choices : { template: DEFAULT_TEMPLATE, with: [] }, {
      missingKeys,
      ...(keptPort !== undefined && { keptPort }),
    }),
  ];
}

function verdict({ files, from, to, outcome, shownDirectory }: UpdateResult): string {
  const versions = from === to ? `mcp-dock ${to}` : `mcp-dock ${from} to ${to}`;
  const parts = (Object.keys(WORDS) as UpdatedFile['state'][]).flatMap((state) => {
    const count = files.filter((file) => file.state === state).length;
    const [, done, foretold] = WORDS[state];
    return count === 0 ? [] : [`${count} ${outcome === 'dry-run' ? foretold : done}`];
  });
  return outcome === 'dry-run'
    ? `Nothing was written to ${shownDirectory} (${versions}); ${parts.join(', ')}.`
    : `${shownDirectory}, ${versions}: ${parts.join(', ')}.`;
}
