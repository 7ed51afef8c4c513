import type Docker from 'dockerode';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { Engine, ImageLayer } from '../../ports/engine.js';
import type { Calls } from './calls.js';

const NANOSECONDS = 1e6;

/** Path piece of a reference. Throws IMAGE_REFERENCE_INVALID for what no engine could take and a path would misread. */
export function imagePath(reference: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:/@-]*$/u.test(reference) || reference.includes('..')) {
    throw new McpDockError('IMAGE_REFERENCE_INVALID', {
      reference,
      reason: reference === '' ? 'it is empty.' : 'it has characters that no reference has.',
    });
  }
  return `/images/${reference}`;
}

// Engines leave out what is empty, whatever the types say.
type Inspected = Partial<Omit<Docker.ImageInspectInfo, 'Config' | 'GraphDriver'>> & {
  GraphDriver?: { Data: object | null };
  /** Only from engines that keep images in containerd. */
  Descriptor?: object;
  Metadata?: { LastTagTime?: string };
  Config?: Partial<Docker.ImageInspectInfo['Config']>;
};

export const inspectImage =
  (calls: Calls): Engine['inspectImage'] =>
  async (reference) => {
    const found = await calls.json<Inspected>({
      path: `${imagePath(reference)}/json`,
      during: 'reading the image config',
      image: reference,
    });
    const { Config: config = {} } = found;
    const environment = config.Env ?? [];
    const path = environment.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length);
    const healthcheck = healthcheckOf(config.Healthcheck);
    return {
      reference,
      id: found.Id ?? '',
      repoDigests: found.RepoDigests ?? [],
      os: found.Os ?? '',
      architecture: found.Architecture ?? '',
      sizeBytes: await unpackedSize(calls, reference, found),
      createdAt: found.Created ?? '',
      ...(found.Metadata?.LastTagTime === undefined ? {} : { taggedAt: found.Metadata.LastTagTime }),
      user: config.User ?? '',
      entrypoint: listOf(config.Entrypoint),
      cmd: listOf(config.Cmd),
      workingDir: config.WorkingDir ?? '',
      environmentNames: environment.map((entry) => entry.split('=', 1)[0] ?? ''),
      path: path ?? '',
      exposedPorts: Object.keys(config.ExposedPorts ?? {}),
      volumes: Object.keys(config.Volumes ?? {}),
      labels: config.Labels ?? {},
      ...('StopSignal' in config && typeof config.StopSignal === 'string' && config.StopSignal !== ''
        ? { stopSignal: config.StopSignal }
        : {}),
      ...(healthcheck && { healthcheck }),
      environment,
      layers: found.RootFS?.Layers ?? [],
      tags: found.RepoTags ?? [],
    };
  };

/**
 * Unpacked in either store. An engine that keeps images in containerd (the default of fresh installs since 29) gives the size of
 * what it would send to a registry, compressed for the most part; what its layers take unpacked is in the history.
 */
async function unpackedSize(calls: Calls, reference: string, { Size = 0, ...found }: Inspected): Promise<number> {
  // Before Descriptor came (28), only the missing data of the graph driver told.
  const inContainerd = found.Descriptor !== undefined || found.GraphDriver?.Data === null;
  if (!inContainerd) return Size;
  const history = await readHistory(calls, reference);
  return history.reduce((sum, { Size: bytes = 0 }) => sum + bytes, 0);
}

const readHistory = (calls: Calls, reference: string) =>
  calls.json<{ CreatedBy?: string; Size?: number }[]>({
    path: `${imagePath(reference)}/history`,
    during: 'reading the image history',
    image: reference,
  });

const listOf = (value: string | readonly string[] | null | undefined): string[] =>
  value === null || value === undefined ? [] : typeof value === 'string' ? [value] : [...value];

/** A value of 0 means that the image says nothing. */
function healthcheckOf(config: Docker.HealthConfig | null | undefined) {
  if (config?.Test === undefined || config.Test === null || config.Test.length === 0) return undefined;
  const milliseconds = (name: string, value: number | undefined) =>
    value === undefined || value === 0 ? {} : { [name]: value / NANOSECONDS };
  return {
    test: [...config.Test],
    ...milliseconds('intervalMs', config.Interval),
    ...milliseconds('timeoutMs', config.Timeout),
    ...milliseconds('startPeriodMs', config.StartPeriod),
    ...(config.Retries === undefined || config.Retries === 0 ? {} : { retries: config.Retries }),
  };
}

export const imageHistory =
  (calls: Calls): Engine['imageHistory'] =>
  async (reference) => {
    const [entries, inspected] = await Promise.all([
      readHistory(calls, reference),
      calls.json<Inspected>({
        path: `${imagePath(reference)}/json`,
        during: 'reading the image history',
        image: reference,
      }),
    ]);
    const oldestFirst = entries
      .toReversed()
      .map(({ CreatedBy = '', Size = 0 }) => ({ instruction: CreatedBy, sizeBytes: Size }));
    return withEmptyLayers(oldestFirst, inspected.RootFS?.Layers?.length ?? 0);
  };

/** Instructions that make a layer even where it holds nothing. */
const WRITES = /^(?:\/bin\/sh -c (?!#\(nop\))|\/bin\/sh -c #\(nop\) (?:COPY|ADD|WORKDIR)|RUN|COPY|ADD|WORKDIR|\|\d)/u;

/**
 * The API's history does not say which entries made no layer. Those with a size did; of the rest, as many of the writing
 * instructions as layers are left over.
 */
export function withEmptyLayers(entries: readonly Omit<ImageLayer, 'emptyLayer'>[], layerCount: number): ImageLayer[] {
  let left = layerCount - entries.filter(({ sizeBytes }) => sizeBytes > 0).length;
  return entries.map((entry) => {
    if (entry.sizeBytes > 0) return { ...entry, emptyLayer: false };
    const isLayer = left > 0 && WRITES.test(entry.instruction);
    if (isLayer) left -= 1;
    return { ...entry, emptyLayer: !isLayer };
  });
}

export const saveImage =
  (calls: Calls): Engine['saveImage'] =>
  async (reference, signal): Promise<Readable> => {
    const call = { path: `${imagePath(reference)}/get`, during: 'saving the image', image: reference, signal };
    const response = await calls.stream(call);
    const tar = new PassThrough();
    // Before the pipeline's own listener, which would hand the bare error on.
    response.once('error', (error) => {
      tar.destroy((signal?.aborted === true ? signal.reason : calls.translate(error, call)) as Error);
    });
    pipeline(response, tar, () => {});
    return tar;
  };

export const removeImage =
  (calls: Calls): Engine['removeImage'] =>
  async (reference) => {
    const call = { path: imagePath(reference), during: 'removing the image', image: reference };
    try {
      await calls.json({ ...call, method: 'DELETE' });
    } catch (error) {
      const gone = error instanceof McpDockError && error.code === 'IMAGE_NOT_FOUND';
      if (!gone && !isConflict(error)) throw error;
    }
  };

const isConflict = (error: unknown): boolean =>
  error instanceof McpDockError && (error.cause as { statusCode?: unknown } | undefined)?.statusCode === 409;

export const listImages =
  (calls: Calls): Engine['listImages'] =>
  async () => {
    const images = await calls.json<{ Id: string; RepoTags?: string[] | null; RepoDigests?: string[] | null }[]>({
      path: '/images/json',
      during: 'listing images',
    });
    return images.map(({ Id, RepoTags, RepoDigests }) => ({
      id: Id,
      references: [...(RepoTags ?? []), ...(RepoDigests ?? [])].filter((reference) => !reference.includes('<none>')),
    }));
  };
