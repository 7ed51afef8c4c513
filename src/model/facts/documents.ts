import { z } from 'zod';

export const documentSchema = z.object({
  /** Relative to the project, with `/`. */
  path: z.string(),
  headings: z.array(z.object({ text: z.string(), line: z.number() })),
  /** Links to files of the project and to headings; those to other places are not looked at. */
  links: z.array(
    z.object({
      target: z.string(),
      line: z.number(),
      state: z.enum(['there', 'absent', 'no-heading']),
    }),
  ),
  /** Targets of make that its code names. */
  makeTargets: z.array(z.object({ name: z.string(), line: z.number() })),
  /** It is longer than what was read. */
  truncated: z.boolean(),
});
export type DocumentFact = z.infer<typeof documentSchema>;

export const makefileSchema = z.object({
  path: z.string(),
  targets: z.array(
    z.object({
      name: z.string(),
      line: z.number(),
      phony: z.boolean(),
      /** What a person reads about it: behind `##`, in a comment above, or in the recipe of `help`. */
      help: z.string().optional(),
    }),
  ),
  /** Some targets are made by patterns, variables or other files, so a name may be one all the same. */
  open: z.boolean(),
  problems: z.array(z.object({ line: z.number(), message: z.string() })),
  /** Names that recipes, prerequisites and .PHONY use, and that are neither a target nor a file. */
  unknown: z.array(
    z.object({ name: z.string(), line: z.number(), as: z.enum(['prerequisite', 'phony', 'call', 'script']) }),
  ),
});
export type MakefileFact = z.infer<typeof makefileSchema>;

/** Where a token between server and backend is kept. Values are compared and forgotten. */
export const serviceTokensSchema = z.array(
  z.object({
    /** File, and line where it has one. */
    file: z.string(),
    line: z.number().optional(),
    /** Who gets it: a service of the Compose files; absent for a file of variables. */
    service: z.string().optional(),
    variable: z.string(),
    /** Those that start together; a file of variables stands with what it lies beside. */
    setup: z.string(),
    /** Equal for equal values; absent where it is not set. */
    group: z.number().optional(),
  }),
);
