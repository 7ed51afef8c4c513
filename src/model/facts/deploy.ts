import { z } from 'zod';

/** A piece of YAML, JSON or TOML with the line of each of its values. */
export const locatedDocumentSchema = z.object({
  /** Relative to the project, with `/`. */
  file: z.string(),
  line: z.number(),
  /** Secrets are masked. */
  value: z.json(),
  /** By the keys and indexes that lead there: `spec/ports/0/port`. */
  lines: z.record(z.string(), z.number()),
});
export type LocatedDocument = z.infer<typeof locatedDocumentSchema>;

const textProblemSchema = z.object({ file: z.string(), line: z.number(), message: z.string() });

const directiveBase = z.object({ name: z.string(), args: z.array(z.string()), line: z.number() });
export type Directive = z.infer<typeof directiveBase> & { block?: Directive[] };
export const directiveSchema: z.ZodType<Directive> = directiveBase.extend({
  get block() {
    return z.array(directiveSchema).optional();
  },
});

export const platformSchema = z.enum(['railway', 'render', 'fly', 'ecs']);

export const deployFilesSchema = z.object({
  kubernetes: z.array(locatedDocumentSchema),
  kustomizations: z.array(locatedDocumentSchema),
  /** Folders of charts: templates are no manifests before Helm has filled them in. */
  charts: z.array(z.string()),
  stacks: z.array(locatedDocumentSchema),
  platforms: z.array(z.object({ platform: platformSchema, document: locatedDocumentSchema })),
  traefik: z.array(locatedDocumentSchema),
  proxies: z.array(
    z.object({ kind: z.enum(['nginx', 'caddy']), file: z.string(), directives: z.array(directiveSchema) }),
  ),
  problems: z.array(textProblemSchema.extend({ of: z.enum(['kubernetes', 'stack', 'platform', 'proxy']) })),
  /** Literal secrets: where, never what. */
  secrets: z.array(
    textProblemSchema.omit({ message: true }).extend({ name: z.string(), rule: z.string(), title: z.string() }),
  ),
  /** Files and folders that these files name, and whether they are there. */
  paths: z.record(z.string(), z.boolean()),
  /** There is more than was read. */
  truncated: z.boolean(),
});
export type DeployFiles = z.infer<typeof deployFilesSchema>;
