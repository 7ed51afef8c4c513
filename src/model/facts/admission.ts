import { z } from 'zod';
import { exitSchema } from './run.js';

/** What became of a server that was started with the flags of one of its consumers, and asked as that one asks. */
export const replaySchema = z.object({
  mode: z.enum(['http', 'stdio']),
  /** It greeted in the consumer's version; over HTTP, it was ready. */
  answered: z.boolean(),
  /** The first 500 that it listed, with their arguments that have no description; absent when it listed none of them. */
  tools: z.array(z.object({ name: z.string(), undescribed: z.array(z.string()) })).optional(),
  /** Variables that got a made-up value in place of a secret. */
  withheld: z.array(z.string()),
  /** From the start to the first answer. */
  answeredMs: z.number().optional(),
  /** What came in place of a good answer. */
  error: z.string().optional(),
  exited: exitSchema.optional(),
  command: z.string(),
});
export type Replay = z.infer<typeof replaySchema>;

/** A JSON or YAML file that a consumer reads beside the image. */
const readFileSchema = z.object({
  /** Relative to the project, with `/`. */
  path: z.string(),
  /** It can be read, but is not what its name says: line and words. */
  problem: z.object({ line: z.number(), message: z.string() }).optional(),
  document: z.unknown().optional(),
  /** Lines of its keys, by path: `packages.0.identifier`. */
  lines: z.record(z.string(), z.number()),
});
export type ReadDocument = z.infer<typeof readFileSchema>;

export const publishFilesSchema = z.object({
  /** The target is the image of the project in this folder, whose files belong to it. */
  ofProject: z.boolean(),
  serverJson: readFileSchema.optional(),
  glamaJson: readFileSchema.optional(),
  smitheryYaml: readFileSchema.optional(),
  /** The label `io.docker.server.metadata` of the image, as its readers parse it. */
  dockerMetadata: readFileSchema.optional(),
});

/** What a registry has under the name of the image. */
export const publishedSchema = z.object({
  reference: z.string(),
  status: z.enum(['reachable', 'unauthorized', 'not-found']),
  /** `linux/arm64`; absent where the engine does not tell. */
  platforms: z.array(z.string()).optional(),
  message: z.string().optional(),
});

/** What other checks of the same run found: known only when they have run. */
export const resultsSchema = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    outcome: z.enum(['pass', 'fail', 'accepted', 'not-applicable', 'unknown', 'error']),
    /** The worst of its findings that count, when it failed. */
    severity: z.enum(['error', 'warning', 'info']),
    /** The first finding, or why it could not be told or does not apply. */
    words: z.string().optional(),
  }),
);
export type ResultSoFar = z.infer<typeof resultsSchema>[number];
