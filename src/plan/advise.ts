import type { Detection, LocalNeed, Transport } from './detect/detection.js';
import type { Language } from './detect/project-view.js';
import { NODE_VERSIONS, PYTHON_VERSIONS } from './detect/versions.js';
import { purposes, type Purpose, type Towards } from './purposes.js';
import { runLocally, type LocalRun } from './run-locally.js';

export type Verdict = 'local' | 'local-with-services' | 'consider-container' | 'container';

export interface AdviceReason {
  readonly towards: Towards;
  /** A whole sentence. */
  readonly text: string;
}

/** What a container is worth for a server. It never stands in the way of one. */
export interface Advice {
  readonly verdict: Verdict;
  /** The verdict as a sentence. */
  readonly recommendation: string;
  /** What speaks for a container less what speaks against it; the verdict is more than this number. */
  readonly score: number;
  readonly reasons: readonly AdviceReason[];
  /** What a person should know who takes the container all the same; whole sentences. */
  readonly warnings: readonly string[];
  /** Command lines that run the server without a container. */
  readonly runLocally: readonly string[];
}

/** A client that a person may name. */
export interface AdvisedClient {
  readonly id: string;
  readonly title: string;
  /** Its file takes programs that it starts, and no addresses. */
  readonly programsOnly: boolean;
}

/** What a person says of a server beside what its files say. */
export interface Situation {
  readonly purposes?: readonly Purpose[];
  readonly client?: AdvisedClient;
  /** Local steps are for Windows. */
  readonly windows?: boolean;
}

/** What the rules look at. */
export interface AdviceInput extends LocalRun, Situation {
  readonly transports: readonly Transport[];
  readonly needs: readonly { readonly value: LocalNeed; readonly from: string }[];
  readonly nativeModules: readonly string[];
  readonly systemPackages: readonly string[];
  /** A version of the runtime that not every machine has, and where that stands. */
  readonly exactVersion?: { readonly value: string; readonly from: string };
  /** How many packages the project asks for itself. */
  readonly dependencies: number;
  /** Services that run beside the server. */
  readonly services?: readonly string[];
  readonly sdk?: string;
}

/** A server with so few is set up anywhere in a moment. */
const FEW = 3;

export const recommendations: Readonly<Record<Verdict, string>> = {
  local: 'Run it as a local process: a container adds little here.',
  'local-with-services':
    'Develop it as a local process, and start the services that it needs with Docker Compose; build the image when it is to be shared.',
  'consider-container': 'Consider a container: it brings along what the server needs.',
  container: 'Run it in a container, with a health check, limits and monitoring.',
};

interface Factor extends AdviceReason {
  readonly weight: number;
}

/** The advice of the decision table, as far as the files of a project and its person tell. Pure. */
export function advise(input: AdviceInput): Advice {
  const wanted = new Set(input.purposes);
  const overStdio = input.transports.length > 0 && !input.transports.includes('http');
  const overHttp = input.transports.includes('http');
  const hindrances = overStdio ? input.needs.map(hindrance) : [];
  const complex = complexities(input);
  const simple = complex.length === 0 && input.sdk !== undefined && input.dependencies <= FEW;
  const aside: Factor[] = [
    ...hindrances,
    ...(simple && (overStdio || wanted.has('local')) ? [simplicity(input)] : []),
    ...complex,
    ...(input.exactVersion === undefined ? [] : [exactness(input.runtime, input.exactVersion)]),
    ...(overHttp ? [SERVES_HTTP] : []),
    ...(input.purposes ?? []).map((purpose): Factor => ({ ...purposes[purpose], text: purposes[purpose].reason })),
    ...(overStdio || input.client?.programsOnly === true ? [startedByClient(input)] : []),
  ];
  const factors = aside.some(({ towards }) => towards === 'container') ? aside : [...aside, BRINGS_ALONG];
  const verdict = verdictOf({ wanted, overHttp, overStdio, hindered: hindrances.length > 0, simple });
  return {
    verdict,
    recommendation: recommendations[verdict],
    score: factors.reduce((sum, { towards, weight }) => sum + (towards === 'container' ? weight : -weight), 0),
    reasons: factors.map(({ towards, text }) => ({ towards, text })),
    warnings: warningsFor(input),
    runLocally: runLocally(input),
  };
}

