import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { RenderedFile } from '../model/template.js';
import { DEFAULT_BASE, defaultManagerOf, languageOf } from '../plan/runtimes/index.js';
import { portVariableOf } from '../plan/templates/index.js';
import { planProject } from '../plan/plan-project.js';
import type { ScaffoldPlan } from '../plan/scaffold-plan.js';
import type { ScaffoldChoices } from '../plan/scaffold-choices.js';
import { untestedIn } from '../plan/untested.js';
import type { Context } from '../ports/context.js';
import { folderAsTyped } from './folder-as-typed.js';
import {
  chooseDirectory,
  chooseScaffold,
  findChoices,
  flagsFor,
  givenRuntime,
  type GivenChoices,
} from './choose-scaffold.js';
import { confirmSummary, type Summary } from './confirm-summary.js';
import { compareFiles, printableDiff, unifiedDiff, type ComparedFile } from './diff-files.js';
import { compareState, initState } from './init-state.js';
import { inspectFolder } from './inspect-folder.js';
import { keepAsTheyWere } from './keep-as-they-were.js';
import { renderProject } from './render-project.js';
import { requireAsSeen } from './require-unchanged.js';
import { writeFiles } from './write-files.js';
import { readTextIfThere } from '../config/read-text.js';

export interface InitInput {
  /** Relative to where the user stands; asked for, or that place itself, when absent. */
  readonly directory?: string;
  readonly choices: GivenChoices;
  /** Ask nothing. */
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** What happened, or under `--dry-run` would happen, to a file. */
export interface InitFile {
  readonly path: string;
  readonly status: 'created' | 'changed' | 'unchanged' | 'skipped';
  /** Unified diff of a file that changes, under `--dry-run`. */
  readonly diff?: string;
}

export interface InitResult {
  readonly directory: string;
  /** Relative to where the user stands; `.` for that place itself. */
  readonly shownDirectory: string;
  readonly choices: ScaffoldChoices;
  readonly outcome: 'written' | 'dry-run';
  readonly files: readonly InitFile[];
  /** What the same run without `--dry-run` ends in, as things are. */
  readonly refusal?: McpDockError;
  /** Port of a `.env` that is kept, where it is not the port chosen. */
  readonly keptPort?: number;
  /** Folder with the files that were overwritten, as they were. */
  readonly backup?: string;
  /** What of the choices nothing here runs. */
  readonly untested: readonly string[];
  /** Keys that a `.env` which was there already does not set. */
  readonly missingKeys: readonly string[];
  /** `build`, `verify` and `connect` are to be run in the folder. */
  readonly next: {
    readonly build: string;
    readonly verify: string;
    readonly connect: string;
    readonly url: string;
    readonly client: string;
  };
  /** Arguments of mcp-dock that do the same again without a question. */
  readonly replay: readonly string[];
}

type Ports = Pick<Context, 'cwd' | 'prompter' | 'progress' | 'signal' | 'toolVersion'>;

/**
 * Choices → plan → files → what differs from the disk → written. Throws before it writes, or leaves the folder as it was.
 * A person who says no gets INTERRUPTED.
 */
export async function init(input: InitInput, ports: Ports): Promise<InitResult> {
  const ask = ports.prompter.interactive && !input.yes;
  requireAnswers(input, ask);
  const here = await inspectFolder(ports.cwd);
  const directory = await chooseDirectory(input.directory, { ask, here }, ports);
  const folder = await inspectFolder(directory);
  const consented = folder.foreign.length > 0 && !input.force && !input.dryRun;
  if (consented) await requireConsent(directory, folder.foreign, ask, ports);
  const found = folder.ours ? await findChoices(directory, { lenient: input.force }) : {};
  const choices = await chooseScaffold(input.choices, { directory, ask, found }, ports);

  const plan = planProject(choices, {
    serviceAuthToken: newSecret(),
    postgresPassword: newSecret(),
    authDevPassword: newSecret(),
  });
  const rendered = await renderProject(plan);
  const state = initState(ports.toolVersion, { kind: 'new', choices }, rendered);
  const [compared, record] = await Promise.all([compareFiles(directory, rendered), compareState(directory, state)]);
  const result = await describe(directory, plan, { cwd: ports.cwd, force: input.force });
  if (input.dryRun) {
    const refusal = ask || input.force ? undefined : foretold(directory, folder.foreign, compared);
    const files = [...(await Promise.all(compared.map(preview))), recordStatus(record)];
    return { ...result, outcome: 'dry-run', files: files.toSorted(byPath), ...(refusal && { refusal }) };
  }

  const accepted = await acceptChanges(compared, { force: input.force, ask }, ports);
  const toWrite = compared.filter((entry) => entry.state === 'new' || accepted.has(entry)).map(({ file }) => file);
  if (ask && toWrite.length > 0)
    await confirmSummary([...toWrite, ...recordToWrite(record)], result.shownDirectory, summaryOf(plan), ports);
  if (ask) await requireAsSeen(directory, asSeen(compared, accepted));
  // The same answers as a flag; where some files were kept and some were not, there is none.
  const forced = !input.force && (consented || accepted.size > 0) && overwritten(compared).length === accepted.size;
  const backup = await keepAsTheyWere(directory, changedBy(accepted));
  await writeFiles(directory, [...backup.files, ...toWrite, ...recordToWrite(record)], { signal: ports.signal });
  const files = compared.map((entry) => ({ path: entry.file.path, status: statusOf(entry, accepted) }));
  return {
    ...result,
    ...(forced && { replay: [...result.replay, '--force'] }),
    ...(backup.folder !== undefined && { backup: backup.folder }),
    outcome: 'written',
    files: [...files, recordStatus(record)].toSorted(byPath),
  };
}

/** Files that are overwritten. */
export const changedBy = (accepted: ReadonlySet<ComparedFile>) => [...accepted].map(({ file: { path } }) => path);

/** What was shown to a person is what is written over. */
export const asSeen = (compared: readonly ComparedFile[], accepted: ReadonlySet<ComparedFile>) =>
  compared
    .filter((entry) => entry.state === 'new' || accepted.has(entry))
    .map(({ file: { path }, existing }) => ({ path, ...(existing !== undefined && { existing }) }));

export const byPath = (a: { readonly path: string }, b: { readonly path: string }) => (a.path < b.path ? -1 : 1);

export const newSecret = () => randomBytes(32).toString('base64url');

/** Without a terminal nobody answers: then either every question has its flag, or `--yes` accepts the defaults. */
function requireAnswers({ choices, yes, dryRun }: InitInput, ask: boolean): void {
  if (ask || yes || dryRun) return;
  const open = [
    { question: 'Name of the project', flag: '--name', value: choices.name },
    { question: 'Language of the server', flag: '--runtime', value: givenRuntime(choices) },
    { question: 'Port of the server', flag: '--port', value: choices.port },
  ].find(({ value }) => value === undefined);
  if (open !== undefined) throw new McpDockError('PROMPT_WITHOUT_TERMINAL', open);
}

/** What is said of a project beside its files. */
export async function describe(
  directory: string,
  { choices, environmentKeys, imageReference, mcpPort, volume, startCommand, httpPath = '/mcp' }: ScaffoldPlan,
  { cwd, force }: { cwd: string; force: boolean },
): Promise<Omit<InitResult, 'outcome' | 'files'>> {
  const shownDirectory = folderAsTyped(cwd, directory);
  const environment = await readTextIfThere(join(directory, '.env'));
  const present = environment === undefined ? undefined : parseEnv(environment);
  const kept = portOf(present?.[portVariableOf(choices.template)]);
  const port = kept ?? mcpPort;
  return {
    directory,
    shownDirectory,
    choices,
    untested: untestedIn(choices),
    missingKeys: present === undefined ? [] : environmentKeys.filter((key) => !Object.hasOwn(present, key)),
    next: {
      build: 'mcp-dock build',
      verify: 'mcp-dock verify',
      // Compose is not everywhere where Docker is, but several services without it would be a page of commands.
      connect:
        startCommand ??
        `docker run --rm --init -p 127.0.0.1:${port}:${choices.port} --env-file .env ${volume === undefined ? '' : `-v ${volume.name}:${volume.path} `}${imageReference}`,
      url: `http://127.0.0.1:${port}${httpPath}`,
      client: 'mcp-dock client',
    },
    replay: ['init', shownDirectory, ...flagsFor(choices), '--yes', ...(force ? ['--force'] : [])],
    ...(kept !== undefined && kept !== mcpPort && { keptPort: kept }),
  };
}

const portOf = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,5}$/u.test(value) && Number(value) >= 1 && Number(value) <= 65_535
    ? Number(value)
    : undefined;

