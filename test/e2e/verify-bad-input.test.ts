import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/model/report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Engine } from '../../src/ports/engine.js';
import { cuttingProxy } from '../support/cutting-proxy.js';
import {
  buildImage,
  containersOf,
  errorOf,
  FIXTURES_IMAGE,
  fixturesDockerfile,
  nothingIsLeft,
  realEngine,
  runCommand,
  type CommandResult,
  testImage,
} from '../support/verify-engine.js';

const EXITS = testImage('exits');
const NO_PROGRAM = testImage('no-program');
let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await realEngine();
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-verify-'));
  await buildImage(engine, FIXTURES_IMAGE, fixturesDockerfile);
  await buildImage(
    engine,
    EXITS,
    fixturesDockerfile.replace(
      '"/app/good.ts", "http"',
      `"-e", "console.error('API_KEY is required'); process.exit(1)"`,
    ),
  );
  await buildImage(engine, NO_PROGRAM, fixturesDockerfile.replace('["/usr/local/bin/node"]', '["/no/such/program"]'));
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

afterEach(async () => {
  for (const image of [FIXTURES_IMAGE, EXITS, NO_PROGRAM]) await nothingIsLeft(engine, image);
});

const run = (args: readonly string[], options: Partial<Parameters<typeof runCommand>[1]> = {}) =>
  runCommand(['verify', '--json', ...args], { cwd: folder, ...options });

/** Command lines of this machine that name the run. */
async function programsWith(label: string): Promise<string[]> {
  const lines = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/u.test(name))
      .map((pid) => readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(label)).map((line) => line.replaceAll('\0', ' '));
}

const reportOf = ({ stdout }: CommandResult) => reportSchema.parse(JSON.parse(stdout));

/** Waits until a run of ours has a container of this image. */
async function untilStarted(image: string): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; await delay(50))
    if ((await containersOf(engine, image)).length > 0) return;
  throw new Error('No container was started.');
}

describe('bad input', () => {
  it.each([
    {
      name: 'a reference that does not exist',
      args: ['image:mcp-dock-e2e/no-such:9'],
      exitCode: 3,
      code: 'IMAGE_NOT_FOUND',
    },
    { name: 'a reference that is none', args: ['image:Acme/Weather'], exitCode: 2, code: 'IMAGE_REFERENCE_INVALID' },
    { name: 'a target without a kind', args: [FIXTURES_IMAGE], exitCode: 2, code: 'TARGET_INVALID' },
    { name: 'no project', args: [], exitCode: 2, code: 'PROJECT_NOT_FOUND' },
    {
      name: 'a container that does not exist',
      args: ['container:no-such-container'],
      exitCode: 3,
      code: 'CONTAINER_NOT_FOUND',
    },
    {
      name: 'a check that does not exist',
      args: ['--only', 'image/colour', `image:${FIXTURES_IMAGE}`],
      exitCode: 2,
      code: 'CHECK_UNKNOWN',
    },
    { name: 'an unknown flag', args: ['--nonsense'], exitCode: 2, code: 'FLAG_INVALID' },
    {
      name: 'a time limit that is none',
      args: ['--timeout', 'soon', `image:${FIXTURES_IMAGE}`],
      exitCode: 2,
      code: 'FLAG_INVALID',
    },
    {
      name: 'a time limit that is too short',
      args: ['--timeout', '300ms', `image:${FIXTURES_IMAGE}`],
      exitCode: 4,
      code: 'TIMED_OUT',
    },
    {
      name: 'a facts file that is none',
      args: ['--from-facts', 'nothing.json'],
      exitCode: 2,
      code: 'FILE_READ_FAILED',
    },
  ])('$name: $code', async ({ args, exitCode, code }) => {
    const result = await run(args);
    expect(errorOf(result)).toMatchObject({ code, exitCode });
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout).toBe('');
  });

  it('an engine that is down', async () => {
    const result = await run([`image:${FIXTURES_IMAGE}`], {
      env: { DOCKER_HOST: `unix://${join(folder, 'no.sock')}` },
    });
    expect(errorOf(result)).toMatchObject({ code: 'ENGINE_UNREACHABLE' });
    expect(result.exitCode).toBe(3);
  });

  it('a container that exits at once for want of a variable: why, once', async () => {
    const result = await run([`image:${EXITS}`]);
    const { results, summary } = reportOf(result);
    const failed = results.filter(({ id, outcome }) => outcome === 'fail' && !id.startsWith('image/'));
    expect(failed.map(({ id }) => id)).toEqual([]);
    for (const id of ['mcp/initialize', 'start/ready-in-time'])
      expect(results.find((result) => result.id === id)).toMatchObject({
        outcome: 'unknown',
        reason: expect.stringMatching(/^Not started, because it asks for API_KEY: API_KEY is required\. /u) as string,
      });
    expect(results.find(({ id }) => id === 'lifecycle/stops-on-sigterm')).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('API_KEY') as string,
    });
    const reasons = results.flatMap(({ reason = '' }) => (reason.includes('API_KEY') ? [reason] : []));
    expect(reasons.length).toBeGreaterThan(3);
    expect(new Set(reasons).size).toBe(1);
    expect([summary.exitCode, result.exitCode]).toEqual([4, 4]);
    expect(errorOf(result)).toMatchObject({ exitCode: 4 });
  });

  it('a program that is not in the image', async () => {
    const result = await run([`image:${NO_PROGRAM}`, '--only', 'start']);
    const ready = reportOf(result).results.find(({ id }) => id === 'start/ready-in-time');
    expect(ready?.findings[0]?.message).toMatch(/with code 127: its program was not found/u);
    expect(result.exitCode).toBe(4);
  });

  it('an address that does not answer', async () => {
    const result = await run(['http://127.0.0.1:9/mcp', '--only', 'start', '--only', 'mcp/initialize']);
    expect(result.exitCode).toBe(4);
    expect(reportOf(result).summary.errors).toBeGreaterThan(0);
  });
});

