import { TOOL_NAME } from '../model/tool.js';
import { exposedTcpPorts } from '../model/container-ports.js';
import type { ImageConfig } from '../model/facts/image.js';
import type { Settings } from '../model/facts/settings.js';
import { isSecretName } from '../model/secret-names.js';
import type { ContainerSpec, Engine, NetworkSpec } from '../ports/engine.js';
import { startContainerRun } from './container-run.js';
import { findHttp } from './find-http.js';
import { dataPathsOf } from './data-paths.js';
import { runLabels } from './run-labels.js';
import { serverContainer } from './server-container.js';
import type { RequestHeaders, ScenarioRun, ScenarioSpec, Target } from './target.js';

export interface ImageTargetInput {
  readonly engine: Engine;
  readonly title: string;
  readonly imageConfig: ImageConfig;
  readonly settings: Settings;
  /** Of the server, for these runs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly headers: RequestHeaders;
  readonly shownHeaders?: readonly string[];
  readonly secretValues: readonly string[];
  readonly runId: string;
  /** Of a service of Compose: every container is made like the one that Compose has created, which is never started. */
  readonly made?: {
    readonly like: string;
    /** The command that a person repeats. */
    command(container: ContainerSpec): string;
    /** Removes that container, and what runs beside it. */
    dispose(): Promise<void>;
  };
}

/**
 * In place of the image's own interval, which may be 30 s: an engine without a start interval first probes after one of them.
 * Not shorter, for every probe starts a process.
 */
const HEALTH_INTERVAL_MS = 250;

/** An image: every scenario is a container of its own, and all are gone when it is disposed of. */
export function imageTarget(input: ImageTargetInput, kept: Kept = { runs: new Set(), networks: new Map() }): Target {
  const { runs, networks } = kept;
  const { engine, title, imageConfig, settings, headers, shownHeaders = [], secretValues, made } = input;
  const { http, stdio } = settings.transports;
  const startPublishing = async (publish: readonly number[], signal: AbortSignal) => {
    const spec = { name: 'http', mode: 'http', container: {}, ending: 'dispose' } as const;
    const run = await startContainerRun({
      engine,
      spec,
      container: { ...containerSpec(input, { ...spec, mode: 'stdio' }), publish },
      stopBudgetMs: settings.budgets.stopMs,
      secrets: secretValues,
      signal,
    });
    runs.add(run);
    return run;
  };
  return {
    kind: made === undefined ? 'image' : 'compose',
    title,
    imageReference: imageConfig.reference,
    imageConfig,
    settings,
    headers,
    shownHeaders,
    secretValues,
    variables: Object.keys(input.environment),
    notApplicable(spec) {
      const { name, consumer } = spec;
      const mode = modeOf(spec, settings);
      if (consumer !== undefined && made !== undefined)
        return 'A consumer starts an image by itself, and not as a service of Compose.';
      // A consumer of stdio starts the image whatever its project says, and sees what comes.
      if (consumer !== undefined && (mode === 'stdio' || consumer.http !== undefined)) return undefined;
      if (name === 'hardened' && http !== undefined) return 'The image is tried over HTTP.';
      const has = made === undefined ? 'The image has no' : 'The service is not run with an';
      if (mode === 'stdio')
        return stdio === undefined
          ? `${made === undefined ? has : 'The service is not run with a'} stdio transport.`
          : undefined;
      if (http === undefined) return `${has} HTTP transport.`;
      if (name === 'limited' && settings.rateLimit === undefined) return 'mcp-dock.yaml declares no rate limit.';
      return name === 'frozen' && !isProbed(imageConfig) ? 'The image declares no health check.' : undefined;
    },
    async open(asked, signal, starting) {
      const spec = { ...asked, mode: modeOf(asked, settings) };
      const container = containerSpec(input, spec);
      const run = await startContainerRun({
        engine,
        spec,
        container,
        ...(made === undefined ? {} : { command: made.command(container) }),
        ...httpOf(spec, http),
        stopBudgetMs: settings.budgets.stopMs,
        secrets: secretValues,
        signal,
        starting,
      });
      runs.add(run);
      return run;
    },
    // A docker program knows no container like another one.
    ...(made === undefined ? { containerFor: (spec: ScenarioSpec) => containerSpec(input, spec) } : {}),
    network(kind) {
      const network = networks.get(kind) ?? createNetwork(input, kind);
      networks.set(kind, network);
      return network;
    },
    owns: { runId: input.runId, started: () => runs.size },
    findHttp: (signal) =>
      findHttp({
        engine,
        exposed: exposedTcpPorts(imageConfig.exposedPorts),
        headers,
        signal,
        start: (ports) => startPublishing(ports, signal),
      }),
    withHttp: (found) =>
      imageTarget({ ...input, settings: { ...settings, transports: { ...settings.transports, http: found } } }, kept),
    without(transport) {
      const transports = transport === 'http' ? { stdio } : { http };
      return imageTarget({ ...input, settings: withTransports(settings, transports) }, kept);
    },
    async [Symbol.asyncDispose]() {
      try {
        // Removing twice is no error: a run that its reader has disposed of already is gone.
        const removed = await Promise.allSettled([...runs].map((run) => run[Symbol.asyncDispose]()));
        // Only then are they empty. One that could not be made needs no removing.
        const created = await Promise.allSettled(networks.values());
        const ids = created.flatMap((network) => (network.status === 'fulfilled' ? [network.value] : []));
        removed.push(...(await Promise.allSettled(ids.map((id) => engine.removeResource({ kind: 'network', id })))));
        // One that cannot be removed keeps no other one.
        const failed = removed.find((result) => result.status === 'rejected');
        if (failed !== undefined) throw failed.reason;
      } finally {
        await made?.dispose();
      }
    },
  };
}

