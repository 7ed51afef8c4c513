import { z } from 'zod';
import { exitSchema } from './run.js';

const eraSchema = z.enum(['handshake', '2026-07-28']);

/** One HTTP request that was made as it stands here, and what came back; of redirects only those were followed that clients follow, within the server. */
export const exchangeSchema = z.object({
  /** Which question of `src/mcp/http-rules` it is. */
  question: z.string(),
  era: eraSchema,
  method: z.string(),
  /** As they were sent. A session that the server gave us stands as `$S`; what every request carries is in `McpSession.sent`. */
  headers: z.array(z.string()),
  /** Cut after 2,000 characters. */
  body: z.string().optional(),
  /** JSON-RPC id of the request. */
  sentId: z.union([z.string(), z.number(), z.null()]).optional(),
  /** Protocol version, or origin, that it is about. */
  about: z.string().optional(),
  status: z.number().optional(),
  contentType: z.string().optional(),
  /** `Allow`, `Access-Control-…`, `Content-Encoding` and `Vary`, and whether there was an `Mcp-Session-Id`. */
  answerHeaders: z.record(z.string(), z.string()),
  /** The beginning of a body that is no event stream, without control sequences and secrets. */
  text: z.string().optional(),
  bytes: z.number(),
  /** The JSON of the body, or of the event that answers; larger results without what is in them. */
  message: z.unknown().optional(),
  failure: z.object({ kind: z.string(), message: z.string() }).optional(),
  durationMs: z.number(),
});
export type Exchange = z.infer<typeof exchangeSchema>;

/** Sessions of the handshake era, as two `initialize` showed them. */
const sessionsSchema = z.object({
  issued: z.boolean(),
  /** Length of the shorter id. */
  length: z.number().optional(),
  /** Both handshakes got the same id. */
  same: z.boolean().optional(),
  /** Code points of the ids that are no visible ASCII: `U+0020`. */
  outside: z.array(z.string()),
});

export const httpRulesSchema = z.object({
  eras: z.array(eraSchema),
  /** What the handshake settled on. */
  version: z.string().optional(),
  sessions: sessionsSchema.optional(),
  exchanges: z.array(exchangeSchema),
});
export type HttpRules = z.infer<typeof httpRulesSchema>;

/** How one transport answers protocol versions. */
export const versionAnswersSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  endpoint: z.string(),
  eras: z.array(eraSchema),
  /** Each version that was asked for in a handshake of its own, and the one in the answer. */
  handshakes: z.array(
    z.object({
      asked: z.string(),
      answered: z.string().optional(),
      instead: z.string().optional(),
      /** Of an error. */
      code: z.number().optional(),
      /** The list that an error has in `data.supported`. */
      supported: z.array(z.string()).optional(),
    }),
  ),
  /** What came in place of an answer that says something of versions, where not all were had. */
  untold: z.string().optional(),
  /** The answer to a request of a version that nobody has. */
  unsupported: z
    .object({
      asked: z.string(),
      status: z.number().optional(),
      code: z.number().optional(),
      supported: z.array(z.string()).optional(),
      /** What came, in words. */
      said: z.string(),
    })
    .optional(),
});
export type VersionAnswers = z.infer<typeof versionAnswersSchema>;

/** What one transport made of input that is no good request. */
export const badInputSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  endpoint: z.string(),
  inputs: z.array(
    z.object({
      name: z.string(),
      /** In words, for a sentence: `a line of 5 MB`. */
      title: z.string(),
      /** Shell words that print it. */
      printed: z.string(),
      status: z.number().optional(),
      contentType: z.string().optional(),
      text: z.string().optional(),
      code: z.number().optional(),
      failure: z.object({ kind: z.string(), message: z.string() }).optional(),
      /** Whether the server still answered afterwards; absent when it was not asked. */
      alive: z.boolean().optional(),
      durationMs: z.number(),
    }),
  ),
  /** How it ended, when it did. */
  exited: exitSchema.optional(),
});
export type BadInput = z.infer<typeof badInputSchema>;

/** The frame of one answer of the server: what JSON-RPC says of it, without what is in it. */
export const answerFrameSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  endpoint: z.string(),
  era: eraSchema,
  /** Method of the request, or the question of `src/mcp/http-rules`. */
  answers: z.string(),
  status: z.number().optional(),
  /** Id of the request, where it is known. */
  sentId: z.union([z.string(), z.number(), z.null()]).optional(),
  /** Members of the message; the result only as the kind of value that it is, the error without its data. */
  frame: z.record(z.string(), z.unknown()),
  /** What is wrong with one that is no JSON object and has no frame, and the place where it goes wrong. */
  unreadable: z.object({ reason: z.string(), excerpt: z.string() }).optional(),
});
export type AnswerFrame = z.infer<typeof answerFrameSchema>;
