import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { parseLock } from '../../src/config/read-lock.js';
import type { Engine } from '../../src/ports/engine.js';
import type { Report } from '../../src/model/report.js';
import { folderWith } from '../support/probe-context.js';
import {
  buildImage,
  FIXTURES_IMAGE,
  fixturesDockerfile,
  nothingIsLeft,
  realEngine,
  runCommand,
} from '../support/verify-engine.js';

let engine: Engine;

beforeAll(async () => {
  engine = await realEngine();
  await buildImage(engine, FIXTURES_IMAGE, fixturesDockerfile);
});

afterEach(() => nothingIsLeft(engine, FIXTURES_IMAGE));

const FILE = 'mcp-dock.lock.json';
const config = (file: string) =>
  JSON.stringify({
    name: 'fixtures',
    image: FIXTURES_IMAGE,
    server: {
      transports: { http: { args: [`/app/${file}`, 'http'] }, stdio: { args: [`/app/${file}`, 'stdio'] } },
      health: '/health',
    },
    budgets: { ready: '20s', readyWarning: '15s', running: '10s', handshake: '8s' },
  });

it('locks what a server offers, and tells what breaks it', async () => {
  await using folder = await folderWith({ 'mcp-dock.yaml': config('good.ts') });
  const verify = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await runCommand(['verify', '--only', 'tools', '--json', ...args], {
      cwd: folder.path,
    });
    return { exitCode, stderr, report: (stdout === '' ? undefined : JSON.parse(stdout)) as Report | undefined };
  };
  const locked = (report: Report | undefined) => report?.results.find(({ id }) => id === 'tools/contract-locked');

  const before = await verify();
  expect(locked(before.report)).toMatchObject({ outcome: 'not-applicable' });
  const first = await verify('--lock');
  expect(first.report?.lock).toEqual({ path: FILE, updated: true });
  const text = await readFile(join(folder.path, FILE), 'utf8');
  const lock = parseLock(text, FILE);
  expect(Object.keys(lock.protocol)).toEqual(['http', 'stdio']);
  expect(Object.keys(lock.tools)).toEqual(['count_tasks', 'create_task', 'get_task', 'list_tasks']);
  expect(lock.image).toMatchObject({
    id: expect.stringMatching(/^sha256:/u) as string,
    base: { reference: expect.any(String) as string },
  });

  const again = await verify('--lock');
  expect(again.report?.lock).toMatchObject({ path: FILE, updated: true, changes: [] });
  expect(await readFile(join(folder.path, FILE), 'utf8')).toBe(text);
  expect(locked((await verify()).report)).toMatchObject({ outcome: 'pass' });

  await writeFile(join(folder.path, 'mcp-dock.yaml'), config('breaks-the-lock.ts'));
  const broken = await verify();
  expect(broken.exitCode).toBe(1);
  expect(locked(broken.report)?.findings.map(({ message }) => message)).toEqual([
    'Breaking: the argument "completed" of "list_tasks" is gone.',
  ]);

  await writeFile(join(folder.path, 'mcp-dock.yaml'), config('exits-at-once.ts'));
  const dead = await verify('--lock');
  expect(dead.report?.lock).toMatchObject({ updated: false, kept: expect.stringMatching(/never answered/u) as string });
  expect(await readFile(join(folder.path, FILE), 'utf8')).toBe(text);

  await writeFile(join(folder.path, FILE), text.replace('"schemaVersion": 1', '"schemaVersion": 2'));
  const newer = await verify();
  expect(newer.exitCode).toBe(2);
  expect(newer.stderr).toContain('LOCK_INVALID');
});

it('asks an image for its tools over both transports, and calls one', async () => {
  await using folder = await folderWith({ 'mcp-dock.yaml': config('good.ts') });
  const run = (...args: string[]) => runCommand(['tools', ...args], { cwd: folder.path });
  for (const transport of ['http', 'stdio']) {
    const { stdout, exitCode } = await run('list', '--transport', transport, '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ transport, tools: [{ name: 'list_tasks' }, {}, {}, {}] });
  }
  const called = await run('call', 'create_task', `image:${FIXTURES_IMAGE}`, '--arg', 'title=Buy milk', '--json');
  expect(called).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(called.stdout)).toMatchObject({ isError: false, structuredContent: { title: 'Buy milk' } });
  const failed = await run('call', 'get_task', '--arg', 'id=none');
  expect(failed).toMatchObject({ exitCode: 1, stdout: 'There is no task none.\n' });
  const elsewhere = await runCommand(['verify', 'image:other/thing:1', '--lock'], { cwd: folder.path });
  expect(elsewhere).toMatchObject({ exitCode: 2 });
});
