import { z } from 'zod';

/** What of a Dockerfile is not what a builder takes, or not what its writer meant. */
export const dockerfileProblemSchema = z.object({
  kind: z.enum(['invalid', 'trailing-comment', 'comment-swallows', 'alias-case', 'too-large', 'binary']),
  line: z.number(),
  column: z.number().optional(),
  endColumn: z.number().optional(),
  /** A sentence. */
  message: z.string(),
});
export type DockerfileProblem = z.infer<typeof dockerfileProblemSchema>;

export const instructionSchema = z.object({
  /** In capitals. */
  keyword: z.string(),
  /** 1-based, as columns are. */
  line: z.number(),
  endLine: z.number(),
  column: z.number(),
  /** Behind the last character of the first line. */
  endColumn: z.number(),
  /** Index of its stage; -1 before the first FROM. */
  stage: z.number(),
  flags: z.array(z.object({ name: z.string(), value: z.string().optional() })),
  /** Without the flags, continuation lines joined, comments left out, secrets masked. Cut where it is very long. */
  args: z.string(),
  /** Where in `args` a further line of the file begins. */
  breaks: z.array(z.object({ at: z.number(), line: z.number() })).optional(),
  /** The JSON form. */
  words: z.array(z.string()).optional(),
  /** `args` with variables filled in, where it has any and all of them are known. */
  resolved: z.string().optional(),
  heredocs: z.array(z.object({ name: z.string(), line: z.number(), text: z.string() })).optional(),
});
export type DockerfileInstruction = z.infer<typeof instructionSchema>;

export const stageSchema = z.object({
  name: z.string().optional(),
  line: z.number(),
  /** As written. */
  base: z.string(),
  /** With arguments filled in; absent when one has no value. */
  image: z.string().optional(),
  /** Index of the earlier stage that it builds on. */
  parent: z.number().optional(),
  platform: z.string().optional(),
});

/** A script of the project that a container starts with. */
export const entryScriptSchema = z.object({
  /** Relative to the project; the Dockerfile for one that stands in it. */
  path: z.string(),
  /** Line of `path` at which the text begins. */
  firstLine: z.number(),
  /** Absolute path in the image. */
  target: z.string(),
  /** It is what the kernel starts; otherwise a shell is given it. */
  direct: z.boolean(),
  /** POSIX mode in the project, `755`; absent on Windows and for a heredoc. */
  mode: z.string().optional(),
  /** Of `COPY --chmod`. */
  chmod: z.string().optional(),
  /** Line of the ENTRYPOINT or CMD. */
  line: z.number(),
  /** Secrets masked. */
  text: z.string(),
});
export type EntryScript = z.infer<typeof entryScriptSchema>;

export const dockerfileSchema = z.object({
  /** By which `--image` knows the image. */
  image: z.string(),
  /** The image that `verify` starts. */
  main: z.boolean(),
  /** Relative to the project, with `/`; so is the context. */
  path: z.string(),
  context: z.string(),
  /** Day on which it was read, `2026-11-21`: what is out of date depends on it. */
  readOn: z.string(),
  escape: z.string(),
  /** The frontend that `# syntax=` names. */
  syntax: z.string().optional(),
  /** Stage that mcp-dock.yaml builds. */
  target: z.string().optional(),
  /** Index of the stage that becomes the image; -1 without any. */
  final: z.number(),
  problems: z.array(dockerfileProblemSchema),
  stages: z.array(stageSchema),
  instructions: z.array(instructionSchema),
  secrets: z.array(
    z.object({
      line: z.number(),
      keyword: z.string(),
      name: z.string().optional(),
      rule: z.string(),
      title: z.string(),
    }),
  ),
  scripts: z.array(entryScriptSchema),
  /** It has more instructions than are looked at. */
  truncated: z.boolean(),
});
export type DockerfileFact = z.infer<typeof dockerfileSchema>;

export const ignoreFileSchema = z.object({
  image: z.string(),
  context: z.string(),
  /** Relative to the project; absent when there is none. */
  path: z.string().optional(),
  rules: z.array(z.object({ line: z.number(), text: z.string(), indent: z.boolean().optional() })),
  problem: z.string().optional(),
});

const ruleSchema = z.object({ text: z.string(), line: z.number() });

export const contextFilesSchema = z.object({
  image: z.string(),
  context: z.string(),
  dockerfile: z.string(),
  /** Relative to the project; absent when there is none. */
  ignoreFile: z.string().optional(),
  /** Paths relative to the context, folders that are made again (`node_modules`) without what is in them. */
  entries: z.array(z.object({ path: z.string(), kind: z.enum(['file', 'folder', 'link']), ignored: z.boolean() })),
  /** There is more than was listed. */
  truncated: z.boolean(),
  /** Names that mean something wherever they turn up, and whether the rules would keep them out. */
  asked: z.array(z.object({ path: z.string(), ignored: z.boolean() })),
  /** Files that are there, go into the context, and have a name under which secrets are kept. */
  secretFiles: z.array(z.object({ path: z.string(), holds: z.enum(['secret', 'nothing', 'unread']) })),
  /** What COPY, ADD and bind mounts want of the context. */
  sources: z.array(
    z.object({
      line: z.number(),
      stage: z.number(),
      keyword: z.string(),
      source: z.string(),
      pattern: z.boolean(),
      state: z.enum(['sent', 'ignored', 'absent']),
      /** The file or folder that is kept out, and the rule that does it. */
      path: z.string().optional(),
      rule: ruleSchema.optional(),
    }),
  ),
});
export type ContextFiles = z.infer<typeof contextFilesSchema>;

const dependencySchema = z.object({
  name: z.string(),
  /** As written, `^1.2.0` or `>=1,<2`; empty when anything will do. */
  requirement: z.string(),
  line: z.number().optional(),
  /** Of tools for developers. */
  development: z.boolean(),
});
export type ManifestDependency = z.infer<typeof dependencySchema>;

export const manifestFileSchema = z.object({
  /** Relative to the project. */
  path: z.string(),
  kind: z.enum(['package.json', 'pyproject.toml', 'requirements', 'pipfile']),
  language: z.enum(['node', 'python']),
  dependencies: z.array(dependencySchema),
  /** Of a requirements file: every line names one version, every line has a hash. */
  pinned: z.boolean().optional(),
  hashed: z.boolean().optional(),
  problem: z.string().optional(),
});
export type ManifestFile = z.infer<typeof manifestFileSchema>;

export const lockFileSchema = z.object({
  path: z.string(),
  kind: z.enum(['npm', 'pnpm', 'yarn', 'bun', 'uv', 'poetry', 'pdm', 'pipenv', 'pylock']),
  language: z.enum(['node', 'python']),
  /** What the lock says that the manifest asks for, where it says it. */
  asks: z.array(z.object({ name: z.string(), requirement: z.string() })).optional(),
  /** Names of the packages in it, where it can be read. */
  packages: z.array(z.string()).optional(),
  problem: z.string().optional(),
});
export type LockFile = z.infer<typeof lockFileSchema>;

export const manifestsSchema = z.object({
  image: z.string(),
  context: z.string(),
  files: z.array(manifestFileSchema),
  locks: z.array(lockFileSchema),
  /** Locks of the nearest folder above that has one, within the repository. */
  above: z.array(lockFileSchema.pick({ path: true, kind: true, language: true })).optional(),
});
