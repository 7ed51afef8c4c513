import { basename, resolve } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { adviceInput, advise, type Situation } from '../plan/advise.js';
import type { GivenForeign } from '../plan/foreign/settle.js';
import { exactReference, parsePackageReference, type PackageReference } from '../plan/package-reference.js';
import { nameFrom } from '../plan/project-name.js';
import { DEFAULT_BASE_REGISTRY } from '../plan/scaffold-choices.js';
import type { Context } from '../ports/context.js';
import { flagsForForeign, refuseFaults } from './choose-foreign.js';
import { inspectFolder } from './inspect-folder.js';
import { npmPackage } from './npm-package.js';
import { isConstraint, pypiPackage } from './pypi-package.js';
import { settlePackage } from './settle-package.js';
import { engineAnswers } from './try-server.js';
import { writeForeign, type ForeignResult } from './write-foreign.js';

export interface InitPackageInput {
  /** As `--from` was written. */
  readonly from: string;
  readonly bin: string | undefined;
  /** Bounds for packages that come with one of PyPI. */
  readonly constraints: readonly string[];
  readonly directory: string | undefined;
  readonly given: GivenForeign;
  /** For the advice. */
  readonly situation?: Situation;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** What the second major of the Python SDK renamed or took away ends a server of the first one so. */
const BROKEN_IMPORT = /\b(?:AttributeError|ImportError|ModuleNotFoundError|TypeError)\b/u;
const SDK_BOUND = 'mcp<2';

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
  refuseConstraints(input.constraints, reference);
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
  const lockInEngine = canTry || (dryRun && reference.registry === 'pypi' && (await engineAnswers(context)));
  const baseRegistry = input.given.baseRegistry ?? DEFAULT_BASE_REGISTRY;
  const attempt = async (constraints: readonly string[]) => {
    const found =
      reference.registry === 'npm'
        ? await progress.step(`Resolve and lock ${from}`, () => npmPackage(reference, { ...context, name }))
        : await pypiPackage(reference, { baseRegistry, engineAnswers: lockInEngine, constraints }, context);
    const settled = await settlePackage(found, { name, bin: input.bin, given: input.given, ask, canTry }, context);
    return { found, constraints, ...settled };
  };

  let outcome = await attempt(input.constraints);
  const { sdk } = outcome.detection;
  if (
    sdk?.value.name === 'mcp' &&
    sdk.value.version?.startsWith('1.') === false &&
    BROKEN_IMPORT.test(outcome.lastLines)
  ) {
    const bounded = await attempt([...input.constraints, SDK_BOUND]);
    const note = `With mcp ${sdk.value.version}, which the package allows, the server ends with an error of its imports, and with ${SDK_BOUND} it does not: that is what is locked.`;
    // It may want more before it answers; what it says then is about that.
    if (bounded.seen === 'it answered' || !BROKEN_IMPORT.test(bounded.lastLines))
      outcome = { ...bounded, notes: [note, ...bounded.notes] };
  }

  const { found, choices, detection, notes, seen } = outcome;
  const exact = exactReference(reference, found.version);
  const replay = [
    'init',
    input.directory ?? name,
    '--from',
    exact,
    ...(input.bin === undefined ? [] : ['--bin', input.bin]),
    ...outcome.constraints.flatMap((constraint) => ['--constraint', constraint]),
    ...flagsForForeign({ ...input.given, args: choices.args }, choices.runtime),
  ];
  const wrapsLine = ['mcp-dock', ...replay].map(forComment).join(' ');
  const settled = { ...choices, wrapsLine };
  const project = { kind: 'package', choices: settled } as const;
  const written = await writeForeign(
    { directory, choices: settled, extra: found.files, project, ask, dryRun, force },
    context,
  );
  const transports = (['stdio', 'http'] as const).filter((transport) => choices.transports[transport] !== undefined);
  const { command } = choices;
  const dependencies = found.dependencies.length;
  return {
    ...written,
    detection: { ...detection, transports: transports.map((value) => ({ value, from: seen })) },
    advice: advise(
      adviceInput(choices.runtime, detection, {
        ...input.situation,
        transports,
        command,
        dependencies,
        wraps: exact,
        args: choices.args,
      }),
    ),
    notes,
    replay: [...replay, '--yes', ...(force ? ['--force'] : [])],
  };
}

const forComment = (word: string) => (/^[\w@%+=:,./[\]!-]+$/u.test(word) ? word : JSON.stringify(word));

function refuseConstraints(constraints: readonly string[], { registry }: PackageReference): void {
  const wrong = constraints.find((constraint) => !isConstraint(constraint));
  const reason =
    wrong !== undefined
      ? `--constraint ${wrong} cannot be used: it takes a package and a bound, such as mcp<2.`
      : constraints.length > 0 && registry === 'npm'
        ? '--constraint is for packages of PyPI.'
        : undefined;
  if (reason !== undefined) throw new McpDockError('FLAG_INVALID', { reason, command: 'init' });
}
