import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderProject } from '../../src/actions/render-project.js';
import { writeFiles } from '../../src/actions/write-files.js';
import { PART_IDS, resolveParts } from '../../src/plan/parts/index.js';
import { defaultManagerOf, runtimes, type ManagerId, type RuntimeId } from '../../src/plan/runtimes/index.js';
import type { TemplateId } from '../../src/plan/templates/index.js';
import { planProject } from '../../src/plan/plan-project.js';
import { DEFAULT_BASE_REGISTRY, serverNameFor } from '../../src/plan/scaffold-choices.js';
import type { RenderedFile } from '../../src/model/template.js';

export const TOKEN = 'token-of-this-test-and-of-no-other-file';
export const LOGIN = 'login-of-this-test-and-of-no-other-file';
export const PASSWORD = 'password-of-this-test-and-of-no-other-file';

/** These leave the Compose files as they are. */
const BESIDE = new Set(['harden', 'ci', 'registry']);
const STACKED = PART_IDS.filter((id) => !BESIDE.has(id));

/** Every set of parts with Compose files of its own, each once. */
export const COMBINATIONS: readonly string[][] = [
  ...new Map(
    Array.from({ length: 2 ** STACKED.length }, (_, bits) => {
      const parts = resolveParts(STACKED.filter((_id, index) => (bits >> index) & 1)).map(({ id }) => id);
      return [parts.join(), parts] as const;
    }),
  ).values(),
];

export interface StackOptions {
  readonly name?: string;
  readonly port?: number;
  readonly runtime?: RuntimeId;
  readonly template?: TemplateId;
  readonly packageManager?: ManagerId;
  readonly baseRegistry?: string;
}

export async function renderStack(
  parts: readonly string[],
  {
    name = 'todo',
    port = 3000,
    runtime = 'node',
    template = 'todo',
    packageManager = defaultManagerOf(runtime),
    baseRegistry = DEFAULT_BASE_REGISTRY,
  }: StackOptions = {},
): Promise<RenderedFile[]> {
  const { defaultVersion } = runtimes[runtime];
  const choices = {
    name,
    port,
    template,
    runtime,
    runtimeVersion: defaultVersion,
    packageManager,
    base: 'slim' as const,
    baseRegistry,
    serverName: serverNameFor(name),
  };
  const secrets = { serviceAuthToken: TOKEN, postgresPassword: PASSWORD, authDevPassword: LOGIN };
  return renderProject(planProject({ ...choices, with: parts }, secrets));
}

/** A folder with the project, removed afterwards. */
export async function inStackFolder<Result>(
  files: readonly RenderedFile[],
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-stack-'));
  try {
    await writeFiles(folder, files);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
