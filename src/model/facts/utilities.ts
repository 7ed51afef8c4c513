import { z } from 'zod';
import { answerSchema } from './mcp.js';

/** What a list holds, asked for to its end. */
const pagedSchema = z.object({
  method: z.string(),
  /** Absent when it was not answered with a list. */
  count: z.number().optional(),
  pages: z.number(),
  /** Names or addresses of the first 500, in their order. */
  names: z.array(z.string()).optional(),
  /** The last answer, with counts in place of the list. */
  answer: answerSchema,
});
export type PagedFact = z.infer<typeof pagedSchema>;

/** With which a tool was called. */
const argumentsSchema = z.record(z.string(), z.unknown());

/** What kind of answer came, as far as one can be taken for another. */
export const answerKindSchema = z.enum(['tools', 'content', 'discovery', 'empty', 'error', 'other', 'none']);
export type AnswerKind = z.infer<typeof answerKindSchema>;

/** What one transport of the server said to questions about the utilities of the protocol. */
export const utilitiesSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  /** In which they were asked. */
  era: z.enum(['handshake', '2026-07-28']),
  /** HTTP status with which it refused a request as one too many; nothing was asked after that. */
  limited: z.number().optional(),
  /** Handshake era. */
  ping: answerSchema.optional(),
  /** tools/list a second time, and the lists of resources, templates and prompts. */
  lists: z.array(pagedSchema),
  /** notifications/tools/list_changed came after the tools were listed first. */
  toolsChanged: z.boolean().optional(),
  /** tools/list with a cursor that the server never gave. */
  badCursor: answerSchema.optional(),
  /** completion/complete for a prompt that there is not; where completions are declared. */
  completion: answerSchema.optional(),
  /** logging/setLevel, where logging is declared, and what was logged afterwards below that level. */
  setLevel: z.object({ level: z.string(), answer: answerSchema, below: z.array(z.string()) }).optional(),
  /** Questions asked at once, with the kind of answer that each gets alone. */
  together: z
    .object({
      questions: z.array(
        z.object({
          method: z.string(),
          tool: z.string().optional(),
          alone: answerKindSchema,
          found: answerKindSchema,
          answer: answerSchema,
        }),
      ),
      /** Answers with an id that was answered before, or that nothing was asked with. */
      strayAnswers: z.number(),
    })
    .optional(),
  /** A listed call with a progress token. */
  progress: z
    .object({
      tool: z.string(),
      arguments: argumentsSchema.optional(),
      answer: answerSchema,
      /** In their order; the first 1,000. */
      values: z.array(z.number()),
      /** Tokens that nobody gave out, as JSON. */
      foreignTokens: z.array(z.string()),
      afterAnswer: z.number(),
    })
    .optional(),
  progressSkipped: z.string().optional(),
  /** A request that was cancelled as soon as it was sent. */
  cancellations: z.array(
    z.object({
      era: z.enum(['handshake', '2026-07-28']),
      method: z.string(),
      tool: z.string().optional(),
      arguments: argumentsSchema.optional(),
      /** `notification`, or the closed connection of the modern era over HTTP. */
      by: z.enum(['notification', 'connection']),
      /** When it was answered nevertheless: before the next question, or after it. */
      answered: z.enum(['before', 'after']).optional(),
      /** Counted from the cancellation. */
      answeredAfterMs: z.number().optional(),
      /** An answer that answers no request came. */
      notificationAnswered: z.boolean(),
      /** The next question. */
      next: answerSchema,
    }),
  ),
  cancellationSkipped: z.string().optional(),
});
export type Utilities = z.infer<typeof utilitiesSchema>;
