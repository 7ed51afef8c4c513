import { exposedTcpPorts } from '../model/exposed-ports.js';
import type { ImageConfig } from '../model/facts/image.js';
import type { Settings } from '../model/facts/settings.js';
import type { ContainerSpec, Engine } from '../ports/engine.js';
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
export function imageTarget(input: ImageTargetInput, runs = new Set<ScenarioRun>()): Target {
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
    notApplicable({ name, mode }) {
      if (name === 'hardened' && http !== undefined) return 'The image is tried over HTTP.';
      const has = made === undefined ? 'The image has no' : 'The service is not run with an';
      if (mode === 'http') return http === undefined ? `${has} HTTP transport.` : undefined;
      return stdio === undefined
        ? `${made === undefined ? has : 'The service is not run with a'} stdio transport.`
        : undefined;
    },
    async open(spec, signal) {
      const container = containerSpec(input, spec);
      const run = await startContainerRun({
        engine,
        spec,
        container,
        ...(made === undefined ? {} : { command: made.command(container) }),
        ...(spec.mode === 'http' && http !== undefined ? { http } : {}),
        stopBudgetMs: settings.budgets.stopMs,
        secrets: secretValues,
        signal,
      });
      runs.add(run);
      return run;
    },
    findHttp: (signal) =>
      findHttp({
        engine,
        exposed: exposedTcpPorts(imageConfig.exposedPorts),
        headers,
        signal,
        start: (ports) => startPublishing(ports, signal),
      }),
    withHttp: (found) =>
      imageTarget({ ...input, settings: { ...settings, transports: { ...settings.transports, http: found } } }, runs),
    without(transport) {
      const transports = transport === 'http' ? { stdio } : { http };
      return imageTarget({ ...input, settings: withTransports(settings, transports) }, runs);
    },
    async [Symbol.asyncDispose]() {
      // Removing twice is no error: a run that its reader has disposed of already is gone.
      try {
        await Promise.all([...runs].map((run) => run[Symbol.asyncDispose]()));
      } finally {
        await made?.dispose();
      }
    },
  };
}

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
  { name, mode, container }: ScenarioSpec,
): ContainerSpec {
  const { http } = settings.transports;
  const probed = name === mode && (mode === 'http' || http === undefined) && imageConfig.healthcheck !== undefined;
  return {
    ...serverContainer(imageConfig.reference, settings, mode),
    labels: runLabels(runId),
    environment,
    ...(probed ? { healthIntervalMs: HEALTH_INTERVAL_MS } : {}),
    ...(made === undefined ? {} : { like: made.like }),
    ...container,
  };
}

export const healthIntervalMs = HEALTH_INTERVAL_MS;