describe('what is started', () => {
  it('is gone after Ctrl-C', async () => {
    const result = await run([`image:${FIXTURES_IMAGE}`], {
      onStart: (kill) => void untilStarted(FIXTURES_IMAGE).then(() => kill('SIGINT')),
    });
    expect(errorOf(result)).toMatchObject({ code: 'INTERRUPTED' });
    expect(result.exitCode).toBe(130);
  });

  // Docker programs, variants two at a time, networks and volumes: at each moment something else is under way.
  it.each([0, 3_000, 7_000])(
    'is gone %i ms into --profile full, with its networks and programs, after Ctrl-C',
    async (afterMs) => {
      let runId = '';
      const result = await run([`image:${FIXTURES_IMAGE}`, '--profile', 'full'], {
        onStart: (kill) =>
          void untilStarted(FIXTURES_IMAGE).then(async () => {
            const ours = await engine.listContainers({ label: RUN_LABEL, all: true });
            runId = ours.find(({ imageReference }) => imageReference === FIXTURES_IMAGE)?.labels[RUN_LABEL] ?? '';
            await delay(afterMs);
            kill('SIGINT');
          }),
      });
      expect(errorOf(result)).toMatchObject({ code: 'INTERRUPTED' });
      expect(result.exitCode).toBe(130);
      expect(runId).not.toBe('');
      // What an engine was asked for at the last moment would be there by then.
      await delay(1_000);
      const label = `${RUN_LABEL}=${runId}`;
      expect(await engine.listContainers({ label, all: true })).toEqual([]);
      expect(await engine.listResources(label)).toEqual([]);
      expect(await programsWith(label)).toEqual([]);
    },
    120_000,
  );

  // That run may be one of another test, before what it removes is looked for.
  it('is gone after the run that follows a kill', { retry: 4 }, async () => {
    await run([`image:${FIXTURES_IMAGE}`], {
      onStart: (kill) => void untilStarted(FIXTURES_IMAGE).then(() => kill('SIGKILL')),
    });
    const left = await engine.listContainers({ label: RUN_LABEL, all: true });
    expect(left.filter(({ imageReference }) => imageReference === FIXTURES_IMAGE)).not.toEqual([]);
    const { exitCode } = await runCommand(['verify', `image:${FIXTURES_IMAGE}`, '--only', 'image/non-root-user'], {
      cwd: folder,
    });
    await nothingIsLeft(engine, FIXTURES_IMAGE);
    expect(exitCode).toBe(0);
  });

  it('is removed by the next run when the engine went away in the middle', async () => {
    const { endpoint } = await engine.info();
    await using proxy = await cuttingProxy(
      endpoint.replace('unix://', ''),
      /POST \/[^ ]*containers\/[0-9a-f]+\/start/u,
    );
    const result = await run([`image:${FIXTURES_IMAGE}`], { env: { DOCKER_HOST: proxy.address } });
    expect(errorOf(result)).toMatchObject({ code: 'ENGINE_LOST' });
    expect(result.exitCode).toBe(3);
    await run([`image:${FIXTURES_IMAGE}`, '--only', 'image/non-root-user']);
  });
});

describe('targets that run already', () => {
  it('are asked and left alone', async () => {
    const name = `mcp-dock-e2e-${process.pid}`;
    const id = await engine.createContainer({
      imageReference: FIXTURES_IMAGE,
      labels: {},
      name,
      publish: [3000],
      healthIntervalMs: 500,
    });
    try {
      await engine.startContainer(id);
      const before = await engine.inspectContainer(id);
      await delay(1_500);
      const container = await run([`container:${name}`, '--skip', 'image']);
      const address = await run([`http://127.0.0.1:${before.published[3000]?.port}/mcp`]);
      for (const result of [container, address]) {
        const { results } = reportOf(result);
        expect(
          results
            .filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
            .map(({ id: check, findings, reason }) => [check, reason ?? findings]),
        ).toEqual([]);
        expect(results.find(({ id: check }) => check === 'lifecycle/stops-on-sigterm')?.outcome).toBe('not-applicable');
        expect(results.find(({ id: check }) => check === 'mcp/initialize')?.outcome).toBe('pass');
      }
      const after = await engine.inspectContainer(id);
      expect([after.running, after.startedAt]).toEqual([true, before.startedAt]);
    } finally {
      await engine.removeContainer(id);
    }
  });
});

it('facts that were saved give the same results without an engine', async () => {
  const first = await run([
    `image:${FIXTURES_IMAGE}`,
    '--only',
    'start',
    '--only',
    'image/non-root-user',
    '--save-facts',
    'facts.json',
  ]);
  const again = await run(['--only', 'start', '--only', 'image/non-root-user', '--from-facts', 'facts.json'], {
    env: { DOCKER_HOST: `unix://${join(folder, 'no.sock')}` },
  });
  const essence = (result: CommandResult) =>
    reportOf(result).results.map(({ id, outcome, findings }) => ({ id, outcome, findings }));
  expect(essence(again)).toEqual(essence(first));
  await writeFile(join(folder, 'other.json'), '{"schemaVersion":1,"facts":{"memory":3}}');
  expect(errorOf(await run(['--from-facts', 'other.json']))).toMatchObject({ code: 'FACTS_FILE_INVALID' });
});