const isKept = ({ file }: ComparedFile) => file.keep === true;

/** The state follows from what else is written, so it needs no consent and shows no difference. */
export const recordStatus = ({ file: { path }, state }: ComparedFile): InitFile => ({
  path,
  status: state === 'new' ? 'created' : state === 'same' ? 'unchanged' : 'changed',
});

export const recordToWrite = ({ file, state }: ComparedFile): RenderedFile[] => (state === 'same' ? [] : [file]);

export function statusOf(entry: ComparedFile, accepted: ReadonlySet<ComparedFile>): InitFile['status'] {
  if (entry.state === 'new') return 'created';
  if (entry.state === 'same') return 'unchanged';
  return accepted.has(entry) ? 'changed' : 'skipped';
}

export async function preview(entry: ComparedFile): Promise<InitFile> {
  const { path } = entry.file;
  if (isKept(entry) && entry.state !== 'new') return { path, status: 'skipped' };
  if (entry.state !== 'different') return { path, status: entry.state === 'new' ? 'created' : 'unchanged' };
  return { path, status: 'changed', diff: await unifiedDiff(entry) };
}

const firstFew = (names: readonly string[]) =>
  names.length > 5 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;

/** What a run that can ask nobody and is not forced throws before it writes. */
function foretold(directory: string, foreign: readonly string[], compared: readonly ComparedFile[]) {
  if (foreign.length > 0) return new McpDockError('DIRECTORY_NOT_EMPTY', { directory, found: firstFew(foreign) });
  const files = overwritten(compared).map(({ file }) => file.path);
  return files.length === 0 ? undefined : new McpDockError('FILES_EXIST', { files });
}

