import { z } from 'zod';

export const severitySchema = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof severitySchema>;

export const locationSchema = z.object({
  /** Path relative to the project with `/`, an image reference, or a URL. */
  uri: z.string(),
  line: z.number().int().positive().optional(),
  /** 1-based, of the line; `endColumn` is behind the last character. */
  column: z.number().int().positive().optional(),
  endColumn: z.number().int().positive().optional(),
  layer: z.number().int().nonnegative().optional(),
});
export type Location = z.infer<typeof locationSchema>;

/** One thing that is not as a check wants it, with the value that was found. */
export const findingSchema = z.object({
  message: z.string(),
  location: locationSchema.optional(),
  /** The instruction that made the layer or the setting of the image which this is about, where the project has its Dockerfile. */
  madeBy: z.object({ uri: z.string(), line: z.number().int().positive() }).optional(),
  /** Bounded, cleaned lines that show it. */
  evidence: z.array(z.string()).optional(),
  measured: z.string().optional(),
  limit: z.string().optional(),
  /** The exact command that shows it. */
  repro: z.string().optional(),
  /** Why a server does not run: an id of docs/causes.md. */
  cause: z.string().optional(),
  /** What to do, where that is not what the check says of all its findings. */
  remedy: z.string().optional(),
  /** Id of a fix in `src/fixes/`. */
  fix: z.string().optional(),
  /** A finding may be milder than its check: over a warning threshold but under the limit. */
  severity: severitySchema.optional(),
  /** The same in every run and on every machine as long as it is the same finding. */
  fingerprint: z.string().optional(),
  /** Accepted for a time by the project: shown, but not counted. */
  waived: z.object({ reason: z.string(), expires: z.string(), owner: z.string().optional() }).optional(),
  /** It is in the baseline: known before this run, shown, but not counted. */
  known: z.boolean().optional(),
});
export type Finding = z.infer<typeof findingSchema>;
