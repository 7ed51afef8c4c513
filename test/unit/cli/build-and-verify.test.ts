import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BuildInput } from '../../../src/actions/build.js';
import type { VerifyInput } from '../../../src/actions/verify.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { buildAndVerify, measuresLine, type Steps } from '../../../src/cli/build-and-verify.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import type { Context } from '../../../src/ports/context.js';
import { buildReport } from '../../support/build-report.js';
import { result } from '../../support/report.js';

const WITH_BACKEND = `name: todo
images:
  backend: { image: todo-backend:1.0.0, build: { context: backend } }
`;

let directory: string;
let built: BuildInput[];
let verified: { readonly input: VerifyInput; readonly context: Context }[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mcp-dock-build-and-verify-'));
  built = [];
  verified = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const steps: Steps = {
  build: async (input) => {
    built.push(input);
    return buildReport({});
  },
  verify: async (input, context) => {
    verified.push({ input, context });
    return { target: 'todo:latest', results: [result({ id: 'a/a' })], collected: {}, neverStarted: false };
  },
};

const run = (given: Steps = steps, signal = new AbortController().signal) =>
  buildAndVerify(
    directory,
    { cwd: '/elsewhere', progress: createSilentProgress(), signal, environment: {}, toolVersion: '1.2.3' } as Context,
    given,
  );

describe('buildAndVerify', () => {
  it('builds and verifies the project where it lies, wherever the person stands', async () => {
    await writeFile(join(directory, 'mcp-dock.yaml'), 'name: todo\nchecks: { image/oci-labels: off }\n');
    const { build, verify, failure } = await run();
    expect(failure).toBeUndefined();
    expect(built).toMatchObject([{ directory, project: { directory } }]);
    expect(build).toMatchObject({ command: 'build' });
    expect(verify).toMatchObject({ command: 'verify', summary: { exitCode: 0 }, tool: { version: '1.2.3' } });
    const [{ input, context } = { input: undefined, context: undefined }] = verified;
    expect(input).toMatchObject({ target: { kind: 'project' }, timeoutMs: 120_000 });
    expect(context?.cwd).toBe(directory);
    const ids = (input?.checks ?? []).map(({ id }) => id);
    expect(ids).toContain('image/non-root-user');
    expect(ids).not.toContain('image/oci-labels');
    expect(ids.filter((id) => id.startsWith('host/'))).toEqual([]);
  });

  it('builds every image of the project before the server is verified', async () => {
    await writeFile(join(directory, 'mcp-dock.yaml'), WITH_BACKEND);
    const { build, verify } = await run();
    expect(built).toHaveLength(2);
    expect(build).toMatchObject({ command: 'build-images', images: [{ outcome: 'built' }, { outcome: 'built' }] });
    expect(verify).toBeDefined();
  });

  it('verifies nothing when the build fails, and gives the reason back', async () => {
    await writeFile(join(directory, 'mcp-dock.yaml'), 'name: todo\n');
    const error = new McpDockError('PROJECT_NOT_FOUND', { directory, missing: 'Dockerfile' });
    const outcome = await run({ ...steps, build: () => Promise.reject(error) });
    expect(outcome).toEqual({ failure: error });
    expect(verified).toEqual([]);
  });

  it('keeps the report of the build when verify cannot be done', async () => {
    await writeFile(join(directory, 'mcp-dock.yaml'), 'name: todo\n');
    const error = new McpDockError('TIMED_OUT', { limitMs: 120_000, during: 'verify' });
    const outcome = await run({ ...steps, verify: () => Promise.reject(error) });
    expect(outcome).toMatchObject({ build: { command: 'build' }, failure: error });
  });

  it('says after Ctrl-C that the files stay', async () => {
    await writeFile(join(directory, 'mcp-dock.yaml'), 'name: todo\n');
    const controller = new AbortController();
    const { failure } = await run(
      {
        ...steps,
        verify: async () => {
          controller.abort(new Error('Ctrl-C'));
          throw controller.signal.reason;
        },
      },
      controller.signal,
    );
    expect(failure).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
    expect(String(failure)).toContain('the files that were written stay');
  });

  it('refuses a folder without a project file', async () => {
    expect(await run()).toMatchObject({ failure: { code: 'PROJECT_NOT_FOUND' } });
  });
});

it.each([
  [{ timings: {} }, ''],
  [
    {
      image: { reference: 'todo:1.0.0', id: 'sha256:1', platform: 'linux/amd64', sizeBytes: 201_000_000 },
      timings: { healthy: 612, handshake: 401, stop: 98, stdinEnd: 105, ready: 390 },
    },
    'image 201 MB · healthy after 0.6 s · handshake 0.4 s · stop 98 ms · end of stdin 0.1 s',
  ],
])('sums up measures that are known: %#', (report, line) => {
  expect(measuresLine(report)).toBe(line);
});
