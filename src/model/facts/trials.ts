import { z } from 'zod';
import { exitSchema } from './run.js';

/** What became of a server that was run in another way than usual, and used as a client does. */
export const trialSchema = z.object({
  mode: z.enum(['http', 'stdio']),
  answered: z.boolean(),
  /** Tools that it listed; absent when it listed none. */
  tools: z.number().optional(),
  /** Calls of `expect.calls` that did not give what is expected, by their places in that list, with why. */
  failedCalls: z.array(z.object({ index: z.number(), tool: z.string(), message: z.string() })),
  error: z.string().optional(),
  exited: exitSchema.optional(),
  /** The end of its log, when it did not do all that was asked. */
  lastLines: z.array(z.string()),
  /** The user that it ran as, where that is what differs. */
  user: z.string().optional(),
  command: z.string(),
});
export type TrialFact = z.infer<typeof trialSchema>;

/** What the server wrote into the container's own layer in a plain run: neither volumes nor what is mounted. */
export const writtenPathsSchema = z.object({
  /** The first of them, without folders of others and without what only lies in a temporary folder. */
  paths: z.array(z.object({ path: z.string(), kind: z.enum(['added', 'changed', 'deleted']) })),
  total: z.number(),
});

/** A fresh volume at each path that holds data, as the image's user finds it. */
export const dataVolumesSchema = z.object({
  user: z.string(),
  volumes: z.array(
    z.object({
      path: z.string(),
      /** `server.data` of the project or the image's label, else VOLUME of the image. */
      from: z.enum(['project', 'image']),
      writable: z.boolean(),
      /** What came of writing a file there. */
      error: z.string().optional(),
      /** `drwxr-xr-x 2 0 0`, where something in the image tells. */
      shown: z.string().optional(),
    }),
  ),
  command: z.string(),
});

/** What the engine makes of a server that stands still. */
export const frozenSchema = z.object({
  /** It was healthy before it was frozen. */
  healthyBefore: z.boolean(),
  status: z.enum(['healthy', 'unhealthy', 'starting', 'none']),
  /** Probes that ended after it was frozen, and how many of these found nothing wrong. */
  probes: z.number(),
  succeeded: z.number(),
  /** From the freeze to the word `unhealthy`. */
  noticedMs: z.number().optional(),
  waitedMs: z.number(),
  log: z.array(z.object({ exitCode: z.number(), output: z.string() })),
  /** What was used in place of the image's own. */
  used: z.object({ intervalMs: z.number(), timeoutMs: z.number(), retries: z.number() }),
  command: z.string(),
});

/** The image's own health check, run by hand in the container of a stdio server. */
export const stdioProbeSchema = z.object({
  argv: z.array(z.string()),
  /** Absent when it ran out of time. */
  exitCode: z.number().optional(),
  timeoutMs: z.number(),
  output: z.array(z.string()),
  command: z.string(),
});

export const idleCpuSchema = z.object({
  /** Of one core. */
  percent: z.number(),
  /** The least busy of as many windows of this length. */
  windows: z.array(z.number()),
  windowMs: z.number(),
  mode: z.enum(['http', 'stdio']),
  command: z.string(),
});

const samplesSchema = z.object({
  /** What was repeated: a path, or `session`. */
  what: z.string(),
  /** Repetitions between two samples. */
  each: z.number(),
  /** Memory without page cache, in bytes, before the first and after each round. */
  memoryBytes: z.array(z.number()),
  /** Open files of all processes, at the beginning, in the middle and at the end; absent where nothing inside can count them. */
  openFiles: z.array(z.number()).optional(),
  /** Repetitions that were not answered well, and how the first of these went. */
  failed: z.number(),
  failure: z.string().optional(),
});
export type Samples = z.infer<typeof samplesSchema>;

/** Memory and open files while the same is asked again and again; a series that grew is repeated, longer. */
export const soakSchema = z.object({
  /** One entry, or two where the first one grew. */
  probes: z.array(samplesSchema),
  sessions: z.array(samplesSchema),
  /** Why there are no probes. */
  noProbes: z.string().optional(),
  command: z.string(),
});

const spreadSchema = z.object({
  era: z.enum(['handshake', '2026-07-28']),
  /** Requests after the first one that a client would make. */
  requests: z.number(),
  failed: z.number(),
  /** How the first of these went. */
  failure: z.string().optional(),
  httpStatus: z.number().optional(),
  /** It named a session, which only one of the replicas can know. */
  session: z.boolean(),
});

/** One client behind a round robin over two containers of the server, in each era that it speaks. */
export const replicasSchema = z.object({
  eras: z.array(spreadSchema),
  command: z.string(),
});
