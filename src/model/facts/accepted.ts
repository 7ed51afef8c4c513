import { z } from 'zod';

/** A finding, or several, that a project accepts for a time. */
export const waiverSchema = z.object({
  /** Check, or its alias in another tool. */
  id: z.string(),
  reason: z.string(),
  /** The last day on which it holds, `2027-03-01`. */
  expires: z.string(),
  owner: z.string().optional(),
  /** Of the image, `linux/arm64`; every platform when absent. */
  platform: z.string().optional(),
  /** Of the place, with `*` and `**`. */
  path: z.string().optional(),
  /** Text of the finding, with `*`. */
  matches: z.string().optional(),
  /** File and line in which it is written. */
  source: z.object({ uri: z.string(), line: z.number().optional() }),
  /** Of one that stands in a Dockerfile: what it covers there. */
  covers: z
    .object({
      dockerfile: z.string(),
      /** Of the instruction below it; the whole file when absent. */
      lines: z.object({ from: z.number(), to: z.number() }).optional(),
      /** Also what is found in the image that is made from it, and has no line. */
      image: z.boolean(),
    })
    .optional(),
  /** What became of it in a run; `not-asked` where its checks gave no answer. Absent before. */
  state: z.enum(['used', 'unused', 'not-asked', 'no-such-check']).optional(),
  /** Ids that are close to one that does not exist. */
  near: z.array(z.string()).optional(),
});
export type Waiver = z.infer<typeof waiverSchema>;

/** A finding that was there before. */
export const baselineEntrySchema = z.object({
  id: z.string().describe('Check.'),
  fingerprint: z.string().describe('The same in every run and on every machine as long as it is the same finding.'),
  message: z.string().describe('What was found when it was written down; only for people.'),
  uri: z.string().optional().describe('Where; only for people.'),
});
export type BaselineEntry = z.infer<typeof baselineEntrySchema>;

/** What a project accepts: its waivers, and the findings of its baseline. */
export const acceptedSchema = z.object({
  /** Day on which it was read: what has expired depends on it. */
  readOn: z.string(),
  waivers: z.array(waiverSchema),
  /** Waivers in Dockerfiles that cannot be read. */
  faults: z.array(z.object({ uri: z.string(), line: z.number(), message: z.string() })),
  /** Absent before a run, and without a baseline. */
  baseline: z
    .object({
      path: z.string(),
      known: z.number(),
      /** Those that its checks do not find any more. */
      vanished: z.array(baselineEntrySchema),
    })
    .optional(),
});
export type Accepted = z.infer<typeof acceptedSchema>;
