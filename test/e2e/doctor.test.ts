import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctor, DOCTOR_AREAS } from '../../src/actions/doctor.js';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { checks as all } from '../../src/checks/index.js';
import { resolveEngineEndpoint } from '../../src/config/engine-endpoint.js';
import type { Context } from '../../src/ports/context.js';
import type { Progress } from '../../src/ports/progress.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { createScriptedPrompter } from '../fakes/scripted-prompter.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/todo-typescript', import.meta.url));
const FILES = ['Dockerfile', 'compose.yaml', 'mcp-dock.yaml', 'package.json', '.env.example', '.dockerignore'];
const task = { update: () => undefined, log: () => undefined };
const silent: Progress = {
  step: (_, work) => work(task),
  group: (_, work) => work({ ...task, open: () => undefined, updateStep: () => undefined, close: () => undefined }),
  note: () => undefined,
};
const checks = all.filter(({ id }) => DOCTOR_AREAS.includes(id.split('/')[0] ?? ''));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  await Promise.all(FILES.map((name) => cp(join(EXAMPLE, name), join(folder, name))));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(environment: Readonly<Record<string, string | undefined>>, fix?: { dryRun: boolean; yes: boolean }) {
  const context: Context = {
    engine: createDockerodeEngine(await resolveEngineEndpoint({ environment })),
    processes: createExecaProcessRunner(),
    prompter: createScriptedPrompter(),
    progress: silent,
    signal: new AbortController().signal,
    cwd: folder,
    environment,
    toolVersion: '0.0.0',
  };
  const outcome = await doctor({ checks, ...(fix && { fix }) }, context);
  const named = (wanted: string) => outcome.results.filter((result) => result.outcome === wanted).map(({ id }) => id);
  return {
    ...outcome,
    failed: named('fail'),
    passed: named('pass'),
    unknown: named('unknown'),
    broken: named('error'),
  };
}

describe('doctor on this machine', () => {
  it('finds the engine, and what a fresh copy of the example lacks', async () => {
    const { passed, failed, broken, collected } = await run(process.env);
    expect(broken).toEqual([]);
    expect(passed).toEqual(
      expect.arrayContaining([
        'host/engine-reachable',
        'host/engine-version',
        'host/buildkit-available',
        'project/config-valid',
        'project/dockerfile-present',
      ]),
    );
    expect(failed).toContain('env/complete');
    expect(collected.disk).toMatchObject({ status: 'known', value: { freeBytes: expect.any(Number) } });
    expect(collected.baseImages).toMatchObject({ status: 'known' });
  });

  it('mends what is missing', async () => {
    await writeFile(join(folder, '.gitignore'), '');
    const { failed } = await run(process.env, { dryRun: false, yes: true });
    // A README is for a person to write.
    expect(failed.filter((id) => /^(?:env|project)\//u.test(id) && id !== 'project/docs-present')).toEqual([]);
  });

  it('works without an engine, and says so once', async () => {
    const { failed, unknown, broken, results } = await run({
      ...process.env,
      DOCKER_HOST: 'unix:///no/such/engine.sock',
    });
    expect(broken).toEqual([]);
    expect(failed).toContain('host/engine-reachable');
    expect(unknown.toSorted()).toEqual(['host/base-images-available', 'host/no-leftovers']);
    const [finding] = results.find(({ id }) => id === 'host/engine-reachable')?.findings ?? [];
    expect(finding?.message).toContain('unix:///no/such/engine.sock');
  });

  // A verify that begins beside it, of another test, may remove such a container first.
  it('sees containers of a run that was killed, and removes them with consent', { retry: 4 }, async () => {
    const engine = createDockerodeEngine(await resolveEngineEndpoint({ environment: process.env }));
    // The id of a process that has ended.
    const child = execFile(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    const { hostname } = await import('node:os');
    const id = await engine.createContainer({
      imageReference: 'debian:bookworm-slim',
      labels: { [RUN_LABEL]: 'doctor-test', 'io.mcp-dock.pid': String(child.pid), 'io.mcp-dock.host': hostname() },
    });
    try {
      const { failed, fixes } = await run(process.env, { dryRun: true, yes: false });
      expect(failed).toContain('host/no-leftovers');
      expect(fixes?.find((fix) => fix.id === 'host/no-leftovers')?.changes.join()).toContain('debian:bookworm-slim');
      const found = await engine.inspectContainer(id);
      expect(found.id).toBe(id);
      await run(process.env, { dryRun: false, yes: true });
      await expect(engine.inspectContainer(id)).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
    } finally {
      await engine.removeContainer(id);
    }
  });
});
