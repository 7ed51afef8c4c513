import { z } from 'zod';

const eraSchema = z.enum(['handshake', '2026-07-28']);

/** One JSON-RPC message that the server sent. */
export const wireMessageSchema = z.object({
  /** Era of the conversation that it belongs to. */
  era: eraSchema,
  /** Method of the request that it answers; absent for what the server said of its own accord. */
  answers: z.string().optional(),
  /** Of the HTTP answer whose whole body it is; absent for events of a stream, and over stdio. */
  status: z.number().optional(),
  /** Without secrets. */
  message: z.unknown(),
});
export type WireMessage = z.infer<typeof wireMessageSchema>;

/** Every message of the server in one run, oldest first, as far as the bounds let it be kept. */
export const transcriptSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  /** Revision that `initialize` settled on. */
  version: z.string().optional(),
  messages: z.array(wireMessageSchema),
  /** How many more there were. */
  left: z.number(),
});
export type TranscriptFact = z.infer<typeof transcriptSchema>;
