import { z } from 'zod';
import { secretFindingSchema } from './image.js';
import { silenceSchema } from './silence.js';

/** Why a container is not running any more. */
export const exitSchema = z.object({
  exitCode: z.number(),
  oomKilled: z.boolean(),
  afterMs: z.number(),
  /** Last lines of stderr and stdout, control sequences removed, secrets masked. */
  lastLines: z.array(z.string()),
  error: z.string().optional(),
  /** Somebody else than the server's own process sent it SIGKILL. */
  killed: z.boolean().optional(),
  /** Its stdin was held by a client; false for a run as a service. */
  overStdio: z.boolean().optional(),
  /** The beginning of a program that the kernel refused. */
  program: z
    .object({
      path: z.string(),
      kind: z.enum(['elf', 'script', 'text']),
      /** Of the `#!` line, or the loader that an ELF file names. */
      interpreter: z.string().optional(),
      windowsLineEnds: z.boolean().optional(),
    })
    .optional(),
  /** It was no container, but a process of this machine. */
  process: z.boolean().optional(),
});
export type ContainerExit = z.infer<typeof exitSchema>;

/** How a scenario came up. All times count from the moment the start call was sent, except `startCallMs`, its own duration. */
export const startSchema = z.object({
  startCallMs: z.number(),
  /** First accepted TCP connection on the published port (HTTP), or process running (stdio). */
  listeningMs: z.number().optional(),
  /** First good answer of the health path, or of the MCP endpoint where there is no health path. */
  readyMs: z.number().optional(),
  exited: exitSchema.optional(),
  /** It was running before we came: the times say when it answered us, not how it started. */
  foundRunning: z.boolean().optional(),
  /** The last thing that came in place of a good answer: `503 from /health`, `connection closed`. */
  lastAnswer: z.string().optional(),
  /** Its HTTP status, when that was an answer over HTTP. */
  lastStatus: z.number().optional(),
  /** What no waiting would have changed: no such host, another protocol, a certificate that nobody trusts. */
  fault: z.string().optional(),
  /** Where the transport HTTP+SSE of revision 2024-11-05 answers, when the endpoint is missing. */
  oldTransport: z.string().optional(),
  /** Another path of a server that was found running, at which something speaks MCP. */
  answersAt: z.string().optional(),
  /** Addresses on which it listens, when nothing outside its container can reach any of them. */
  onlyInside: z.array(z.string()).optional(),
  /** Addresses on which it listens, when none of them has the port that was asked. */
  elsewhere: z.array(z.string()).optional(),
  /** Why it does not answer, where it runs. */
  silence: silenceSchema.optional(),
  /** The docker command that does the same. */
  command: z.string().optional(),
});
export type StartFact = z.infer<typeof startSchema>;

/** Derived: how every transport came up. */
export const startsSchema = z.array(startSchema.extend({ transport: z.enum(['http', 'stdio']) }));

export const healthSchema = z.object({
  declared: z.boolean(),
  status: z.enum(['healthy', 'unhealthy', 'starting', 'none']),
  /** From start to the engine's word `healthy`. */
  healthyMs: z.number().optional(),
  /** The interval that this run used in place of the image's own. */
  intervalUsedMs: z.number().optional(),
  log: z.array(z.object({ exitCode: z.number(), output: z.string() })),
  /** The budget ran out before the engine's last word. */
  waitedMs: z.number().optional(),
  command: z.string().optional(),
});

export const healthEndpointSchema = z.object({
  url: z.string(),
  status: z.number().optional(),
  contentType: z.string().optional(),
  isJson: z.boolean(),
  statusField: z.string().optional(),
  error: z.string().optional(),
  /** The docker command that starts the same server on its own port; absent when it was found running. */
  command: z.string().optional(),
  /** Where it was asked, when it was found running: `https://mcp.example.com`. */
  origin: z.string().optional(),
});

