import { z } from 'zod';
import type { LoadedConfig, ProjectConfig } from '../config/schema.js';
import { exposedTcpPorts } from '../model/container-ports.js';
import type { ImageConfig } from '../model/facts/image.js';
import type { Settings } from '../model/facts/settings.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { TRANSPORTS_LABEL } from '../model/tool.js';
import { parseBytes, parseDuration } from '../model/units.js';

export interface SettingsInput {
  /** What the target is called: the project, or the reference. */
  readonly name: string;
  /** Only when the target is the project's own image. */
  readonly project?: Pick<LoadedConfig, 'config' | 'lineOf'>;
  readonly imageConfig?: Pick<ImageConfig, 'labels' | 'exposedPorts' | 'healthcheck'>;
  /** Names of variables that are given by --env. */
  readonly given?: readonly string[];
  /** Of a target that runs already: where it was found to listen. */
  readonly found?: { readonly port: number; readonly path: string };
}

type Server = Pick<Settings, 'transports' | 'declared' | 'transportsFrom' | 'healthPath' | 'dataPaths'>;

/** What is asked of the target: the project's word, else the image's label, else what the image shows of itself. */
export function verifySettings({ name, project, imageConfig, given = [], found }: SettingsInput): Settings {
  const config = project?.config;
  const server =
    (config === undefined ? undefined : fromConfig(config)) ??
    (imageConfig === undefined ? undefined : fromLabel(imageConfig.labels[TRANSPORTS_LABEL])) ??
    (imageConfig === undefined ? undefined : fromImage(imageConfig)) ??
    NOTHING_SAID;
  return {
    configured: config !== undefined,
    name: config?.name ?? name,
    ...(found === undefined ? server : atPlace(server, found)),
    ...placeholdersOf(config, given),
    ...expectations(project),
    budgets: budgetsOf(config?.budgets),
  };
}

const NOTHING_SAID: Server = { transports: {}, transportsFrom: 'target', dataPaths: [] };

function fromConfig({ server }: ProjectConfig): Server | undefined {
  if (server === undefined || (server.transports.http === undefined && server.transports.stdio === undefined))
    return undefined;
  return {
    transports: server.transports,
    transportsFrom: 'config',
    ...(server.health === undefined ? {} : { healthPath: server.health }),
    dataPaths: server.data,
  };
}

const labelSchema = z.object({
  http: z
    .object({
      port: z.number().int().min(1).max(65_535).default(3000),
      path: z.string().startsWith('/').default('/mcp'),
      args: z.array(z.string()).optional(),
    })
    .optional(),
  stdio: z.object({ args: z.array(z.string()).optional() }).optional(),
  health: z.string().startsWith('/').optional(),
  data: z.array(z.string()).default([]),
});

/** A label that says nothing we understand is as good as none. */
function fromLabel(label: string | undefined): Server | undefined {
  if (label === undefined) return undefined;
  const parsed = labelSchema.safeParse(jsonOrUndefined(label));
  if (!parsed.success || (parsed.data.http === undefined && parsed.data.stdio === undefined)) return undefined;
  const { http, stdio, health, data } = parsed.data;
  return {
    transports: { ...(http === undefined ? {} : { http }), ...(stdio === undefined ? {} : { stdio }) },
    transportsFrom: 'label',
    ...(health === undefined ? {} : { healthPath: health }),
    dataPaths: data,
  };
}

/** Candidates: one that does not answer while the other does was a wrong guess and no fault of the image. */
function fromImage({ exposedPorts, healthcheck }: Pick<ImageConfig, 'exposedPorts' | 'healthcheck'>): Server {
  const port = likeliestPort(exposedPorts);
  const path = '/mcp';
  const health = port === undefined ? undefined : probedPath(healthcheck?.test ?? [], port);
  return {
    transports: { ...(port === undefined ? {} : { http: { port, path } }), stdio: {} },
    transportsFrom: 'image',
    ...(health === undefined || health === path ? {} : { healthPath: health }),
    dataPaths: [],
  };
}

const USUAL_PORTS = [3000, 8000, 8080, 3001, 80];

function likeliestPort(exposed: readonly string[]): number | undefined {
  const ports = exposedTcpPorts(exposed);
  return USUAL_PORTS.find((port) => ports.includes(port)) ?? ports.toSorted((a, b) => a - b)[0];
}

