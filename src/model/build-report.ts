import { z } from 'zod';

/** Of `build --fresh`: what a lock made anew has in place of the one on disk. */
const freshReportSchema = z.object({
  manager: z.enum(['npm', 'uv']),
  /** In the build context. */
  lock: z.string(),
  /** Whether a package of the MCP SDK is not what the lock says: exit code 1. */
  drifted: z.boolean(),
  /** Versions as the locks have them, joined where there are several; `newest` of those that the manifest allows, `published` of all. */
  sdk: z.array(
    z.object({
      name: z.string(),
      locked: z.string().optional(),
      newest: z.string().optional(),
      published: z.string().optional(),
      drifted: z.boolean(),
    }),
  ),
  otherChanges: z.number(),
  /** Images that the Dockerfile names; one whose registry gave no answer is used as the engine has it. */
  bases: z.array(
    z.object({
      reference: z.string(),
      status: z.enum(['newer', 'current', 'pinned', 'unreachable', 'unauthorized', 'not-found']),
    }),
  ),
});
export type FreshReport = z.infer<typeof freshReportSchema>;

/** What `build` says; `--json` prints it. Durations are milliseconds and sizes are bytes. */
export const buildReportSchema = z.object({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal('mcp-dock'), version: z.string() }),
  command: z.literal('build'),
  startedAt: z.string(),
  image: z.object({
    /** Absent where the image is not in the engine. */
    id: z.string().optional(),
    /** Under which a registry has it, as far as the engine knows. */
    digest: z.string().optional(),
    tags: z.array(z.string()).min(1),
    /** Several with a comma. */
    platform: z.string(),
    /** Unpacked; absent where the image is not in the engine. */
    sizeBytes: z.number().optional(),
    /** Of the image that the first tag named before; absent when there was none. */
    previousId: z.string().optional(),
    previousSizeBytes: z.number().optional(),
    /** Sum of the layers as the registry keeps them; only after a push, and only where the registry says it. */
    compressedBytes: z.number().optional(),
  }),
  /** Of `--test`, and passed: a build whose tests fail has no report. `cached` when nothing changed since they passed. */
  tests: z.object({ stage: z.string(), cached: z.boolean(), durationMs: z.number() }).optional(),
  fresh: freshReportSchema.optional(),
  /** Tags that were sent to their registries, with the digest under which they are found there. */
  pushed: z.array(z.object({ reference: z.string(), digest: z.string() })).optional(),
  /** What the built stage starts from; digest and time are the engine's, absent where it knows none. */
  base: z
    .object({
      reference: z.string(),
      digest: z.string().optional(),
      createdAt: z.string().optional(),
      /** Assembled on this machine in place of the official image. */
      standIn: z.boolean().optional(),
    })
    .optional(),
  builder: z.enum(['buildkit', 'classic']),
  /** Where the build went through docker buildx: for which flags, and what it used. */
  buildx: z
    .object({ version: z.string(), builder: z.string(), driver: z.string(), reasons: z.array(z.string()) })
    .optional(),
  /** Files and folders that were written, with their size; the digest is that of the image inside, where there is one. */
  outputs: z
    .array(
      z.object({
        type: z.enum(['local', 'tar', 'oci', 'docker']),
        path: z.string(),
        sizeBytes: z.number(),
        digest: z.string().optional(),
      }),
    )
    .optional(),
  /** The time that `--reproducible` gave to everything: seconds since 1970, and where they come from. */
  sourceDate: z.object({ epoch: z.number(), from: z.string() }).optional(),
  durationMs: z.number(),
  context: z.object({ files: z.number(), bytes: z.number() }),
  /** Instructions that the builder ran or took from its cache, in the order of their end. */
  steps: z.array(z.object({ name: z.string(), cached: z.boolean(), durationMs: z.number() })),
  /** Of the steps that can be cached at all: every one but FROM. */
  cache: z.object({ hits: z.number(), total: z.number() }),
  largestLayers: z.array(z.object({ instruction: z.string(), sizeBytes: z.number() })),
  /** Layers that the image before did not have; absent when there was none. */
  changedLayers: z.array(z.object({ instruction: z.string(), sizeBytes: z.number() })).optional(),
  /** Files over the base image, with the instructions that made them; only with --verbose. */
  largestFiles: z.array(z.object({ path: z.string(), sizeBytes: z.number(), instruction: z.string() })).optional(),
  labels: z.record(z.string(), z.string()),
  warnings: z.array(z.string()),
});
export type BuildReport = z.infer<typeof buildReportSchema>;
