import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFiles } from '../../src/actions/write-files.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { mustRun, run } from '../support/run.js';
import { renderStack } from '../support/stacks.js';
import { runCommand } from '../support/verify-engine.js';

const NAME = `backend-e2e-${process.pid}`;
const IMAGE = `${NAME}-backend:1.0.0`;
const TESTS = `${NAME}-backend:test`;
const labels = ['--label', `${RUN_LABEL}=backend-test`];
const network = ['--network', NAME];

let directory: string;

const docker = async (...args: string[]) => (await mustRun('docker', args)).trim();

beforeAll(async () => {
  await requireBaseImages(['python:3.13-slim-trixie', 'postgres:17-trixie', 'redis:7-alpine']);
  directory = await mkdtemp(join(tmpdir(), 'mcp-dock-backend-e2e-'));
  await writeFiles(directory, await renderStack(['backend'], { name: NAME }));
  const build = async (...flags: string[]) => {
    const { exitCode, stderr } = await runCommand(['build', '--image', 'backend', '--json', ...flags], {
      cwd: directory,
    });
    expect(exitCode, stderr).toBe(0);
  };
  await build();
  await build('--target', 'test', '--tag', TESTS);
  await docker('network', 'create', ...labels, NAME);
}, 600_000);

afterAll(async () => {
  await run('docker', ['rm', '--force', '--volumes', `${NAME}-postgres`, `${NAME}-redis`, `${NAME}-run`]);
  await run('docker', ['network', 'rm', NAME]);
  await run('docker', ['image', 'rm', IMAGE, TESTS]);
  await rm(directory, { recursive: true, force: true });
}, 60_000);

describe('the tests of the backend', () => {
  it('pass against SQLite, Postgres and Redis, where nothing may be written', async () => {
    const background = ['run', '--detach', ...labels, ...network];
    await docker(...background, '--name', `${NAME}-redis`, '--network-alias', 'redis', 'redis:7-alpine');
    await docker(
      ...background,
      '--name',
      `${NAME}-postgres`,
      '--network-alias',
      'postgres',
      '--env',
      'POSTGRES_PASSWORD=test',
      '--env',
      'POSTGRES_USER=todo',
      'postgres:17-trixie',
    );
    const ready = ['exec', `${NAME}-postgres`, 'pg_isready', '--host=127.0.0.1', '--username=todo'];
    await expect.poll(async () => (await run('docker', ready)).code, { timeout: 60_000, interval: 500 }).toBe(0);
    const { code, output } = await run('docker', [
      'run',
      '--rm',
      ...labels,
      ...network,
      '--name',
      `${NAME}-run`,
      '--read-only',
      '--tmpfs',
      '/tmp',
      '--env',
      'TEST_POSTGRES_URL=postgresql://todo:test@postgres/todo',
      '--env',
      'TEST_REDIS_URL=redis://redis/0',
      TESTS,
    ]);
    expect(code, output).toBe(0);
    // None is left out: everything that a test may need is there.
    expect(output).toMatch(/^=+ \d{3} passed in /mu);
  }, 300_000);
});

describe('the image of the backend', () => {
  it('is small, runs as nobody special, and holds neither tools nor tests', async () => {
    const inspect = async (format: string) => docker('image', 'inspect', '--format', format, IMAGE);
    expect(Number(await inspect('{{.Size}}'))).toBeLessThan(200_000_000);
    expect(await inspect('{{.Config.User}}')).toBe('1000:1000');
    expect(await inspect('{{json .Config.Healthcheck.Test}}')).toBe(
      '["CMD","python3","-I","-S","/app/healthcheck.py"]',
    );
    const find = ['run', '--rm', ...labels, '--entrypoint', 'python3', IMAGE, '-c'];
    const code = [
      'import importlib.util as u, os, shutil, sys',
      'print([n for n in ("uv", "gcc", "make") if shutil.which(n)], os.listdir("/app"))',
    ].join('; ');
    expect(await docker(...find, code)).toMatch(/^\[\] \['(?:data|\.venv|healthcheck\.py)'(?:, '[^']+'){2}\]$/u);
    const modules = '/app/.venv/bin/python';
    const imports =
      'import importlib.util as u; print([n for n in ("pytest", "ruff", "mypy", "httpx2") if u.find_spec(n)])';
    expect(await docker('run', '--rm', ...labels, '--entrypoint', modules, IMAGE, '-c', imports)).toBe('[]');
  }, 60_000);

  it('stops in less than 2 s when asked, without an init as well', async () => {
    await docker(
      'run',
      '--detach',
      ...labels,
      '--name',
      `${NAME}-run`,
      '--read-only',
      '--tmpfs',
      '/app/data:uid=1000',
      '--env',
      'SERVICE_AUTH_TOKEN=token',
      IMAGE,
    );
    const probe = ['exec', `${NAME}-run`, 'python3', '-I', '-S', '/app/healthcheck.py'];
    await expect.poll(async () => (await run('docker', probe)).code, { timeout: 30_000, interval: 200 }).toBe(0);
    const begun = performance.now();
    await docker('stop', '--time', '10', `${NAME}-run`);
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(await docker('inspect', '--format', '{{.State.ExitCode}}', `${NAME}-run`)).toBe('0');
    await docker('rm', `${NAME}-run`);
  }, 60_000);

  it('says what is missing and ends', async () => {
    const { code, output } = await run('docker', ['run', '--rm', ...labels, IMAGE]);
    expect(code).toBe(1);
    expect(output).toContain('SERVICE_AUTH_TOKEN is not set');
  }, 60_000);
});
