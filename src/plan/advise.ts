import type { Detection, LocalNeed, Transport } from './detect/detection.js';
import type { Language } from './detect/project-view.js';

/** What a container is worth for a server. It never stands in the way of one. */
export interface Advice {
  readonly verdict: 'local' | 'consider-container' | 'container';
  /** Whole sentences. */
  readonly reasons: readonly string[];
  /** Command lines that run the server without a container; only with the verdict `local`. */
  readonly runLocally: readonly string[];
}

/** What the rules look at. */
export interface AdviceInput {
  readonly runtime: Language;
  readonly transports: readonly Transport[];
  readonly needs: readonly { readonly value: LocalNeed; readonly from: string }[];
  readonly nativeModules: readonly string[];
  readonly systemPackages: readonly string[];
  /** How many packages the project asks for itself. */
  readonly dependencies: number;
  readonly sdk?: string;
  readonly packageManager?: string;
  readonly command: readonly string[];
  readonly build?: string;
  /** `npm:NAME@VERSION` or `pypi:NAME==VERSION`, of a package that is wrapped. */
  readonly wraps?: string;
}

/** A server with so few is set up anywhere in a moment. */
const FEW = 3;

/** The advice of S2's decision table, as far as the files of a project tell. Pure. */
export function advise(input: AdviceInput): Advice {
  const onlyStdio = input.transports.length > 0 && !input.transports.includes('http');
  const complex = complexities(input);
  const hindrances = onlyStdio ? input.needs.map(({ value, from }) => hindrance(value, from)) : [];
  if (hindrances.length > 0)
    return { verdict: 'local', reasons: [...hindrances, LOCAL_CLIENT], runLocally: runLocally(input) };
  if (onlyStdio && complex.length === 0 && isSimplePython(input))
    return {
      verdict: 'local',
      reasons: [
        `It is one Python server with ${count(input.dependencies, 'dependency', 'dependencies')} that one client starts for itself.`,
        LOCAL_CLIENT,
      ],
      runLocally: runLocally(input),
    };
  if (!onlyStdio)
    return {
      verdict: 'container',
      reasons: [
        'It serves HTTP: a container gives it the same environment everywhere, limits, a health check and replicas.',
      ],
      runLocally: [],
    };
  return {
    verdict: 'consider-container',
    reasons:
      complex.length > 0
        ? complex
        : ['A container brings the runtime and all packages along, and keeps the server apart from the machine.'],
    runLocally: [],
  };
}

const LOCAL_CLIENT = 'A desktop client starts a local process faster, and there is no container to stop.';

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

const isSimplePython = ({ runtime, sdk, dependencies }: AdviceInput) =>
  runtime === 'python' && (sdk === 'fastmcp' || sdk === 'mcp') && dependencies <= FEW;

function complexities({ nativeModules, systemPackages }: AdviceInput): string[] {
  return [
    ...(nativeModules.length > 0
      ? [`It has packages that may be compiled (${nativeModules.slice(0, 3).join(', ')}): the image holds them ready.`]
      : []),
    ...(systemPackages.length > 0
      ? [`It needs programs of the system (${systemPackages.join(', ')}): the image holds them ready.`]
      : []),
  ];
}

const REACH: Readonly<Record<LocalNeed['kind'], string>> = {
  files: 'they would have to be mounted, folder by folder',
  browser: 'the image has none, and one in a container is not the one in which you are logged in',
  desktop: 'a container has none',
  credentials: 'they would have to be mounted, or handed over as variables',
  programs: 'a container does not see them',
};

const hindrance = ({ kind, what }: LocalNeed, from: string) => `It reaches for ${what}; ${REACH[kind]} (${from}).`;

/** The same server as a local process, in steps. */
function runLocally({ runtime, packageManager, command, build, wraps }: AdviceInput): string[] {
  if (wraps?.startsWith('npm:') === true) return [`npx --yes ${wraps.slice('npm:'.length)}`];
  if (wraps?.startsWith('pypi:') === true) return [`uvx ${wraps.slice('pypi:'.length)}`];
  const start = command.join(' ');
  if (runtime === 'node') {
    const manager = packageManager ?? 'npm';
    return [
      manager === 'npm' ? 'npm ci' : `${manager} install`,
      ...(build === undefined ? [] : [build.replace(/^npm run/u, `${manager} run`)]),
      start,
    ];
  }
  if (packageManager === 'uv') return [`uv run ${start}`];
  if (packageManager === 'poetry') return ['poetry install', `poetry run ${start}`];
  return ['python3 -m venv .venv', '. .venv/bin/activate', 'pip install -r requirements.txt', start];
}

/** What a detection says to the advisor. */
export const adviceInput = (
  runtime: Language,
  detection: Detection,
  settled: Pick<AdviceInput, 'transports' | 'command' | 'dependencies'> & { readonly wraps?: string },
): AdviceInput => ({
  runtime,
  needs: detection.needs,
  nativeModules: detection.nativeModules.map(({ value }) => value),
  systemPackages: detection.systemPackages.map(({ value }) => value),
  ...(detection.sdk !== undefined && { sdk: detection.sdk.value.name }),
  ...(detection.packageManager !== undefined && { packageManager: detection.packageManager.value }),
  ...(detection.build !== undefined && { build: detection.build.value }),
  ...settled,
});
