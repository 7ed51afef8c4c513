import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderProject } from '../../src/actions/render-project.js';
import { writeFiles } from '../../src/actions/write-files.js';
import { PART_IDS, resolveParts } from '../../src/plan/parts/index.js';
import type { RuntimeId } from '../../src/plan/runtimes/index.js';
import { runtimes } from '../../src/plan/runtimes/index.js';
import { planScaffold } from '../../src/plan/scaffold-plan.js';
import { DEFAULT_BASE_REGISTRY, serverNameFor } from '../../src/plan/scaffold-choices.js';
import type { RenderedFile } from '../../src/model/template.js';

export const TOKEN = 'token-of-this-test-and-of-no-other-file';
export const LOGIN = 'login-of-this-test-and-of-no-other-file';
export const PASSWORD = 'password-of-this-test-and-of-no-other-file';

/** Every set of parts that a person can end up with, each once. */
export const COMBINATIONS: readonly string[][] = [
  ...new Map(
    Array.from({ length: 2 ** PART_IDS.length }, (_, bits) => {
      const parts = resolveParts(PART_IDS.filter((_id, index) => (bits >> index) & 1)).map(({ id }) => id);
      return [parts.join(), parts] as const;
    }),
  ).values(),
];

export interface StackOptions {
  readonly name?: string;
  readonly port?: number;
  readonly runtime?: RuntimeId;
  readonly baseRegistry?: string;
}

export async function renderStack(
  parts: readonly string[],
  { name = 'todo', port = 3000, runtime = 'node', baseRegistry = DEFAULT_BASE_REGISTRY }: StackOptions = {},
): Promise<RenderedFile[]> {
  const { defaultVersion } = runtimes[runtime];
  const choices = {
    name,
    port,
    template: 'todo' as const,
    runtime,
    runtimeVersion: defaultVersion,
    baseRegistry,
    serverName: serverNameFor(name),
  };
  const secrets = { serviceAuthToken: TOKEN, postgresPassword: PASSWORD, authDevPassword: LOGIN };
  return renderProject(planScaffold({ ...choices, with: parts }, secrets));
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
