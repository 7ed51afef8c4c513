import { z } from 'zod';
import { baselineEntrySchema } from './facts/accepted.js';
import { findingSchema, severitySchema } from './finding.js';
import { profileSchema } from './profile.js';

/**
 * `unknown` (a fact could not be had) and `error` (our bug) never count as pass and never blame the image; `accepted` is a failure
 * whose findings are all waived, or in the baseline.
 */
export const outcomeSchema = z.enum(['pass', 'fail', 'accepted', 'not-applicable', 'unknown', 'error']);

export const resultSchema = z.object({
  id: z.string(),
  title: z.string(),
  outcome: outcomeSchema,
  /** The worst severity of the findings that count, or the check's own. */
  severity: severitySchema,
  durationMs: z.number(),
  /** Why it is not applicable, unknown or an error; of a pass, what was looked at, where that may be less than all. */
  reason: z.string().optional(),
  findings: z.array(findingSchema),
  docsUrl: z.string(),
  /** Why a person should care. */
  why: z.string().optional(),
  remedy: z.string(),
});
export type Result = z.infer<typeof resultSchema>;

/** Something that was measured in more than one way. */
export const reportTableSchema = z.object({
  id: z.string(),
  title: z.string(),
  columns: z.array(z.string()),
  /** As many cells as there are columns. */
  rows: z.array(z.array(z.string())),
  /** Sources and conditions, one sentence each. */
  notes: z.array(z.string()),
});
export type ReportTable = z.infer<typeof reportTableSchema>;
/** A line of a checklist, with what the run says of it. */
export const filledLineSchema = z.object({
  /** The requirement that it comes from. */
  row: z.string(),
  text: z.string(),
  /** `manual`: a person has to look, and `because` says at what. */
  outcome: z.enum(['pass', 'fail', 'manual', 'not-applicable', 'unknown']),
  because: z.string().optional(),
  /** Ids of the checks that decide it. */
  by: z.array(z.string()),
});
export type FilledLine = z.infer<typeof filledLineSchema>;

/** Whether some client can use the server; `because` where it cannot, or why that was not tried. */
export const clientVerdictSchema = z.object({
  verdict: z.enum(['yes', 'no', 'not-tried']),
  because: z.string().optional(),
});
export type ClientVerdict = z.infer<typeof clientVerdictSchema>;

/** What `verify` and `doctor` say; every reporter renders it, `--json` prints it. */
export const reportSchema = z.object({
  $schema: z.string().optional(),
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal('mcp-dock'), version: z.string() }),
  command: z.enum(['verify', 'doctor']),
  target: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  results: z.array(resultSchema),
  /** How much was asked. */
  profile: profileSchema.optional(),
  /** Checks that were left out, each with the reason: the profile, the config, a target that did not ask for it. */
  notRun: z.array(z.object({ id: z.string(), because: z.string() })).optional(),
  summary: z.object({
    passed: z.number(),
    errors: z.number(),
    warnings: z.number(),
    infos: z.number(),
    /** Failures whose findings are all waived, or in the baseline. */
    accepted: z.number().optional(),
    notApplicable: z.number(),
    unknown: z.number(),
    broken: z.number(),
    /** Exit code that belongs to this report under `failOn`. */
    exitCode: z.number(),
    failOn: z.enum(['error', 'warning', 'info', 'never']),
  }),
  image: z
    .object({
      reference: z.string(),
      id: z.string(),
      platform: z.string(),
      sizeBytes: z.number(),
      /** The largest ones, in the order in which they lie on each other. */
      layers: z
        .array(
          z.object({
            index: z.number(),
            sizeBytes: z.number(),
            /** As a person would write it. */
            instruction: z.string(),
            fromBase: z.boolean(),
          }),
        )
        .optional(),
    })
    .optional(),
  mcp: z
    .object({
      transports: z.array(z.enum(['http', 'stdio'])),
      eras: z.array(z.string()),
      protocolVersions: z.array(z.string()),
      serverInfo: z.object({ name: z.string(), version: z.string().optional() }).optional(),
      /** Names of the first 500. */
      tools: z.array(z.string()),
      /** All that it lists; the length of `tools` when absent. */
      toolCount: z.number().optional(),
      /** False where it has tools and no list of them could be had. */
      toolsListed: z.boolean().optional(),
    })
    .optional(),
  /** Which clients can use the server: by revision and transport, and by families of clients. */
  clients: z
    .object({
      revisions: z.array(clientVerdictSchema.extend({ transport: z.enum(['http', 'stdio']), revision: z.string() })),
      families: z.array(clientVerdictSchema.extend({ id: z.string(), name: z.string() })),
    })
    .optional(),
  /** What a finding that names no file of its own can be attached to, relative to the project. */
  files: z.object({ config: z.string().optional(), dockerfile: z.string().optional() }).optional(),
  /** What `doctor --fix` changed, or under `--dry-run` would change. Values of secrets are masked. */
  fixes: z
    .array(
      z.object({
        id: z.string(),
        changes: z.array(z.string()),
        applied: z.boolean(),
        /** Why a fix that was asked for changes nothing. */
        because: z.string().optional(),
      }),
    )
    .optional(),
  /** The lists that `--checklist` asked for, line by line. */
  checklists: z.array(z.object({ name: z.string(), title: z.string(), lines: z.array(filledLineSchema) })).optional(),
  /** The findings that were known before, and those of them that are gone. */
  baseline: z
    .object({
      path: z.string(),
      known: z.number(),
      vanished: z.array(baselineEntrySchema),
      /** It was written anew, with what was found. */
      updated: z.boolean(),
      /** Why it was not, although that was asked for. */
      kept: z.string().optional(),
    })
    .optional(),
  /** The file of `--lock`, and in what it differs from the one before. */
  lock: z
    .object({
      path: z.string(),
      /** It was written anew, with what the server offers. */
      updated: z.boolean(),
      /** Why it was not, although that was asked for. */
      kept: z.string().optional(),
      /** The breaking first. Absent where there was none before. */
      changes: z
        .array(
          z.object({ impact: z.enum(['breaking', 'compatible', 'cosmetic']), path: z.string(), message: z.string() }),
        )
        .optional(),
      /** All of them; `changes` may hold fewer. */
      totals: z.object({ breaking: z.number(), compatible: z.number(), cosmetic: z.number() }).optional(),
    })
    .optional(),
  /** Where `doctor --fix` keeps files as they were, relative to the project. */
  backups: z.array(z.string()).optional(),
  /** What `doctor` found the machine to be. */
  host: z
    .object({
      engine: z.string().optional(),
      /** Version of the Engine API. */
      api: z.string().optional(),
      buildkit: z.boolean().optional(),
      compose: z.string().optional(),
      freeBytes: z.number().optional(),
      project: z.string().optional(),
    })
    .optional(),
  tables: z.array(reportTableSchema).optional(),
  /** Times that the pretty report shows beside an area: ready, handshake, healthy, stop. */
  timings: z.record(z.string(), z.number()).optional(),
});
export type Report = z.infer<typeof reportSchema>;

/** `image` of `image/no-secrets`. */
export const areaOf = ({ id }: { readonly id: string }): string => id.split('/')[0] ?? id;
