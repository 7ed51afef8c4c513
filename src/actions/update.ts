import { resolve } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';
import { folderAsTyped } from './folder-as-typed.js';
import { printableDiff, unifiedDiff } from './diff-files.js';
import { inspectFolder } from './inspect-folder.js';
import { compareState, initState, readInitState, STATE_PATH } from './init-state.js';
import { keepAsTheyWere } from './keep-as-they-were.js';
import { mergeFiles, type MergedFile, type MergeState } from './merge-files.js';
import { renderAgain, type ChangedChoices, type RenderedAgain } from './render-again.js';
import { requireAsSeen } from './require-unchanged.js';
import { writeFiles, type FileToWrite } from './write-files.js';

export interface UpdateInput {
  /** Relative to where the user stands; that place itself when absent. */
  readonly directory?: string;
  readonly changed: ChangedChoices;
  /** Ask nothing: take what merges by itself, stop where something does not. */
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** What a person wants of a file that both changed: the new one beside it, both in it, or nothing. */
export type Decision = 'beside' | 'markers' | 'keep';

export interface UpdatedFile {
  readonly path: string;
  readonly state: MergeState;
  /** Of a conflict. */
  readonly decision?: Decision;
  /** Under `--dry-run`: what would change, or for a conflict the places with their markers. */
  readonly diff?: string;
}

export interface UpdateResult {
  readonly directory: string;
  /** Relative to where the user stands; `.` for that place itself. */
  readonly shownDirectory: string;
  /** Versions of mcp-dock. */
  readonly from: string;
  readonly to: string;
  readonly outcome: 'written' | 'dry-run';
  readonly files: readonly UpdatedFile[];
  readonly choices: RenderedAgain['choices'];
  /** Folder with the files that the person had changed, as they were. */
  readonly backup?: string;
  readonly missingKeys: readonly string[];
  readonly keptPort?: number;
  /** What the same run without `--dry-run` ends in with `--yes`. */
  readonly refusal?: McpDockError;
  readonly next: RenderedAgain['next'];
  readonly replay: readonly string[];
}

type Ports = Pick<Context, 'cwd' | 'prompter' | 'progress' | 'signal' | 'toolVersion'>;

/**
 * What was rendered + what is on the disk + what is rendered now → merged → written, all files or none.
 * Throws PROJECT_NOT_FOUND, UPDATE_BASE_UNKNOWN, STATE_INVALID, UPDATE_CONFLICTS where there is nobody to decide, FLAG_INVALID,
 * PROMPT_WITHOUT_TERMINAL, and INTERRUPTED when a person says no.
 */
export async function update(input: UpdateInput, ports: Ports): Promise<UpdateResult> {
  const { yes, dryRun, changed } = input;
  const ask = ports.prompter.interactive && !yes;
  if (!ask && !yes && !dryRun)
    throw new McpDockError('PROMPT_WITHOUT_TERMINAL', { question: 'Update the files of the project', flag: '--yes' });
  const directory = resolve(ports.cwd, input.directory ?? '.');
  const state = await readInitState(directory);
  if (state === undefined) throw await whyNoState(directory);

  const again = await renderAgain(directory, state, changed, { ask: ask && !dryRun }, ports);
  const merged = await mergeFiles(directory, state, again.files, ports.toolVersion);
  const record = await compareState(directory, initState(ports.toolVersion, again.project, again.files));
  const shownDirectory = folderAsTyped(ports.cwd, directory);
  const { choices, next, missingKeys, keptPort } = again;
  const result = {
    directory,
    shownDirectory,
    from: state.tool.version,
    to: ports.toolVersion,
    choices,
    missingKeys,
    ...(keptPort !== undefined && { keptPort }),
    next,
    replay: ['init', shownDirectory, '--update', ...again.flags.filter(changeable(again.flags)), '--yes'],
  };
  const conflicts = merged.filter((file) => file.state === 'conflict');
  const refusal =
    conflicts.length === 0
      ? undefined
      : new McpDockError('UPDATE_CONFLICTS', { files: conflicts.map(({ path }) => path) });
  if (dryRun)
    return {
      ...result,
      outcome: 'dry-run',
      files: await Promise.all(merged.map(foretold)),
      ...(refusal !== undefined && { refusal }),
    };
  if (refusal !== undefined && !ask) throw refusal;

  const decisions = await decide(conflicts, ports);
  const files = merged.map(({ path, state: found }) => {
    const decision = decisions.get(path);
    return { path, state: found, ...(decision !== undefined && { decision }) };
  });
  const toWrite = merged.flatMap((file) => written(file, decisions.get(file.path)));
  if (ask && toWrite.length > 0) await confirm(files, shownDirectory, ports);
  if (ask)
    await requireAsSeen(
      directory,
      merged.filter((file) => written(file, decisions.get(file.path)).length > 0),
    );
  const mine = merged.flatMap(({ path, state: found }) =>
    found === 'merged' || decisions.get(path) === 'markers'
      ? [path]
      : decisions.get(path) === 'beside'
        ? [besideOf(path)]
        : [],
  );
  const backup = await keepAsTheyWere(directory, mine);
  const records = record.state === 'same' ? [] : [record.file];
  await writeFiles(directory, [...backup.files, ...toWrite, ...records], { signal: ports.signal });
  return { ...result, outcome: 'written', files, ...(backup.folder !== undefined && { backup: backup.folder }) };
}

async function whyNoState(directory: string): Promise<McpDockError> {
  const { ours } = await inspectFolder(directory);
  return ours
    ? new McpDockError('UPDATE_BASE_UNKNOWN', { path: STATE_PATH })
    : new McpDockError('PROJECT_NOT_FOUND', { directory, missing: 'mcp-dock.yaml' });
}

/** The name and the language are no choices of an update. */
const changeable = (flags: readonly string[]) => (_: string, index: number) =>
  flags[index] !== '--name' && flags[index - 1] !== '--name';

async function foretold({ path, state, file, existing, content, conflicts }: MergedFile): Promise<UpdatedFile> {
  if (conflicts !== undefined) return { path, state, diff: conflicts.join('\n') };
  if (
    file === undefined ||
    existing === undefined ||
    (state !== 'updated' && state !== 'merged' && state !== 'conflict')
  )
    return { path, state };
  const there = { existing, state: 'different' as const };
  const wanted = (content ?? file.content).replaceAll('\r\n', '\n');
  return { path, state, diff: await unifiedDiff({ ...there, file: { ...file, content: wanted } }) };
}

async function decide(
  conflicts: readonly MergedFile[],
  { prompter, progress }: Pick<Context, 'prompter' | 'progress'>,
): Promise<ReadonlyMap<string, Decision>> {
  const decisions = new Map<string, Decision>();
  for (const conflict of conflicts) {
    const { path, marked } = conflict;
    const { diff = '' } = await foretold(conflict);
    progress.note(printableDiff(diff));
    const decision = await prompter.select<Decision>({
      message: `${path}: you and the new version changed the same lines`,
      default: 'beside',
      flag: '--dry-run',
      choices: [
        { value: 'beside', name: 'Keep yours, put the new one beside it', description: `As ${newName(path)}` },
        ...(marked === undefined
          ? []
          : [
              {
                value: 'markers' as const,
                name: 'Write both, with conflict markers',
                description: 'Yours as it is now is kept in .mcp-dock/backup',
              },
            ]),
        { value: 'keep', name: 'Keep yours' },
      ],
    });
    decisions.set(path, decision);
  }
  return decisions;
}

const besideOf = (path: string) => `${path}.mcp-dock-new`;

const newName = (path: string) => `${path.split('/').at(-1)}.mcp-dock-new`;

function written({ path, file, content, marked }: MergedFile, decision: Decision | undefined): FileToWrite[] {
  if (content !== undefined) return [{ ...file, path, content }];
  if (decision === 'markers' && marked !== undefined) return [{ path, content: marked }];
  return decision === 'beside' && file !== undefined ? [{ ...file, path: besideOf(path) }] : [];
}

async function confirm(
  files: readonly UpdatedFile[],
  directory: string,
  { prompter, progress }: Pick<Context, 'prompter' | 'progress'>,
): Promise<void> {
  const verbs = { created: 'create', updated: 'update', merged: 'merge, with your changes', deleted: 'leave deleted' };
  const rows = files.flatMap(({ path, state }) =>
    Object.hasOwn(verbs, state) ? [`  ${verbs[state as keyof typeof verbs]}: ${path}`] : [],
  );
  if (rows.length > 0) progress.note(rows.join('\n'));
  const message = `Update ${directory === '.' ? 'this folder' : directory}?`;
  if (!(await prompter.confirm({ message, default: true, flag: '--yes' })))
    throw new McpDockError('INTERRUPTED', { cleaned: 'Nothing was written.' });
}
