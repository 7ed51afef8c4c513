import { z } from 'zod';
import { exitSchema } from './run.js';
import { mcpSdkSchema } from './sdks.js';

/** Ways in which a client or an operator ends a server over stdio. */
export const teardownSchema = z.enum(['stdin-closed', 'client-sigterm', 'client-sigkill', 'docker-stop']);
export type Teardown = z.infer<typeof teardownSchema>;

/** What became of the container of one `docker run -i --rm` after one teardown. */
export const teardownRowSchema = z.object({
  teardown: teardownSchema,
  init: z.boolean(),
  /** Ended in time and by itself: a container that had to be killed has not. */
  gone: z.boolean(),
  durationMs: z.number().optional(),
  /** It ended, but `--rm` did not remove it. */
  notRemoved: z.boolean().optional(),
  /** Why the row could not be run. */
  notTried: z.string().optional(),
  /** A line for a shell that does the same. */
  repro: z.string().optional(),
});
export type TeardownRow = z.infer<typeof teardownRowSchema>;

export const lifecycleMatrixSchema = z.object({
  /** `docker run`: a real client process. `attach`: its connection alone, where no docker program speaks to this engine. */
  client: z.enum(['docker run', 'attach']),
  /** Why it is no `docker run`. */
  because: z.string().optional(),
  budgetMs: z.number(),
  rows: z.array(teardownRowSchema),
  sdks: z.array(mcpSdkSchema).optional(),
});
export type LifecycleMatrix = z.infer<typeof lifecycleMatrixSchema>;

export const coldConditionSchema = z.enum([
  'as-configured',
  'without-configuration',
  'without-network',
  'unreachable-network',
  'read-only',
  'random-user',
  'no-capabilities',
]);
export type ColdCondition = z.infer<typeof coldConditionSchema>;

/** How long a server took to its first MCP answer under one condition. */
export const coldRowSchema = z.object({
  condition: coldConditionSchema,
  /** From the start call; absent when it did not answer in the time that it was given. */
  firstAnswerMs: z.number().optional(),
  /** How long it was waited for, where nothing came. */
  waitedMs: z.number().optional(),
  exited: exitSchema.optional(),
  /** What came in place of an answer. */
  error: z.string().optional(),
  /** Why the row could not be run. */
  notTried: z.string().optional(),
  command: z.string().optional(),
});
export type ColdRow = z.infer<typeof coldRowSchema>;

export const coldStartSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  rows: z.array(coldRowSchema),
});
export type ColdStart = z.infer<typeof coldStartSchema>;

const listingSchema = coldRowSchema.omit({ condition: true }).extend({
  /** Tools that it listed; absent when it listed none that could be read. */
  tools: z.number().optional(),
});
export type Listing = z.infer<typeof listingSchema>;

/** The server without any variable, and with made-up values for those that it asks for. */
export const withoutConfigSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  bare: listingSchema,
  dummy: listingSchema.extend({ variables: z.array(z.string()) }).optional(),
});

/** What the server does without one of the variables that it requires. */
export const requiredVariableSchema = z.object({
  /** Or several, where it lacks one of them. */
  variable: z.string().min(1),
  /** The project says so (`server.requiredEnv`), or the server did. */
  saidBy: z.enum(['config', 'server']),
  answered: z.boolean(),
  exited: exitSchema.optional(),
  /** What it wrote has the name. */
  named: z.boolean(),
  command: z.string().optional(),
});
export const requiredVariablesSchema = z.array(requiredVariableSchema);

/** The start with a mode that does not exist, of an image whose modes are words. */
export const unknownModeSchema = z.object({
  mode: z.string(),
  known: z.array(z.string()),
  exited: exitSchema.optional(),
  /** It served in spite of it. */
  answered: z.boolean(),
  /** What it wrote names the mode. */
  named: z.boolean(),
  /** It wrote anything to stderr. */
  wroteStderr: z.boolean(),
  command: z.string(),
});

/** Whether stdin reaches the server through the image's entrypoint. */
export const entrypointStdinSchema = z.object({
  answered: z.boolean(),
  /** The same server started without the entrypoint, where it did not answer through it. */
  direct: z.object({ program: z.array(z.string()), answered: z.boolean(), command: z.string() }).optional(),
  entrypoint: z.array(z.string()),
  command: z.string(),
});

/** What a run of ours has left on the engine after it tidied up. */
export const orphansSchema = z.object({
  started: z.number(),
  containers: z.array(z.object({ id: z.string(), name: z.string(), state: z.string() })),
  resources: z.array(z.object({ kind: z.enum(['network', 'volume']), id: z.string(), name: z.string() })),
});
