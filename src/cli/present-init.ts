import { styleText } from 'node:util';
import { printableDiff } from '../actions/diff-files.js';
import type { InitFile, InitResult } from '../actions/init.js';
import { keptSettings } from './kept-settings.js';
import { commandLine, quoted } from './quoted.js';

const MARK: Readonly<Record<InitFile['status'], string>> = {
  created: '+',
  changed: '~',
  unchanged: '=',
  skipped: '-',
};

/** The same of what has not happened. */
const FORETOLD: Readonly<Record<InitFile['status'], string>> = {
  created: 'would be created',
  changed: 'would be changed',
  unchanged: 'unchanged',
  skipped: 'skipped',
};

/** The result of `init` for a person: what happened to which file, what is missing, and how to go on. */
export const presentInit = (result: InitResult, look: Look): string =>
  [presentWritten(result, look), presentNext(result, look)].join('\n');

export interface Look {
  readonly stream: NodeJS.WriteStream;
}

/** What happened to which file, and what is missing. */
export function presentWritten(result: InitResult, { stream }: Look, advice: readonly string[] = []): string {
  const dim = (text: string) => styleText('dim', text, { stream });
  const strong = (text: string) => styleText('bold', text, { stream });
  const { files } = result;
  const dryRun = result.outcome === 'dry-run';
  const diffs = files.flatMap(({ diff }) => (diff === undefined ? [] : [printableDiff(diff), '']));
  return [
    ...(dryRun ? tree(files, dim) : listed(files, dim)),
    '',
    ...diffs,
    ...notes(result),
    ...advice,
    strong(verdict(result)),
  ].join('\n');
}

/** How to go on; what is `done` needs no line. */
export function presentNext(
  {
    outcome,
    shownDirectory,
    next,
    replay,
  }: Pick<InitResult, 'outcome' | 'shownDirectory' | 'replay'> & {
    readonly next: NextSteps;
  },
  { stream }: Look,
  done: readonly ('build' | 'verify')[] = [],
): string {
  return [
    ...(outcome === 'dry-run' ? [] : goOn(shownDirectory, next, done)),
    styleText('dim', `Again   ${commandLine(replay)}`, { stream }),
  ].join('\n');
}

/** The same for a program. `--json` prints this and nothing else. */
export function initDocument(result: InitResult, toolVersion: string) {
  const { directory, choices, outcome, files, refusal, keptPort, backup, untested, missingKeys, next, replay } = result;
  return {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: toolVersion },
    command: 'init',
    outcome,
    directory,
    choices,
    files,
    ...(refusal && { refusal: refusal.code }),
    ...(keptPort !== undefined && { keptPort }),
    ...(backup !== undefined && { backup }),
    untested,
    missingKeys,
    next,
    replay: commandLine(replay),
  };
}

export function verdict({
  outcome,
  files,
  shownDirectory,
  refusal,
}: Pick<InitResult, 'outcome' | 'files' | 'shownDirectory' | 'refusal'>): string {
  const count = (status: InitFile['status']) => files.filter((file) => file.status === status).length;
  const parts = (['created', 'changed', 'unchanged', 'skipped'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${outcome === 'dry-run' ? FORETOLD[status] : status}`);
  return outcome === 'dry-run'
    ? `Nothing was written to ${shownDirectory}; ${refusal === undefined ? '' : 'with --force, '}${parts.join(', ')}.`
    : `${shownDirectory}: ${parts.join(', ')}.`;
}

const goOn = (
  directory: string,
  { build, verify, connect, url, client }: NextSteps,
  done: readonly ('build' | 'verify')[],
) => [
  // A line of its own: not every shell joins commands with "&&".
  ...(directory === '.' ? [] : [`Go to   cd ${quoted(directory)}`]),
  ...(done.includes('build') ? [] : [`Build   ${build}`]),
  ...(done.includes('verify') ? [] : [`Verify  ${verify}`]),
  `Connect ${connect}${url === undefined ? '' : `   then ${url}`}`,
  ...(client === undefined ? [] : [`Clients ${client}`]),
];

/** Commands; all but the first lines are to be run in the folder. */
export interface NextSteps {
  readonly build: string;
  readonly verify: string;
  readonly connect: string;
  readonly url?: string;
  readonly client?: string;
}

function notes({ files, missingKeys, keptPort, backup, untested, choices }: InitResult): string[] {
  const kept = files.some(({ path, status }) => path === '.env' && status === 'skipped');
  const secrets = files.filter(({ path, status }) => path.startsWith('secrets/') && status === 'skipped');
  const skipped = files
    .filter(({ path, status }) => path !== '.env' && !path.startsWith('secrets/') && status === 'skipped')
    .map(({ path }) => path);
  return [
    ...overwrittenNote(backup),
    ...(untested.length > 0
      ? [`Untested with this version of mcp-dock: ${untested.join(', ')}. mcp-dock verify says what holds.`]
      : []),
    ...(skipped.length > 0 ? [`Kept as they are: ${skipped.join(', ')}.`] : []),
    ...(kept ? ['.env is kept as it is: it holds secrets.'] : []),
    ...(secrets.length === 0
      ? []
      : [`Kept as they are, since they are secrets: ${secrets.map(({ path }) => path).join(', ')}.`]),
    ...keptSettings(choices, { missingKeys, ...(keptPort !== undefined && { keptPort }) }),
  ];
}

/** Where to find what a person had written. */
export const overwrittenNote = (backup: string | undefined): string[] =>
  backup === undefined ? [] : [`Files that were overwritten, as they were: ${backup}.`];

/** Folders by how much is in them, so that the files a person edits stand out. */
export function listed(files: readonly InitFile[], dim: (text: string) => string): string[] {
  const folders = new Map<string, InitFile[]>();
  for (const file of files.filter(({ path }) => path.includes('/'))) {
    const folder = `${file.path.split('/')[0]}/`;
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [
    ...[...folders].flatMap(([folder, inside]) => {
      const alike = inside.every(({ status }) => status === inside[0]?.status);
      return alike && inside.length > 1
        ? [line(inside[0]?.status ?? 'created', `${folder} ${dim(`${inside.length} files`)}`, dim)]
        : inside.map(({ path, status }) => line(status, path, dim));
    }),
    ...files.filter(({ path }) => !path.includes('/')).map(({ path, status }) => line(status, path, dim)),
  ];
}

/** Every file below its folder. */
export function tree(files: readonly InitFile[], dim: (text: string) => string): string[] {
  const shown = new Set<string>();
  return files.flatMap(({ path, status }) => {
    const parts = path.split('/');
    const folders = parts.slice(0, -1).flatMap((name, depth) => {
      const folder = parts.slice(0, depth + 1).join('/');
      if (shown.has(folder)) return [];
      shown.add(folder);
      return [`${' '.repeat(19)}${'  '.repeat(depth)}${name}/`];
    });
    const name = `${'  '.repeat(parts.length - 1)}${parts.at(-1)}`;
    return [...folders, `${MARK[status]} ${dim(FORETOLD[status].padEnd(16))} ${name}`];
  });
}

const line = (status: InitFile['status'], text: string, dim: (text: string) => string) =>
  `${MARK[status]} ${dim(status.padEnd(9))} ${text}`;
