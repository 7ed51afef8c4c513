import { z } from 'zod';
import { buildReportSchema } from './build-report.js';

/** An error as `--json` prints it. */
const failureSchema = z.object({
  code: z.string(),
  title: z.string(),
  message: z.string(),
  suggestions: z.array(z.string()),
  exitCode: z.number(),
  /** The last output of the step that failed. */
  lastLines: z.array(z.string()).optional(),
});

/** What `build` says of several images; `--json` prints it. Of one image it prints that image's report and nothing around it. */
export const buildsReportSchema = z.object({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal('mcp-dock'), version: z.string() }),
  command: z.literal('build-images'),
  startedAt: z.string(),
  /** They were built side by side: less than the sum. */
  durationMs: z.number(),
  /** In the order of mcp-dock.yaml, the main image first. */
  images: z.array(
    z.discriminatedUnion('outcome', [
      z.object({ name: z.string(), outcome: z.literal('built'), report: buildReportSchema }),
      z.object({ name: z.string(), outcome: z.literal('failed'), error: failureSchema }),
    ]),
  ),
});
export type BuildsReport = z.infer<typeof buildsReportSchema>;
