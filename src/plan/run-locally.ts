import type { PackageManager } from './detect/detection.js';
import type { Language } from './detect/project-view.js';

/** What it takes to run a server without a container. */
export interface LocalRun {
  readonly runtime: Language;
  readonly packageManager?: PackageManager;
  /** The file that pins its packages. */
  readonly lockFile?: string;
  /** A Python project that is installed, and does not only run from its folder. */
  readonly packaged?: boolean;
  /** Program and arguments; empty where it was not found. */
  readonly command: readonly string[];
  /** Line of the step that makes what runs. */
  readonly build?: string;
  /** `npm:NAME@VERSION` or `pypi:NAME==VERSION`, of a package that is wrapped. */
  readonly wraps?: string;
  /** Arguments of the server itself, of a package that is wrapped. */
  readonly args?: readonly string[];
  /** The steps are for PowerShell on Windows; otherwise for a POSIX shell. */
  readonly windows?: boolean;
}

/** Stands where the command was not found. */
const UNKNOWN = '<what starts the server>';

/** The same server as a local process, in steps: one command line each. Pure. */
export function runLocally(run: LocalRun): string[] {
  const { runtime, wraps, args = [] } = run;
  const more = args.map((word) => ` ${typed(word)}`).join('');
  if (wraps?.startsWith('npm:') === true) return [`npx --yes ${wraps.slice('npm:'.length)}${more}`];
  if (wraps?.startsWith('pypi:') === true) return [`uvx ${wraps.slice('pypi:'.length)}${more}`];
  return runtime === 'node' ? withNode(run) : withPython(run);
}

const startOf = ({ command }: LocalRun) => (command.length === 0 ? UNKNOWN : command.map(typed).join(' '));

/** Double quotes keep a word together in every shell. */
const typed = (word: string) => (/^[\w@%+=:,./\\-]+$/u.test(word) ? word : `"${word.replaceAll('"', '')}"`);

function withNode(run: LocalRun): string[] {
  const manager = run.packageManager ?? 'npm';
  const install = manager === 'npm' ? (run.lockFile === undefined ? 'npm install' : 'npm ci') : `${manager} install`;
  return [
    install,
    ...(run.build === undefined ? [] : [run.build.replace(/^npm run/u, `${manager} run`)]),
    startOf(run),
  ];
}

function withPython(run: LocalRun): string[] {
  const { packageManager, lockFile, packaged = false, windows = false } = run;
  if (packageManager === 'uv') return [`uv run ${startOf(run)}`];
  if (packageManager === 'poetry') return ['poetry install', `poetry run ${startOf(run)}`];
  if (packageManager === 'pipenv') return ['pipenv sync', `pipenv run ${startOf(run)}`];
  const fromRequirements = lockFile === 'requirements.txt';
  // pip installs packages, and this is none; its dependencies alone it cannot read from pyproject.toml.
  if (!fromRequirements && !packaged) return [`uv run ${startOf(run)}`];
  return [
    windows ? 'py -m venv .venv' : 'python3 -m venv .venv',
    windows ? String.raw`.venv\Scripts\Activate.ps1` : '. .venv/bin/activate',
    ...(fromRequirements ? ['pip install -r requirements.txt'] : []),
    ...(packaged ? [`pip install ${fromRequirements ? '--no-deps ' : ''}.`] : []),
    startOf(run),
  ];
}
