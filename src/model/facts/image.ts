import { z } from 'zod';
import { mcpSdkSchema } from './sdks.js';

/** Durations are milliseconds and sizes are bytes in every fact. */
export const healthcheckSchema = z.object({
  /** The engine's form: `["CMD", …]`, `["CMD-SHELL", "…"]` or `["NONE"]`. */
  test: z.array(z.string()),
  intervalMs: z.number().optional(),
  timeoutMs: z.number().optional(),
  startPeriodMs: z.number().optional(),
  retries: z.number().optional(),
});

/** The OCI image config as far as checks use it. Values of environment variables stay out: they may be secrets. */
export const imageConfigSchema = z.object({
  reference: z.string(),
  id: z.string(),
  repoDigests: z.array(z.string()),
  os: z.string(),
  architecture: z.string(),
  /** Unpacked size as the engine counts it. */
  sizeBytes: z.number(),
  createdAt: z.string(),
  /** When the engine gave it its last name here; absent where it does not tell. */
  taggedAt: z.string().optional(),
  user: z.string(),
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  workingDir: z.string(),
  environmentNames: z.array(z.string()),
  /** The one value that is needed to find programs. */
  path: z.string(),
  /** `3000/tcp` and the like. */
  exposedPorts: z.array(z.string()),
  volumes: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  stopSignal: z.string().optional(),
  healthcheck: healthcheckSchema.optional(),
});
export type ImageConfig = z.infer<typeof imageConfigSchema>;

/** One instruction of the image history, oldest first. */
export const historyEntrySchema = z.object({
  instruction: z.string(),
  sizeBytes: z.number(),
  emptyLayer: z.boolean(),
});

const layeredPathSchema = z.object({ path: z.string(), layer: z.number(), sizeBytes: z.number().optional() });

/** Something that looks like a secret. The value itself is never kept. */
export const secretFindingSchema = z.object({
  rule: z.string(),
  title: z.string(),
  place: z.enum(['file', 'env', 'label', 'history', 'log']),
  /** Path, variable, label or line number, by place. */
  name: z.string(),
  layer: z.number().optional(),
  /** The file is gone in the final image but still in a layer. */
  deleted: z.boolean().optional(),
  /** Other files with the same value, the first of them by path; `copies` counts all. */
  elsewhere: z.array(z.string()).optional(),
  copies: z.number().optional(),
  /** First 8 hex characters of the value's SHA-256: tells two secrets apart without showing either. */
  fingerprint: z.string(),
});
export type SecretFinding = z.infer<typeof secretFindingSchema>;

/** How a program or file named by the image config was found in the final file system. */
export const resolvedPathSchema = z.object({
  /** As written in ENTRYPOINT, CMD or HEALTHCHECK. */
  asked: z.string(),
  role: z.enum(['entrypoint', 'entrypoint-file', 'cmd', 'healthcheck', 'healthcheck-file']),
  /** Absolute path after PATH look-up and symbolic links; absent when nothing was found. */
  path: z.string().optional(),
  /** The image's user may run it; for the `-file` roles: may read it. */
  executable: z.boolean(),
  /** The script whose `#!` line asks for it. */
  via: z.string().optional(),
});

/** What one pass over the layers saw. Lists are bounded; `truncated` says when one was cut. */
export const imageContentsSchema = z.object({
  layers: z.array(
    z.object({
      index: z.number(),
      sizeBytes: z.number(),
      files: z.number(),
      instruction: z.string(),
      fromBase: z.boolean(),
    }),
  ),
  osRelease: z.object({ id: z.string(), versionId: z.string(), name: z.string() }).optional(),
  resolved: z.array(resolvedPathSchema),
  secrets: z.array(secretFindingSchema),
  buildTools: z.array(layeredPathSchema),
  packageCaches: z.array(layeredPathSchema),
  ignoredFiles: z.array(layeredPathSchema),
  devDependencies: z.array(z.object({ name: z.string(), path: z.string(), layer: z.number() })),
  /** Libraries that MCP servers are built on. */
  mcpSdks: z.array(mcpSdkSchema).optional(),
  setuid: z.array(layeredPathSchema),
  worldWritable: z.array(layeredPathSchema),
  /** Bytes of files that a later layer deletes or writes again. */
  wastedBytes: z.number(),
  wasted: z.array(z.object({ path: z.string(), sizeBytes: z.number() })),
  totalBytes: z.number(),
  /** The largest of all, and the largest of those that the base does not bring. */
  largestFiles: z.array(layeredPathSchema),
  truncated: z.array(z.string()),
  /** Archives among the files that the search for secrets did not open to their end. */
  unopened: z.array(z.string()).optional(),
});
export type ImageContents = z.infer<typeof imageContentsSchema>;

/** The files of the project's build context, which a build would send now. */
export const sourcesSchema = z.object({
  files: z.number(),
  /** The last five that were changed, the newest first. */
  newest: z.array(z.object({ path: z.string(), modifiedAt: z.string() })),
});

/** Which image this one was built on, by comparing layer digests with images of the engine. */
export const baseImageSchema = z.object({
  /** Reference of the local image whose layers this image starts with; absent when none is known. */
  matched: z.string().optional(),
  matchedLayers: z.number(),
  /** `FROM` of the final stage in the project's Dockerfile, arguments resolved. */
  finalFrom: z.string().optional(),
  /** `FROM` of the earlier stages. */
  builderFroms: z.array(z.string()),
  /** Layers match a builder stage's base and not the final stage's. */
  startsWithBuilder: z.boolean(),
});
