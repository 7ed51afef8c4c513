import { z } from 'zod';

/** What a scenario of the official suite said, in one revision over one transport. */
const resultSchema = z.object({
  scenario: z.string(),
  revision: z.string(),
  checks: z.array(
    z.object({
      id: z.string(),
      description: z.string(),
      status: z.enum(['SUCCESS', 'FAILURE', 'WARNING', 'SKIPPED', 'INFO']),
      message: z.string().optional(),
    }),
  ),
  /** The suite came to no end. */
  error: z.string().optional(),
  durationMs: z.number(),
});
export type ConformanceResult = z.infer<typeof resultSchema>;

export const conformanceRunSchema = z.object({
  transport: z.enum(['http', 'stdio']),
  /** Of the suite. */
  version: z.string(),
  capabilities: z.array(z.string()),
  results: z.array(resultSchema),
  /** Scenarios that were not run, with why. */
  leftOut: z.array(z.object({ scenario: z.string(), reason: z.string() })),
  /** Where it was asked, over HTTP. */
  endpoint: z.string().optional(),
  /** How a person starts the same server again, and where it then answers; where it was started for the check. */
  repeat: z.object({ start: z.string(), url: z.string() }).optional(),
  /** How a person runs the suite; `SCENARIO` and `REVISION` stand for what they name. */
  command: z.string(),
});
export type ConformanceRun = z.infer<typeof conformanceRunSchema>;
