import { z } from 'zod';

/** What `build` says; `--json` prints it. Durations are milliseconds and sizes are bytes. */
export const buildReportSchema = z.object({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal('mcp-dock'), version: z.string() }),
  command: z.literal('build'),
  startedAt: z.string(),
  image: z.object({
    id: z.string(),
    /** Under which a registry has it, as far as the engine knows. */
    digest: z.string().optional(),
    tags: z.array(z.string()).min(1),
    platform: z.string(),
    /** Unpacked. */
    sizeBytes: z.number(),
    /** Of the image that the first tag named before; absent when there was none. */
    previousSizeBytes: z.number().optional(),
    /** Sum of the layers as the registry keeps them; only after a push, and only where the registry says it. */
    compressedBytes: z.number().optional(),
  }),
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
