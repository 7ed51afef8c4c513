import { McpDockError } from '../errors/mcp-dock-error.js';
import { detectProject } from '../plan/detect/detect-project.js';
import type { Detection, Transport } from '../plan/detect/detection.js';
import type { ProjectView } from '../plan/detect/project-view.js';
import type { ForeignChoices } from '../plan/foreign/foreign-choices.js';
import { settle, type GivenForeign } from '../plan/foreign/settle.js';
import { exactReference } from '../plan/package-reference.js';
import type { Context } from '../ports/context.js';
import type { PublishedPackage } from './published-package.js';
import { trialNotes, unanswered, withoutTools, withTrial } from './trial-choices.js';
import { tryServer } from './try-server.js';

export interface SettledPackage {
  readonly choices: ForeignChoices;
  readonly detection: Detection;
  readonly notes: readonly string[];
  /** How its transport is known. */
  readonly seen: 'as given' | 'it answered' | 'assumed';
  /** What the server said last, where it was started and never answered. */
  readonly lastLines: string;
}

interface SettleInput {
  readonly name: string;
  readonly bin: string | undefined;
  readonly given: GivenForeign;
  readonly ask: boolean;
  /** There is an engine, and images may be built. */
  readonly canTry: boolean;
}

/** The folder that the server of a wrapped package may write to. */
const DATA = '/data';

/** A resolved package → its program and its transport. Throws PACKAGE_WITHOUT_PROGRAM and DETECTION_OPEN. */
export async function settlePackage(
  found: PublishedPackage,
  { name, bin, given, ask, canTry }: SettleInput,
  context: Context,
): Promise<SettledPackage> {
  const program = await chooseProgram(found, bin, ask, context);
  const view = viewOf(found, name);
  const detection = detectionOf(found, view, program);
  const choices = {
    ...choicesFor(found, view, detection, { ...given, name, command: program }),
    wraps: exactReference(found.reference, found.version),
  };
  const settled = await settleByTrying(choices, found, { given, canTry }, context);
  const doubts = [
    ...(found.deprecated === undefined
      ? []
      : [`Its publisher calls this version deprecated: ${found.deprecated.replace(/[.\s]+$/u, '')}.`]),
    ...(settled.seen === 'assumed' && canTry && detection.sdk === undefined
      ? ['No SDK of MCP is among its packages: it may be no MCP server.']
      : []),
  ];
  return { lastLines: '', ...settled, notes: [...doubts, ...settled.notes], detection };
}

async function chooseProgram(
  { programs, reference, version }: PublishedPackage,
  bin: string | undefined,
  ask: boolean,
  { prompter }: Pick<Context, 'prompter'>,
): Promise<readonly string[]> {
  const names = [...programs.keys()];
  const own = reference.name.replace(/^.*\//u, '');
  const chosen = bin ?? (names.length === 1 ? names[0] : names.find((program) => program === own));
  const words = chosen === undefined ? undefined : programs.get(chosen);
  if (words !== undefined) return words;
  const shown = exactReference(reference, version);
  if (!ask || names.length === 0 || bin !== undefined)
    throw new McpDockError('PACKAGE_WITHOUT_PROGRAM', { reference: shown, programs: names });
  const answer = await prompter.select({
    message: `Program of ${shown}`,
    flag: '--bin',
    choices: names.map((value) => ({ value, name: value })),
  });
  return programs.get(answer) ?? [];
}

/** The folder as it will be: what is true of a project holds for its lock file. */
function viewOf({ files }: PublishedPackage, folder: string): ProjectView {
  return {
    folder,
    paths: new Set(files.map(({ path }) => path)),
    texts: new Map(files.map(({ path, content }) => [path, content])),
    truncated: false,
  };
}

function detectionOf(
  { reference, version, runtimeVersion, dependencies }: PublishedPackage,
  view: ProjectView,
  program: readonly string[],
): Detection {
  const from = exactReference(reference, version);
  const direct = new Map([reference.name, ...dependencies].map((name) => [name, from]));
  const { build: _, ...detection } = detectProject(view, reference.registry === 'npm' ? 'node' : 'python', direct);
  return { ...detection, notes: [], command: { value: program, from }, version: { value: runtimeVersion, from } };
}

function choicesFor(
  { version, description, license, serverName, words: { variables: read } }: PublishedPackage,
  view: ProjectView,
  detection: Detection,
  given: GivenForeign,
): ForeignChoices {
  const words = {
    version,
    ...(description !== undefined && { description }),
    ...(license !== undefined && { license }),
    ...(serverName !== undefined && { mcpName: serverName }),
  };
  const settled = settle(view, detection, { ...given, transport: given.transport ?? 'stdio' }, words);
  const known = new Set(settled.variables.map(({ name }) => name));
  const optional = read
    .filter((name) => !known.has(name))
    .map((name) => ({ name, required: false, from: detection.command?.from ?? '' }));
  return { ...settled, variables: [...settled.variables, ...optional], dataPath: DATA };
}

/** The transport as it was given; else as the server answers; else, with nobody to answer, stdio. */
async function settleByTrying(
  choices: ForeignChoices,
  { files, words, assumedProgram }: PublishedPackage,
  { given, canTry }: { readonly given: GivenForeign; readonly canTry: boolean },
  context: Context,
): Promise<Omit<SettledPackage, 'detection' | 'lastLines'> & { readonly lastLines?: string }> {
  const { transport, port } = given;
  const settled = transport === 'stdio' || (transport !== undefined && port !== undefined);
  const program = assumedProgram
    ? ['The program is assumed to be called like the package. If not, say it with --bin.']
    : [];
  if (!canTry) {
    if (transport !== undefined && !settled)
      throw new McpDockError('DETECTION_OPEN', {
        question: 'Port of the server',
        flag: '--port',
        looked: 'the package alone, without starting it',
      });
    const reason =
      transport === undefined
        ? ['The transport is assumed to be stdio, for the server was not started. Say another with --transport.']
        : [];
    return { choices, notes: [...reason, ...program], seen: transport === undefined ? 'assumed' : 'as given' };
  }
  const trial = await tryServer(choices, { files, words }, context);
  const tried = withTrial(choices, trial);
  const asked = trialNotes(trial);
  if (transport !== undefined && settled) return { choices: tried, notes: [...asked, ...program], seen: 'as given' };
  const wanted: readonly Transport[] =
    transport === undefined ? ['stdio', 'http'] : transport === 'both' ? ['stdio', 'http'] : [transport];
  const transports = {
    ...(wanted.includes('stdio') && trial.transports.stdio !== undefined && { stdio: { args: tried.args } }),
    ...(wanted.includes('http') &&
      trial.transports.http !== undefined && { http: { ...trial.transports.http, args: tried.args } }),
  };
  if (Object.keys(transports).length > 0)
    return { choices: { ...tried, transports }, notes: [...asked, ...withoutTools(trial, words)], seen: 'it answered' };
  if (transport !== undefined)
    throw new McpDockError('DETECTION_OPEN', {
      question: 'Port of the server',
      flag: '--port, or the arguments that make it serve HTTP with --arg,',
      looked: 'the ports on which the started server listens',
    });
  return {
    choices: tried,
    notes: [...asked, unanswered(trial, words)],
    seen: 'assumed',
    lastLines: trial.lastLines.join('\n'),
  };
}