/** The path that the image's own health probe asks, where it asks the same port or names none that can be read. */
function probedPath(test: readonly string[], port: number): string | undefined {
  const asked =
    /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0)(?::(?<port>[^/\s'"`]*))?(?<path>\/[\w./-]+)/u.exec(
      test.join(' '),
    )?.groups;
  const other = /^\d+$/u.test(asked?.['port'] ?? '') && Number(asked?.['port']) !== port;
  return other ? undefined : asked?.['path'];
}

/** What `server.env` has for a variable that is required is made up: no real value belongs there. */
function placeholdersOf(
  config: ProjectConfig | undefined,
  given: readonly string[],
): Pick<Settings, 'placeholders' | 'requiredVariables'> {
  const { requiredEnv = [], env = {} } = config?.server ?? {};
  const placeholders = requiredEnv.filter((name) => Object.hasOwn(env, name) && !given.includes(name));
  return {
    ...(requiredEnv.length === 0 ? {} : { requiredVariables: [...requiredEnv] }),
    ...(placeholders.length === 0 ? {} : { placeholders }),
  };
}

const atPlace = (server: Server, { port, path }: { port: number; path: string }): Server =>
  askedOver(server, { http: { ...server.transports.http, port, path } });

/** Of a target that runs in one way: what is guessed of the image is known of it, and what the project declares is kept beside. */
export const askedOver = <Some extends Pick<Server, 'transports' | 'transportsFrom'>>(
  server: Some,
  transports: Server['transports'],
): Some & Pick<Server, 'declared'> => ({
  ...server,
  transports,
  ...(server.transportsFrom === 'config' && { declared: server.transports }),
  transportsFrom: server.transportsFrom === 'image' ? 'target' : server.transportsFrom,
});

const WINDOWS_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;

type Expected = Pick<Settings, 'expectTools' | 'calls' | 'auth' | 'rateLimit' | 'metrics'>;

function expectations(project: SettingsInput['project']): Expected {
  const expected = project?.config.expect;
  if (project === undefined || expected === undefined) return { calls: [] };
  const { auth, rateLimit, metrics } = expected;
  return {
    ...(auth !== undefined && {
      auth: {
        kind: auth.kind,
        ...(auth.resource !== undefined && { resource: auth.resource }),
        ...(auth.issuer !== undefined && { issuer: auth.issuer }),
      },
    }),
    ...(rateLimit !== undefined && {
      rateLimit: { requests: rateLimit.requests, windowMs: WINDOWS_MS[rateLimit.per], env: rateLimit.env },
    }),
    ...(metrics !== undefined && {
      metrics: {
        ...(metrics.port !== undefined && { port: metrics.port }),
        path: metrics.path,
        names: [...metrics.names],
      },
    }),
    ...(expected.hosts !== undefined && { expectHosts: [...expected.hosts] }),
    ...(expected.tools === undefined
      ? {}
      : { expectTools: { match: expected.toolsMatch, names: [...expected.tools] } }),
    calls: expected.calls.map(({ tool, arguments: input, expect, save, within }, index) => {
      const line = project.lineOf(['expect', 'calls', index]);
      const withinMs = within === undefined ? undefined : parseDuration(within);
      return {
        tool,
        arguments: input,
        ...(line === undefined ? {} : { line }),
        ...(expect === undefined ? {} : { expect: Array.isArray(expect) ? expect : [expect] }),
        ...(save === undefined ? {} : { save }),
        ...(withinMs === undefined ? {} : { withinMs }),
      };
    }),
  };
}

function budgetsOf(budgets: ProjectConfig['budgets'] = {}): Settings['budgets'] {
  const bytes = (text: string | undefined, usual: number) => (text === undefined ? usual : (parseBytes(text) ?? usual));
  const time = (text: string | undefined, usual: number) =>
    text === undefined ? usual : (parseDuration(text) ?? usual);
  const given = (name: string, text: string | undefined) => {
    const size = text === undefined ? undefined : parseBytes(text);
    return size === undefined ? {} : { [name]: size };
  };
  return {
    imageSizeWarningBytes: bytes(budgets.imageSizeWarning, 200e6),
    imageSizeBytes: bytes(budgets.imageSize, 250e6),
    runningMs: time(budgets.running, 2_000),
    readyWarningMs: time(budgets.readyWarning, 5_000),
    readyMs: time(budgets.ready, 15_000),
    handshakeMs: time(budgets.handshake, 10_000),
    healthyMs: time(budgets.healthy, 15_000),
    memoryBytes: bytes(budgets.memory, 512 * 1024 ** 2),
    stopMs: time(budgets.stop, 5_000),
    watchMs: time(budgets.watch, 0),
    ...(budgets.idleCpu !== undefined && { idleCpu: budgets.idleCpu }),
    ...given('leakPerProbeBytes', budgets.leakPerProbe),
    ...given('leakPerSessionBytes', budgets.leakPerSession),
    ...given('layerWasteBytes', budgets.layerWaste),
    ...(budgets.layerEfficiency !== undefined && { layerEfficiency: budgets.layerEfficiency }),
    ...given('diskSpaceBytes', budgets.diskSpace),
    ...given('diskSpaceWarningBytes', budgets.diskSpaceWarning),
  };
}
