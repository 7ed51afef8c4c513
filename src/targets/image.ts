import { TOOL_NAME } from '../model/tool.js';
import { exposedTcpPorts } from '../model/exposed-ports.js';
import type { ImageConfig } from '../model/facts/image.js';
import type { Settings } from '../model/facts/settings.js';
import type { ContainerSpec, Engine, NetworkSpec } from '../ports/engine.js';
import { startContainerRun } from './container-run.js';
import { findHttp } from './find-http.js';
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
}

/**
 * In place of the image's own interval, which may be 30 s: an engine without a start interval first probes after one of them.
 * Not shorter, for every probe starts a process.
 */
const HEALTH_INTERVAL_MS = 250;

/** An image: every scenario is a container of its own, and all are gone when it is disposed of. */
export function imageTarget(input: ImageTargetInput, made: Made = { runs: new Set(), networks: new Map() }): Target {
  const { runs, networks } = made;
  const { engine, title, imageConfig, settings, headers, shownHeaders = [], secretValues } = input;
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
    kind: 'image',
    title,
    imageReference: imageConfig.reference,
    imageConfig,
    settings,
    headers,
    shownHeaders,
    secretValues,
    notApplicable({ name, mode }) {
      if (name === 'hardened' && http !== undefined) return 'The image is tried over HTTP.';
      if (mode === 'http') return http === undefined ? 'The image has no HTTP transport.' : undefined;
      return stdio === undefined ? 'The image has no stdio transport.' : undefined;
    },
    async open(spec, signal) {
      const run = await startContainerRun({
        engine,
        spec,
        container: containerSpec(input, spec),
        ...(spec.mode === 'http' && http !== undefined ? { http } : {}),
        stopBudgetMs: settings.budgets.stopMs,
        secrets: secretValues,
        signal,
      });
      runs.add(run);
      return run;
    },
    containerFor: (spec) => containerSpec(input, spec),
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
      imageTarget({ ...input, settings: { ...settings, transports: { ...settings.transports, http: found } } }, made),
    without(transport) {
      const transports = transport === 'http' ? { stdio } : { http };
      return imageTarget({ ...input, settings: withTransports(settings, transports) }, made);
    },
    async [Symbol.asyncDispose]() {
      // Removing twice is no error: a run that its reader has disposed of already is gone.
      await Promise.all([...runs].map((run) => run[Symbol.asyncDispose]()));
      // Only then are they empty. One that could not be made needs no removing.
      const ids = (await Promise.allSettled(networks.values())).flatMap((made) =>
        made.status === 'fulfilled' ? [made.value] : [],
      );
      await Promise.all(ids.map((id) => engine.removeNetwork(id)));
    },
  };
}

/** What was made for a target; those that are derived from it share it. */
interface Made {
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
  { imageConfig, settings, environment, runId }: ImageTargetInput,
  { name, mode, container }: ScenarioSpec,
): ContainerSpec {
  const { http } = settings.transports;
  const probed = name === mode && (mode === 'http' || http === undefined) && imageConfig.healthcheck !== undefined;
  return {
    ...serverContainer(imageConfig.reference, settings, mode),
    labels: runLabels(runId),
    environment,
    ...(probed ? { healthIntervalMs: HEALTH_INTERVAL_MS } : {}),
    ...container,
  };
}

export const healthIntervalMs = HEALTH_INTERVAL_MS;
