import { z } from 'zod';

/** Why a server that runs does not answer. */
export const silenceSchema = z.object({
  /** An id of docs/causes.md. */
  cause: z.string(),
  /** The end of a sentence, without the full stop. */
  words: z.string(),
  remedy: z.string(),
  lastLines: z.array(z.string()),
});
export type Silence = z.infer<typeof silenceSchema>;