export const processesSchema = z.object({
  command: z.string().optional(),
  pid1: z.object({ command: z.string(), user: z.string() }),
  processes: z.array(z.object({ pid: z.number(), user: z.string(), command: z.string() })),
});

export const memorySchema = z.object({
  usageBytes: z.number(),
  limitBytes: z.number().optional(),
  command: z.string().optional(),
});

export const containerStateSchema = z.object({
  running: z.boolean(),
  restartCount: z.number(),
  oomKilled: z.boolean(),
  exitCode: z.number().optional(),
  /** How long it had been seen to run by then: from its start, or from when we came. */
  watchedMs: z.number().optional(),
  /** It stopped by itself after it had answered: why. */
  exited: exitSchema.optional(),
  command: z.string().optional(),
});

/** Whether the server can be reached from outside its container. */
export const reachabilitySchema = z.object({
  port: z.number(),
  reachable: z.boolean(),
  error: z.string().optional(),
  /** Addresses on which the server listens inside, `127.0.0.1:3000`; absent when it could not be read. */
  listening: z.array(z.string()).optional(),
  /** Port of the host to which `port` is published, of a container that was found running. */
  publishedPort: z.number().optional(),
  command: z.string().optional(),
});

/** Answers of the MCP endpoint to one harmless request with different Host and Origin headers. */
export const hostMatrixSchema = z.array(
  z.object({
    kind: z.enum(['own-host', 'expected-host', 'foreign-host', 'foreign-origin', 'null-origin']),
    host: z.string(),
    origin: z.string().optional(),
    status: z.number().optional(),
    error: z.string().optional(),
    /** The server closed the connection instead of an answer. */
    closed: z.boolean().optional(),
  }),
);

/** How a container ended after it was asked to. */
export const stopSchema = z.object({
  how: z.enum(['SIGTERM', 'stdin-eof']),
  /** How it was being used; over HTTP when absent. */
  mode: z.enum(['http', 'stdio']).optional(),
  /** Time until it was gone; absent when it had to be killed at the end of the budget. */
  durationMs: z.number().optional(),
  budgetMs: z.number(),
  exitCode: z.number().optional(),
  /** What it started still ran after it, and held its output open; processes of this machine. */
  leaves: z.boolean().optional(),
  /** An event stream that a client held open meanwhile: the request that opened it, and where a repeated run has it. */
  stream: z.object({ openedBy: z.string(), url: z.string(), sent: z.array(z.string()).optional() }).optional(),
  /** The command with which it was started. */
  command: z.string().optional(),
  /** It was no container, but a process of this machine. */
  process: z.boolean().optional(),
});

/** The run with all capabilities dropped and no new privileges. */
export const hardenedSchema = z.object({
  mode: z.enum(['http', 'stdio']),
  answered: z.boolean(),
  /** Checks that fail in this run and pass in a plain one, with their words. */
  loses: z.array(z.string()).optional(),
  error: z.string().optional(),
  exited: exitSchema.optional(),
  command: z.string().optional(),
});
export type HardenedFact = z.infer<typeof hardenedSchema>;

export const serverLogsSchema = z.object({
  lines: z.number(),
  /** Last lines, cleaned and masked. */
  tail: z.array(z.string()),
  command: z.string().optional(),
  /** It was no container, but a process of this machine. */
  process: z.boolean().optional(),
  secrets: z.array(secretFindingSchema),
  /** Its first lines, with the fields of those that are JSON objects. */
  entries: z
    .array(
      z.object({
        line: z.number(),
        text: z.string(),
        /** Top-level fields with their values as text; absent when the line is no JSON object. */
        fields: z.record(z.string(), z.string()).optional(),
      }),
    )
    .optional(),
  /** Of all its lines: JSON objects, and lines that are neither empty nor that. */
  jsonLines: z.number().optional(),
  otherLines: z.number().optional(),
  /** What LOG_FORMAT says in the container. */
  logFormat: z.string().optional(),
});
export type ServerLogs = z.infer<typeof serverLogsSchema>;
