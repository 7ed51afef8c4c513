import { z } from 'zod';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import type { Engine } from '../../ports/engine.js';

const words = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const keys = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => Object.keys(value ?? {}));
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const nanoseconds = z
  .number()
  .nullish()
  .transform((value) => (value === null || value === undefined || value === 0 ? undefined : value / 1e6));

const configSchema = z.object({
  os: text,
  architecture: text,
  created: text,
  config: z
    .object({
      User: text,
      Env: words,
      Entrypoint: words,
      Cmd: words,
      WorkingDir: text,
      Labels: z.record(z.string(), z.string()).nullish(),
      ExposedPorts: keys,
      Volumes: keys,
      StopSignal: text,
      Healthcheck: z
        .object({
          Test: words,
          Interval: nanoseconds,
          Timeout: nanoseconds,
          StartPeriod: nanoseconds,
          Retries: z.number().nullish(),
        })
        .nullish(),
    })
    .nullish(),
  rootfs: z.object({ diff_ids: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/u)) }),
  history: z
    .array(z.object({ created_by: text, comment: text, empty_layer: z.boolean().nullish() }))
    .nullish()
    .transform((value) => value ?? []),
});
export type ImageDocument = z.infer<typeof configSchema>;

/** Throws when the text is no config of an image. */
export function parseImageConfig(json: string): ImageDocument {
  const parsed = configSchema.safeParse(jsonOrUndefined(json));
  if (!parsed.success) throw new Error('Its image config cannot be read.');
  return parsed.data;
}

type Inspected = Awaited<ReturnType<Engine['inspectImage']>>;

/** What the engine would say of the image when it was loaded. */
export function inspected(
  { config, created, os, architecture, rootfs }: ImageDocument,
  image: {
    readonly reference: string;
    readonly id: string;
    readonly sizeBytes: number;
    readonly tags: readonly string[];
  },
): Inspected {
  const { Env = [], Healthcheck: health, Labels, StopSignal = '' } = config ?? {};
  return {
    ...image,
    repoDigests: [],
    os,
    architecture,
    createdAt: created,
    user: config?.User ?? '',
    entrypoint: config?.Entrypoint ?? [],
    cmd: config?.Cmd ?? [],
    workingDir: config?.WorkingDir ?? '',
    environmentNames: Env.map((entry) => entry.split('=', 1)[0] ?? ''),
    path: Env.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length) ?? '',
    exposedPorts: config?.ExposedPorts ?? [],
    volumes: config?.Volumes ?? [],
    labels: Labels ?? {},
    ...(StopSignal === '' ? {} : { stopSignal: StopSignal }),
    ...(health === null || health === undefined || health.Test.length === 0 ? {} : { healthcheck: healthOf(health) }),
    environment: Env,
    layers: rootfs.diff_ids,
  };
}

type Health = NonNullable<NonNullable<ImageDocument['config']>['Healthcheck']>;

const healthOf = ({ Test, Interval, Timeout, StartPeriod, Retries }: Health): Inspected['healthcheck'] => ({
  test: Test,
  ...(Interval === undefined ? {} : { intervalMs: Interval }),
  ...(Timeout === undefined ? {} : { timeoutMs: Timeout }),
  ...(StartPeriod === undefined ? {} : { startPeriodMs: StartPeriod }),
  ...(Retries === null || Retries === undefined || Retries === 0 ? {} : { retries: Retries }),
});
