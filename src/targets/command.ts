import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { shellWord } from '../model/shell-word.js';
import type { Settings } from '../model/facts/settings.js';
import type { ProcessExit, ProcessRunner } from '../ports/process-runner.js';
import { processCommand } from './process-command.js';
import { ProcessRun } from './process-run.js';
import type { ScenarioRun, Target } from './target.js';
import { within } from './within.js';

interface CommandTargetInput {
  readonly processes: Pick<ProcessRunner, 'start'>;
  /** The program and its arguments. */
  readonly words: readonly string[];
  readonly cwd: string;
  /** Of --env. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it has of this process's own variables, see {@link inheritedVariables}. */
  readonly inherited: Readonly<Record<string, string>>;
  readonly settings: Settings;
  readonly secretValues: readonly string[];
  /** The system's, when absent. */
  readonly platform?: NodeJS.Platform;
}

/**
 * A stdio server that is a program of this machine: every scenario is a process of its own, and all are gone when it is disposed of.
 * Opening it throws PROGRAM_NOT_STARTED where there is no such program, or none that may be executed.
 */
export function commandTarget(input: CommandTargetInput): Target {
  const { processes, words, cwd, environment, inherited, settings, secretValues, platform = process.platform } = input;
  const [program = '', ...args] = words;
  const shown = words.map((word) => shellWord(maskSecrets(word, secretValues))).join(' ');
  const runs = new Set<ScenarioRun>();
  return {
    kind: 'command',
    title: `command:${shown}`,
    settings,
    headers: {},
    secretValues,
    notApplicable({ name, mode }) {
      if (name === 'stdio') return undefined;
      return mode === 'http' ? 'A command is asked over stdio.' : 'A process of this machine is in no container.';
    },
    async open(spec, signal) {
      signal.throwIfAborted();
      const startedAt = performance.now();
      const started = await processes.start(program, args, { cwd, environment: { ...inherited, ...environment } });
      const exit = await within(0, started.exited);
      if (exit?.error !== undefined)
        throw notStarted(maskSecrets(program, secretValues), { ...exit, error: maskSecrets(exit.error, secretValues) });
      const run = new ProcessRun({
        spec,
        process: started,
        startedAt,
        command:
          platform === 'win32'
            ? shown
            : processCommand({ words, environment, inherited: Object.keys(inherited) }, secretValues),
        stopBudgetMs: settings.budgets.stopMs,
        secrets: secretValues,
        canBeAsked: platform !== 'win32',
      });
      runs.add(run);
      return run;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...runs].map((run) => run[Symbol.asyncDispose]()));
    },
  };
}

const MISSING = 127;

const notStarted = (program: string, { exitCode, error }: Required<ProcessExit>) =>
  new McpDockError('PROGRAM_NOT_STARTED', {
    program: cleanText(program, 200),
    missing: exitCode === MISSING,
    reason: cleanText(error, 200),
  });

/** Without these, programs are not found, or Windows starts none of them. */
const NEEDED = ['PATH', 'HOME'];
const NEEDED_BY_WINDOWS = ['PATH', 'PATHEXT', 'SYSTEMROOT', 'SYSTEMDRIVE', 'COMSPEC', 'USERPROFILE', 'TEMP', 'TMP'];

/** The few variables of this process that a program gets unasked; everything else may be a secret that is none of its business. */
export function inheritedVariables(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const windows = platform === 'win32';
  const wanted = windows ? NEEDED_BY_WINDOWS : NEEDED;
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      // Windows does not mind how a name is written.
      value !== undefined && wanted.includes(windows ? name.toUpperCase() : name) ? [[name, value]] : [],
    ),
  );
}
