import { basename, resolve } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { adviceInput, advise } from '../plan/advise.js';
import { detectProject } from '../plan/detect/detect-project.js';
import type { Detection, Transport } from '../plan/detect/detection.js';
import type { ProjectView } from '../plan/detect/project-view.js';
import type { ForeignChoices } from '../plan/foreign/foreign-choices.js';
import { settle, type GivenForeign } from '../plan/foreign/settle.js';
import { exactReference, parsePackageReference } from '../plan/package-reference.js';
import { nameFrom } from '../plan/project-name.js';
import { DEFAULT_BASE_REGISTRY } from '../plan/scaffold-choices.js';
import type { Context } from '../ports/context.js';
import { flagsForForeign, refuseFaults } from './choose-foreign.js';
import { inspectFolder } from './inspect-folder.js';
import { npmPackage } from './npm-package.js';
import type { PublishedPackage } from './published-package.js';
import { pypiPackage } from './pypi-package.js';
import { engineAnswers, tryServer, type Trial } from './try-server.js';
import { writeForeign, type ForeignResult } from './write-foreign.js';

export interface InitPackageInput {
  /** As `--from` was written. */
  readonly from: string;
  readonly bin: string | undefined;
  readonly directory: string | undefined;
  readonly given: GivenForeign;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** The folder that the server of a wrapped package may write to. */
const DATA = '/data';

/**
 * A published package → its exact version and lock → built and tried, where there is an engine → a folder with its container.
 * Throws FLAG_INVALID, PACKAGE_NOT_FOUND, PACKAGE_UNRESOLVED, PACKAGE_WITHOUT_PROGRAM, PROGRAM_MISSING, DETECTION_OPEN,
 * DIRECTORY_NOT_EMPTY, FILES_EXIST.
 */
export async function initPackage(input: InitPackageInput, context: Context): Promise<ForeignResult> {
  const { from, yes, dryRun, force } = input;
  const reference = parsePackageReference(from);
  if (typeof reference === 'string')
    throw new McpDockError('FLAG_INVALID', { reason: `--from ${from} cannot be read: ${reference}`, command: 'init' });
  refuseFaults(input.given);
  const ask = context.prompter.interactive && !yes;
  if (!ask && !yes && !dryRun)
    throw new McpDockError('PROMPT_WITHOUT_TERMINAL', { question: `Write containers for ${from}`, flag: '--yes' });
  const fromFolder =
    input.directory === undefined ? reference.name.replace(/^@/u, '') : basename(resolve(context.cwd, input.directory));
  const name = input.given.name ?? nameFrom(fromFolder);
  const directory = resolve(context.cwd, input.directory ?? name);
  const folder = await inspectFolder(directory);
  if (folder.foreign.length > 0 && !force && !dryRun)
    throw new McpDockError('DIRECTORY_NOT_EMPTY', { directory, found: folder.foreign.slice(0, 5) });

  const { progress } = context;
  const canTry = !dryRun && (await engineAnswers(context));
  const lookUp =
    reference.registry === 'npm'
      ? () => progress.step(`Resolve and lock ${from}`, () => npmPackage(reference, { ...context, name }))
      : async () =>
          pypiPackage(
            reference,
            {
              baseRegistry: input.given.baseRegistry ?? DEFAULT_BASE_REGISTRY,
              engineAnswers: canTry || (dryRun && (await engineAnswers(context))),
            },
            context,
          );
  const found = await lookUp();
  const program = await chooseProgram(found, input.bin, ask, context);
  const view = viewOf(found, name);
  const detection = detectionOf(found, view, program);
  const given: GivenForeign = { ...input.given, name, command: program };
  const replay = [
    'init',
    input.directory ?? name,
    '--from',
    exactReference(reference, found.version),
    ...(input.bin === undefined ? [] : ['--bin', input.bin]),
    ...flagsForForeign(input.given),
  ];
  const first = { ...choicesFor(found, view, detection, given), wraps: exactReference(reference, found.version) };
  const { choices, notes, seen } = await settleByTrying(first, found, { given: input.given, canTry }, context);

  const written = await writeForeign(
    {
      directory,
      choices: { ...choices, wrapsLine: ['mcp-dock', ...replay].map(forComment).join(' ') },
      extra: found.files,
      ask,
      dryRun,
      force,
    },
    context,
  );
  const transports = (['stdio', 'http'] as const).filter((transport) => choices.transports[transport] !== undefined);
  return {
    ...written,
    detection: {
      ...detection,
      transports: transports.map((value) => ({ value, from: seen })),
    },
    advice: advise(
      adviceInput(choices.runtime, detection, {
        transports,
        command: choices.command,
        dependencies: found.dependencies.length,
        wraps: exactReference(reference, found.version),
      }),
    ),
    notes,
    replay: [...replay, '--yes', ...(force ? ['--force'] : [])],
  };
}

const forComment = (word: string) => (/^[\w@%+=:,./[\]!-]+$/u.test(word) ? word : JSON.stringify(word));

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
  { version, description, license, serverName }: PublishedPackage,
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
  return { ...settle(view, detection, { ...given, transport: given.transport ?? 'stdio' }, words), dataPath: DATA };
}

interface Settled {
  readonly choices: ForeignChoices;
  readonly notes: readonly string[];
  /** How its transport is known. */
  readonly seen: 'as given' | 'it answered' | 'assumed';
}

/** The transport as it was given; else as the server answers; else, with nobody to answer, stdio. */
async function settleByTrying(
  choices: ForeignChoices,
  { files, assumedProgram }: PublishedPackage,
  { given, canTry }: { readonly given: GivenForeign; readonly canTry: boolean },
  context: Context,
): Promise<Settled> {
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
  const trial = await tryServer(choices, files, context);
  const tried = withTrial(choices, trial);
  const asked = trial.variables.map(
    ({ name, line }) => `The server does not start without ${name} ("${line.slice(0, 120)}"): set it in .env.`,
  );
  if (transport !== undefined && settled) return { choices: tried, notes: [...asked, ...program], seen: 'as given' };
  const wanted: readonly Transport[] =
    transport === undefined ? ['stdio', 'http'] : transport === 'both' ? ['stdio', 'http'] : [transport];
  const transports = {
    ...(wanted.includes('stdio') && trial.transports.stdio !== undefined && { stdio: { args: choices.args } }),
    ...(wanted.includes('http') &&
      trial.transports.http !== undefined && { http: { ...trial.transports.http, args: choices.args } }),
  };
  if (Object.keys(transports).length > 0)
    return { choices: { ...tried, transports }, notes: asked, seen: 'it answered' };
  if (transport !== undefined)
    throw new McpDockError('DETECTION_OPEN', {
      question: 'Port of the server',
      flag: '--port, or the arguments that make it serve HTTP with --arg,',
      looked: 'the ports on which the started server listens',
    });
  const last = trial.lastLines.length === 0 ? '' : ` Its last words: ${trial.lastLines.slice(-3).join(' / ')}`;
  return {
    choices: tried,
    notes: [
      `The server was started and answered neither over stdio nor over HTTP, so stdio is assumed.${last}`,
      ...asked,
    ],
    seen: 'assumed',
  };
}

function withTrial(choices: ForeignChoices, { tools, imageBytes, variables }: Trial): ForeignChoices {
  const known = new Set(choices.variables.map(({ name }) => name));
  return {
    ...choices,
    tools,
    imageBytes,
    variables: [
      ...choices.variables,
      ...variables
        .filter(({ name }) => !known.has(name))
        .map(({ name }) => ({ name, required: true, from: 'the server asked for it' })),
    ],
  };
}
