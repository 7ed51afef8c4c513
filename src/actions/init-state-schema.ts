import { inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import {
  BASE_IDS,
  DEFAULT_BASE,
  defaultManagerOf,
  MANAGER_IDS,
  runtimes,
  type BaseId,
  type ManagerId,
  type RuntimeId,
} from '../plan/runtimes/index.js';
import { DEFAULT_TEMPLATE, templates, type TemplateId } from '../plan/templates/index.js';
import type { InitState } from './init-state.js';

/** Larger than any file that is rendered: what a repository of somebody else says may be anything. */
const MOST_BYTES = 4 * 1024 * 1024;

const words = z.array(z.string());
const transport = z.enum(['stdio', 'http']);
const packageManager = z.enum(['npm', 'pnpm', 'yarn', 'bun', 'uv', 'pip', 'poetry', 'pipenv']);

const newChoices = z
  .object({
    name: z.string(),
    port: z.number().int(),
    template: z.enum(Object.keys(templates) as [TemplateId, ...TemplateId[]]).default(DEFAULT_TEMPLATE),
    runtime: z.enum(Object.keys(runtimes) as [RuntimeId, ...RuntimeId[]]),
    runtimeVersion: z.string(),
    packageManager: z.enum(MANAGER_IDS as [ManagerId, ...ManagerId[]]).exactOptional(),
    base: z.enum(BASE_IDS as [BaseId, ...BaseId[]]).exactOptional(),
    baseRegistry: z.string(),
    serverName: z.string(),
    with: words,
  })
  // Once there was one of each for each runtime.
  .transform((choices) => ({
    packageManager: defaultManagerOf(choices.runtime),
    base: DEFAULT_BASE,
    ...choices,
  }));

const givenForeign = z.object({
  name: z.string().exactOptional(),
  port: z.number().int().exactOptional(),
  runtime: z.enum(['node', 'python']).exactOptional(),
  runtimeVersion: z.string().exactOptional(),
  baseRegistry: z.string().exactOptional(),
  serverName: z.string().exactOptional(),
  command: words.exactOptional(),
  transport: z.enum([...transport.options, 'both']).exactOptional(),
  args: words.exactOptional(),
  required: words.exactOptional(),
});

const packageChoices = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string().exactOptional(),
  serverName: z.string().exactOptional(),
  baseRegistry: z.string(),
  runtime: z.enum(['node', 'python']),
  runtimeVersion: z.string(),
  packageManager,
  packageManagerVersion: z.string().exactOptional(),
  lockFile: z.string().exactOptional(),
  command: words,
  transports: z.object({
    http: z.object({ port: z.number().int(), path: z.string(), args: words }).exactOptional(),
    stdio: z.object({ args: words }).exactOptional(),
  }),
  args: words,
  healthPath: z.string().exactOptional(),
  environment: z.record(z.string(), z.string()),
  variables: z.array(
    z.object({
      name: z.string(),
      required: z.boolean(),
      from: z.string(),
    }),
  ),
  build: z.string().exactOptional(),
  compiled: words,
  skippedDownloads: words.exactOptional(),
  systemPackages: words,
  keepDevelopmentDependencies: z.boolean(),
  dataPath: z.string().exactOptional(),
  project: z.object({
    manifests: words,
    ownScripts: words,
    members: words.exactOptional(),
    npmrc: z.enum(['plain', 'secret']).exactOptional(),
    lockCovers: z.boolean().exactOptional(),
    packaged: z.boolean(),
    hashed: z.boolean(),
    made: words,
    unneeded: words,
  }),
  wraps: z.string().exactOptional(),
  wrapsLine: z.string().exactOptional(),
  tools: words,
  imageBytes: z.number().exactOptional(),
});

const path = z
  .string()
  .refine((text) => !/^[/\\]|^[a-z]:|\\|(?:^|\/)\.\.(?:\/|$)/iu.test(text), 'a path has to be inside the project');

const text = z.string().refine(inflates, 'its text cannot be read');

function inflates(packed: string): boolean {
  try {
    inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES });
    return true;
  } catch {
    // Whatever is wrong with it, it is not what init wrote.
    return false;
  }
}

/** The file of `init`, as it may come from anybody's repository. */
export const initStateSchema: z.ZodType<InitState> = z.object({
  schemaVersion: z.literal(1, 'a newer mcp-dock wrote it'),
  tool: z.object({ name: z.literal('mcp-dock'), version: z.string().regex(/^[\w.+-]{1,60}$/u) }),
  project: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('new'), choices: newChoices }),
    z.object({ kind: z.literal('existing'), given: givenForeign }),
    z.object({ kind: z.literal('package'), choices: packageChoices }),
  ]),
  files: z.record(
    path,
    z.union([z.object({ text }), z.object({ sha256: z.string() }), z.object({ secret: z.literal(true) })]),
  ),
});
