import { z } from 'zod';

const eraSchema = z.enum(['handshake', '2026-07-28']);

/** One JSON-RPC message that the server sent. */
export const wireMessageSchema = z.object({
  /** Era of the conversation that it belongs to. */
  era: eraSchema,
  /** Method of the request that it answers; absent for what the server said of its own accord. */
  answers: z.string().optional(),
  /** Id of that request: over stdio, and over HTTP where the answer names another one. */
  sentId: z.number().optional(),
  /** Of the HTTP answer whose whole body it is; absent for events of a stream, and over stdio. */
  status: z.number().optional(),
  /** Without secrets. */
  message: z.unknown(),
});
export type WireMessage = z.infer<typeof wireMessageSchema>;

/** An answer that is no JSON object. */
export const unreadableSchema = z.object({
  era: eraSchema,
  answers: z.string(),
  /** `no JSON`. */
  reason: z.string(),
  /** Around the place where it goes wrong, without secrets. */
  excerpt: z.string(),
});

/** What the server said in one run, oldest first, each answer once, as far as the bounds let it be kept. */
export const transcriptSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  /** Revision that `initialize` settled on. */
  version: z.string().optional(),
  messages: z.array(wireMessageSchema),
  /** The first 20 answers that could not be among them. */
  unreadable: z.array(unreadableSchema).optional(),
  /** How many more there were. */
  left: z.number(),
  /** Methods of answers among those, each once, where of one era no result was kept. */
  unread: z.array(z.string()).optional(),
});
export type TranscriptFact = z.infer<typeof transcriptSchema>;
