import { z } from 'zod';

/** What came back for one request that a server may refuse. */
const replySchema = z.object({
  status: z.number().optional(),
  /** `WWW-Authenticate`. */
  challenge: z.string().optional(),
  /** Why there was no answer. */
  error: z.string().optional(),
});
export type GuardReply = z.infer<typeof replySchema>;

/** How a server over HTTP answers clients without a token, and with a wrong one. */
export const authChallengeSchema = z.object({
  noToken: replySchema,
  wrongToken: replySchema,
  /** The token that was given, in the query instead of the header. Only asked of a server that was started for it. */
  queryToken: replySchema.optional(),
  /** The document of RFC 9728; absent when it is nowhere. */
  metadata: z
    .object({
      url: z.string(),
      /** The challenge names it; otherwise it is at its well-known place. */
      named: z.boolean(),
      resource: z.string().optional(),
      authorizationServers: z.array(z.string()),
      scopes: z.array(z.string()).optional(),
    })
    .optional(),
  /** Where the document was looked for, in this order. */
  asked: z.array(z.object({ url: z.string(), answer: z.string() })),
  /** The challenge names an address of somebody else, which is not asked; its path was, of this server. */
  namedElsewhere: z.string().optional(),
  health: z.object({ path: z.string(), status: z.number() }).optional(),
});
export type AuthChallenge = z.infer<typeof authChallengeSchema>;

/** A server that was asked until it refused. */
export const rateLimitSchema = z.object({
  method: z.string(),
  /** Requests that were sent, and how many were answered before the first 429. */
  sent: z.number(),
  answered: z.number(),
  durationMs: z.number(),
  /** There was a 429. */
  limited: z.boolean(),
  retryAfter: z.string().optional(),
  /** First refusal of another kind, or failure. */
  other: z.string().optional(),
  /** The docker command that starts it. */
  command: z.string(),
});
export type RateLimitFact = z.infer<typeof rateLimitSchema>;

/** What a metrics endpoint answers. */
export const metricsSchema = z.object({
  url: z.string(),
  /** The same for a server that a person starts, with the command for that. */
  repeat: z.object({ start: z.string(), url: z.string() }).optional(),
  status: z.number().optional(),
  contentType: z.string().optional(),
  error: z.string().optional(),
  samples: z.number(),
  /** Names of its metrics, the first 200. */
  names: z.array(z.string()),
  /** Lines that are not of the format, the first few. */
  malformed: z.array(z.object({ line: z.number(), text: z.string(), reason: z.string() })),
});
export type MetricsFact = z.infer<typeof metricsSchema>;