/** Rows of the table from the one that weighs most; the first that holds decides. */
function verdictOf({
  wanted,
  overHttp,
  overStdio,
  hindered,
  simple,
}: {
  readonly wanted: ReadonlySet<Purpose>;
  readonly overHttp: boolean;
  readonly overStdio: boolean;
  readonly hindered: boolean;
  readonly simple: boolean;
}): Verdict {
  if (wanted.has('production') || wanted.has('scaling')) return 'container';
  if (wanted.has('development')) return 'local-with-services';
  if (hindered) return 'local';
  if (wanted.has('platforms') || wanted.has('isolation')) return 'container';
  if (simple && (overStdio || wanted.has('local'))) return 'local';
  return overHttp && !wanted.has('local') ? 'container' : 'consider-container';
}

const factor = (towards: Towards, weight: number, text: string): Factor => ({ towards, weight, text });

const SERVES_HTTP = factor(
  'container',
  2,
  'It serves HTTP: a container gives it the same environment everywhere, limits, a health check and replicas.',
);
/** True of every server, so it weighs nothing. */
const BRINGS_ALONG = factor(
  'container',
  0,
  'A container brings the runtime and all packages along, and keeps the server apart from the machine.',
);

const startedByClient = ({ client }: AdviceInput) =>
  factor(
    'local',
    1,
    `${client?.title ?? 'A desktop client'} starts a local process faster, and there is no container to stop.`,
  );

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

const LANGUAGES: Readonly<Record<Language, string>> = { node: 'Node.js', python: 'Python' };

const simplicity = ({ runtime, dependencies }: AdviceInput) =>
  factor(
    'local',
    2,
    `It is one ${LANGUAGES[runtime]} server with ${count(dependencies, 'dependency', 'dependencies')}, which is set up anywhere in a moment.`,
  );

const exactness = (runtime: Language, { value, from }: { readonly value: string; readonly from: string }) =>
  factor('container', 1, `It wants ${LANGUAGES[runtime]} ${value} (${from}), which the image brings along.`);

function complexities({ nativeModules, systemPackages, services = [] }: AdviceInput): Factor[] {
  const named = (names: readonly string[]) =>
    names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  return [
    ...(nativeModules.length > 0
      ? [
          factor(
            'container',
            2,
            `It has packages that may be compiled (${named(nativeModules)}): the image holds them ready.`,
          ),
        ]
      : []),
    ...(systemPackages.length > 0
      ? [
          factor(
            'container',
            2,
            `It needs programs of the system (${named(systemPackages)}): the image holds them ready.`,
          ),
        ]
      : []),
    ...(services.length > 0
      ? [
          factor(
            'container',
            2,
            `Other services run beside it (${named(services)}): Compose starts all of them, in order.`,
          ),
        ]
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

const hindrance = ({ value: { kind, what }, from }: AdviceInput['needs'][number]) =>
  factor('local', 3, `It reaches for ${what}; ${REACH[kind]} (${from}).`);

function warningsFor({ client, transports, needs }: AdviceInput): string[] {
  if (client?.programsOnly !== true) return [];
  const { title } = client;
  return [
    `${title} expects local processes and talks to them over stdio. A container works as well: it starts \`docker run -i\` in place of the server. Docker has to run before ${title} does, each start takes a moment longer, and no file of this machine is seen unless it is mounted.`,
    ...(transports.length > 0 && !transports.includes('stdio')
      ? [`The server speaks HTTP alone, and the file of ${title} takes no addresses: give the server stdio as well.`]
      : []),
    ...(needs.length > 0 ? ['What the server reaches for on this machine has to be handed into the container.'] : []),
  ];
}

/** What a detection says to the advisor. */
export const adviceInput = (
  runtime: Language,
  detection: Detection,
  settled: Pick<AdviceInput, 'transports' | 'command' | 'dependencies'> & Partial<AdviceInput>,
): AdviceInput => ({
  runtime,
  needs: detection.needs,
  nativeModules: detection.nativeModules.map(({ value }) => value),
  systemPackages: detection.systemPackages.map(({ value }) => value),
  ...(detection.sdk !== undefined && { sdk: detection.sdk.value.name }),
  ...(detection.packageManager !== undefined && { packageManager: detection.packageManager.value }),
  ...(detection.lockFile !== undefined && { lockFile: detection.lockFile.value }),
  ...(detection.build !== undefined && { build: detection.build.value }),
  ...exactVersionOf(runtime, detection),
  ...settled,
});

/** A range that the newest release fits says nothing; a file that pins one, or a range that leaves the newest out, does. */
function exactVersionOf(runtime: Language, { version }: Detection): Pick<AdviceInput, 'exactVersion'> {
  if (version === undefined) return {};
  const usual = runtime === 'node' ? NODE_VERSIONS[0] : PYTHON_VERSIONS[0];
  const pinned = !/engines\.node$|^pyproject\.toml/u.test(version.from);
  return pinned || version.value !== usual ? { exactVersion: version } : {};
}
