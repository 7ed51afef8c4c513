import { deepEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import { resolveEngineEndpoint } from '../../src/config/engine-endpoint.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Engine } from '../../src/ports/engine.js';

/** Of this checkout: another one may run its tests on the same engine at the same time. */
const CHECKOUT = createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 8);

/** The name of an image for tests, which no other checkout uses. */
export const testImage = (name: string): string => `mcp-dock-e2e-${CHECKOUT}/${name}:1`;

/** Of the worker, since files that run side by side look at what they have left. */
export const FIXTURES_IMAGE = testImage(`fixtures-${process.env['VITEST_POOL_ID'] ?? '0'}`);
const BASE = 'node:24-bookworm-slim';
const servers = new URL('../fixtures/servers/', import.meta.url);

export const realEngine = async (): Promise<Engine> =>
  createDockerodeEngine(await resolveEngineEndpoint({ environment: process.env }));

/** Every server of test/fixtures/servers in one image; the arguments say which one and in what mode. */
export const fixturesDockerfile = [
  `FROM ${BASE}`,
  'WORKDIR /app',
  'COPY servers/ /app/',
  'USER 1000:1000',
  'EXPOSE 3000',
  // As an image of two modes must: a server over stdio has no port to ask.
  `HEALTHCHECK --interval=30s --timeout=5s CMD ["/usr/local/bin/node", "-e", "const stdio = require('fs').readFileSync('/proc/1/cmdline', 'utf8').split(String.fromCharCode(0)).includes('stdio'); if (!stdio) fetch('http://127.0.0.1:3000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]`,
  'ENTRYPOINT ["/usr/local/bin/node"]',
  'CMD ["/app/good.ts", "http"]',
].join('\n');

export async function buildImage(engine: Engine, reference: string, dockerfile: string): Promise<void> {
  const context = pack();
  context.entry({ name: 'Dockerfile' }, dockerfile);
  for (const name of await readdir(servers))
    context.entry({ name: `servers/${name}` }, await readFile(new URL(name, servers), 'utf8'));
  context.finalize();
  await engine.buildImage(
    {
      context: Readable.from(context),
      dockerfile: 'Dockerfile',
      tags: [reference],
      buildArguments: {},
      labels: { [RUN_LABEL]: 'e2e' },
      noCache: false,
      pull: false,
      secrets: {},
    },
    () => undefined,
  );
}

/** Names of containers that runs of ours have made from this image, whatever their state. */
export async function containersOf(engine: Engine, reference: string): Promise<string[]> {
  const ours = await engine.listContainers({ label: RUN_LABEL, all: true });
  return ours.filter(({ imageReference }) => imageReference === reference).map(({ name }) => name);
}

/** Fails when a run has left a container of this image behind. */
export async function nothingIsLeft(engine: Engine, reference: string): Promise<void> {
  deepEqual(await containersOf(engine, reference), []);
}

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line, or an installed one. `onStart` gets the process, for signals. */
export function runCommand(
  args: readonly string[],
  {
    cwd,
    env = {},
    onStart,
    bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url)),
    inside = [],
  }: {
    cwd: string;
    bin?: string;
    env?: NodeJS.ProcessEnv;
    onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
    /** A program and its arguments that runs the command line where it is to run. */
    inside?: readonly string[];
  },
): Promise<CommandResult> {
  const line = [...inside, process.execPath, bin, ...args];
  const child = spawn(line[0] ?? process.execPath, line.slice(1), {
    cwd,
    env: {
      ...process.env,
      NODE_ENV: undefined,
      FORCE_COLOR: undefined,
      NO_COLOR: '1',
      // What a test looks at is no result of the CI run that it is part of.
      GITHUB_STEP_SUMMARY: undefined,
      ...env,
    },
  });
  const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.on('error', reject);
  child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  onStart?.((signal) => child.kill(signal));
  return promise;
}

/** The machine-readable error: the last line of stderr under `--json`. */
export const errorOf = ({ stderr }: CommandResult): unknown =>
  (JSON.parse(stderr.trim().split('\n').at(-1) ?? '{}') as { error?: unknown }).error;