/** Secrets never are. */
export const overwritten = (compared: readonly ComparedFile[]) =>
  compared.filter((entry) => entry.state === 'different' && !isKept(entry));

async function requireConsent(
  directory: string,
  found: readonly string[],
  ask: boolean,
  { prompter }: Pick<Context, 'prompter'>,
): Promise<void> {
  const shown = firstFew(found);
  if (!ask) throw new McpDockError('DIRECTORY_NOT_EMPTY', { directory, found: shown });
  const message = `${directory} already holds ${shown.join(', ')}. Write the project beside that?`;
  if (!(await prompter.confirm({ message, default: false, flag: '--force' }))) throw refusal();
}

const refusal = () => new McpDockError('INTERRUPTED', { cleaned: 'Nothing was written.' });

/** Which of the files that differ are overwritten. */
export async function acceptChanges(
  compared: readonly ComparedFile[],
  { force, ask }: { force: boolean; ask: boolean },
  { prompter, progress }: Pick<Context, 'prompter' | 'progress'>,
): Promise<ReadonlySet<ComparedFile>> {
  const different = overwritten(compared);
  if (force || different.length === 0) return new Set(different);
  if (!ask) throw new McpDockError('FILES_EXIST', { files: different.map(({ file }) => file.path) });

  const accepted = new Set<ComparedFile>();
  for (const [index, entry] of different.entries()) {
    progress.note(printableDiff(await unifiedDiff(entry)));
    const answer = await prompter.select({
      message: `${entry.file.path} exists and differs`,
      default: 'keep',
      flag: '--force',
      choices: [
        { value: 'keep', name: 'Keep it as it is' },
        { value: 'overwrite', name: 'Overwrite it' },
        { value: 'keep-all', name: 'Keep it and all that follow' },
        { value: 'overwrite-all', name: 'Overwrite it and all that follow' },
      ],
    });
    if (answer === 'keep-all') break;
    if (answer === 'overwrite-all') return new Set([...accepted, ...different.slice(index)]);
    if (answer === 'overwrite') accepted.add(entry);
  }
  return accepted;
}

const summaryOf = ({ choices, imageReference, mcpPort }: ScaffoldPlan): Summary => {
  const untested = untestedIn(choices);
  const manager = choices.packageManager === defaultManagerOf(choices.runtime) ? '' : `, ${choices.packageManager}`;
  return [
    ['Project', choices.name],
    ['Server', `${languageOf(choices)}${manager}`],
    ...(choices.base === DEFAULT_BASE ? [] : [['Base', choices.base] as const]),
    ...(untested.length === 0 ? [] : [['Untested', untested.join(', ')] as const]),
    ['Image', imageReference],
    ['Port', `127.0.0.1:${mcpPort}`],
    ...(choices.with.length === 0 ? [] : [['With', choices.with.join(', ')] as const]),
  ];
};
