import { loadTemplates } from '../config/load-templates.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { shellWord } from '../model/shell-word.js';
import type { RenderedFile } from '../model/template.js';
import type { Advice } from '../plan/advise.js';
import type { Detection } from '../plan/detect/detection.js';
import type { ForeignChoices } from '../plan/foreign/foreign-choices.js';
import { defaultArguments, planForeign, type ForeignPlan } from '../plan/foreign/foreign-plan.js';
import type { Context } from '../ports/context.js';
import { folderAsTyped } from './folder-as-typed.js';
import { confirmSummary, type Summary } from './confirm-summary.js';
import { compareFiles } from './diff-files.js';
import {
  acceptChanges,
  asSeen,
  byPath,
  changedBy,
  overwritten,
  preview,
  recordStatus,
  recordToWrite,
  statusOf,
  type InitFile,
} from './init.js';
import { compareState, initState, type StateProject } from './init-state.js';
import { keepAsTheyWere } from './keep-as-they-were.js';
import { requireAsSeen } from './require-unchanged.js';
import { writeFiles } from './write-files.js';

/** What `init` did around a server that exists. */
export interface ForeignResult {
  readonly directory: string;
  /** Relative to where the user stands; `.` for that place itself. */
  readonly shownDirectory: string;
  readonly choices: ForeignChoices;
  readonly detection: Detection;
  readonly advice: Advice;
  readonly notes: readonly string[];
  readonly outcome: 'written' | 'dry-run';
  readonly files: readonly InitFile[];
  /** What the same run without `--dry-run` ends in, as things are. */
  readonly refusal?: McpDockError;
  /** Folder with the files that were overwritten, as they were. */
  readonly backup?: string;
  readonly next: { readonly build: string; readonly verify: string; readonly connect: string; readonly url?: string };
  /** Arguments of mcp-dock that do the same again without a question. */
  readonly replay: readonly string[];
}

export interface WriteForeignInput {
  readonly directory: string;
  readonly choices: ForeignChoices;
  /** Files beside those that the templates make: a lock file. */
  readonly extra?: readonly RenderedFile[];
  /** What it takes to render the same again. */
  readonly project: StateProject;
  /** Paths of files that are not to be written. */
  readonly without?: readonly string[];
  readonly ask: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
}

type Ports = Pick<Context, 'cwd' | 'prompter' | 'progress' | 'signal' | 'toolVersion'>;

/** Plan → files, without writing any. */
export async function renderForeignFiles(
  plan: ForeignPlan,
  extra: readonly RenderedFile[] = [],
): Promise<RenderedFile[]> {
  const [{ renderForeign }, templates] = await Promise.all([import('../render/render-scaffold.js'), loadTemplates()]);
  return [...renderForeign(plan, templates), ...extra].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Choices → files → what differs from the disk → written. Throws FILES_EXIST, or INTERRUPTED when a person says no. */
export async function writeForeign(
  { directory, choices, extra, project, without = [], ask, dryRun, force }: WriteForeignInput,
  ports: Ports,
): Promise<Omit<ForeignResult, 'detection' | 'advice' | 'notes' | 'replay'>> {
  const plan = planForeign(choices);
  const own = (await renderForeignFiles(plan)).filter(({ path }) => !without.includes(path));
  const [compared, record] = await Promise.all([
    compareFiles(directory, [...own, ...(extra ?? [])].toSorted(byPath)),
    compareState(directory, initState(ports.toolVersion, project, own)),
  ]);
  const shownDirectory = folderAsTyped(ports.cwd, directory);
  const result = { directory, shownDirectory, choices, next: nextSteps(plan) };
  if (dryRun) {
    const different = ask || force ? [] : overwritten(compared).map(({ file }) => file.path);
    const files = [...(await Promise.all(compared.map(preview))), recordStatus(record)];
    return {
      ...result,
      outcome: 'dry-run',
      files: files.toSorted(byPath),
      ...(different.length > 0 && { refusal: new McpDockError('FILES_EXIST', { files: different }) }),
    };
  }
  const accepted = await acceptChanges(compared, { force, ask }, ports);
  const toWrite = compared.filter((entry) => entry.state === 'new' || accepted.has(entry)).map(({ file }) => file);
  if (ask && toWrite.length > 0)
    await confirmSummary([...toWrite, ...recordToWrite(record)], shownDirectory, summaryOf(plan), ports);
  if (ask) await requireAsSeen(directory, asSeen(compared, accepted));
  const backup = await keepAsTheyWere(directory, changedBy(accepted));
  await writeFiles(directory, [...backup.files, ...toWrite, ...recordToWrite(record)], { signal: ports.signal });
  const files = compared.map((entry) => ({ path: entry.file.path, status: statusOf(entry, accepted) }));
  return {
    ...result,
    ...(backup.folder !== undefined && { backup: backup.folder }),
    outcome: 'written',
    files: [...files, recordStatus(record)].toSorted(byPath),
  };
}

function summaryOf({ choices, imageReference }: ForeignPlan): Summary {
  const { runtime, runtimeVersion, packageManager, command, transports, wraps } = choices;
  const { http, stdio } = transports;
  return [
    ['Server', wraps ?? `${runtime === 'node' ? 'Node.js' : 'Python'} ${runtimeVersion}, ${packageManager}`],
    ['Start', command.join(' ')],
    [
      'Speaks',
      [...(http ? [`HTTP on 127.0.0.1:${http.port}${http.path}`] : []), ...(stdio ? ['stdio'] : [])].join(', '),
    ],
    ['Image', imageReference],
  ];
}

export function nextSteps({ choices, imageReference }: ForeignPlan): ForeignResult['next'] {
  const { transports, dataPath, name, variables } = choices;
  const { http } = transports;
  const volume = dataPath === undefined ? '' : ` -v ${name}-data:${dataPath}`;
  const environment = variables.some(({ required }) => required) ? ' --env-file .env' : '';
  const steps = { build: 'mcp-dock build', verify: 'mcp-dock verify' };
  const wanted = (http ?? transports.stdio)?.args ?? [];
  const usual = defaultArguments(choices);
  const words = wanted.join('\0') === usual.join('\0') ? '' : wanted.map((word) => ` ${shellWord(word)}`).join('');
  if (http === undefined)
    return { ...steps, connect: `docker run -i --rm --init${environment}${volume} ${imageReference}${words}` };
  return {
    ...steps,
    connect: `docker run --rm --init -p 127.0.0.1:${http.port}:${http.port}${environment}${volume} ${imageReference}${words}`,
    url: `http://127.0.0.1:${http.port}${http.path}`,
  };
}