/** What was made for a target; those that are derived from it share it. */
interface Kept {
  readonly runs: Set<ScenarioRun>;
  readonly networks: Map<NetworkSpec['kind'], Promise<string>>;
}

const createNetwork = ({ engine, runId }: ImageTargetInput, kind: NetworkSpec['kind']): Promise<string> =>
  engine.createNetwork({ name: `${TOOL_NAME}-${runId}-${kind}`, labels: runLabels(runId), kind });

function withTransports(settings: Settings, { http, stdio }: Partial<Settings['transports']>): Settings {
  const { healthPath, ...rest } = settings;
  return {
    ...rest,
    transports: { ...(http === undefined ? {} : { http }), ...(stdio === undefined ? {} : { stdio }) },
    ...(http === undefined || healthPath === undefined ? {} : { healthPath }),
  };
}

function containerSpec(
  { imageConfig, settings, environment, runId, made }: ImageTargetInput,
  { name, mode, container, freshVolumes = false, consumer }: ScenarioSpec,
): ContainerSpec {
  const { http } = settings.transports;
  const data = consumer?.dataInMemory === true ? dataPathsOf(settings, imageConfig).map(({ path }) => path) : [];
  // Times of a probe that is not there would be refused, or mean nothing.
  const { healthIntervalMs, healthTimeoutMs, healthRetries, ...plain } = container;
  const times = {
    ...(healthIntervalMs !== undefined && { healthIntervalMs }),
    ...(healthTimeoutMs !== undefined && { healthTimeoutMs }),
    ...(healthRetries !== undefined && { healthRetries }),
  };
  const probed = name === mode && (mode === 'http' || http === undefined) && imageConfig.healthcheck !== undefined;
  return {
    ...serverContainer(imageConfig.reference, settings, mode),
    labels: runLabels(runId),
    environment: {
      ...(consumer === undefined ? environment : asGivenBy(consumer, environment)),
      ...(name === 'limited' ? settings.rateLimit?.env : {}),
    },
    ...(probed ? { healthIntervalMs: HEALTH_INTERVAL_MS } : {}),
    ...(made === undefined ? {} : { like: made.like }),
    ...(consumer?.http === undefined ? {} : { publish: [consumer.http.port] }),
    ...(freshVolumes ? { volumes: dataPathsOf(settings, imageConfig).map(({ path }) => path) } : {}),
    ...plain,
    ...(isProbed(imageConfig) && times),
    ...(data.length === 0
      ? {}
      : { tmpfs: [...(container.tmpfs ?? []), ...data.map((path) => asVolume(path, imageConfig.user))] }),
  };
}

/** The consumer's own place, else the one that the project declares. */
function httpOf({ mode, consumer }: ScenarioSpec, declared: Settings['transports']['http']) {
  const http = mode === 'http' ? (consumer?.http ?? declared) : undefined;
  return http === undefined ? {} : { http };
}

/** A volume of a pod belongs to the pod's group and is open to it; in memory, the engine gives it the folder's own mode and root. */
function asVolume(path: string, user: string): string {
  const [uid = '', gid = uid] = user.split(':');
  const owner = /^\d+$/u.test(uid) && /^\d+$/u.test(gid) ? `,uid=${uid},gid=${gid}` : '';
  return `${path}:mode=0777${owner}`;
}

/** Nobody but the server's user has its secrets. */
function asGivenBy(
  { secrets, environment = {} }: NonNullable<ScenarioSpec['consumer']>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = Object.entries(own).map(([name, value]) => [
    name,
    secrets !== undefined && isSecretName(name) ? secrets.replace('{NAME}', name) : value,
  ]);
  return { ...(Object.fromEntries(given) as Record<string, string>), ...environment };
}
/** The transport over which the target is run under a scenario. */
const modeOf = ({ mode, orElse }: ScenarioSpec, { transports }: Settings): ScenarioSpec['mode'] =>
  transports[mode] === undefined ? (orElse ?? mode) : mode;

const isProbed = ({ healthcheck }: ImageConfig): boolean => healthcheck !== undefined && healthcheck.test[0] !== 'NONE';

export const healthIntervalMs = HEALTH_INTERVAL_MS;
