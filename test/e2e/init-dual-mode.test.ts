import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../src/config/package-files.js';
import { reportSchema } from '../../src/model/report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { callToolsOf } from '../support/call-stdio.js';
import { composeCommand } from '../support/compose.js';
import { runContract } from '../support/contract-image.js';
import { progressLog } from '../support/log.js';
import { makeCommand } from '../support/make.js';
import { mustRun, run } from '../support/run.js';
import { runCommand } from '../support/verify-engine.js';

const NAME = `init-dual-e2e-${process.pid}`;
const IMAGE = `${NAME}:1.0.0`;
const PORT = randomInt(20_000, 30_000);
const LABEL = `${RUN_LABEL}=init-dual-test`;
const URL = `http://127.0.0.1:${PORT}`;
const TOOLS = ['list_tasks', 'create_task', 'mark_task_completed', 'update_task', 'delete_task'];
const STOP_LIMIT_MS = 10_000;
// Several tests run on one machine, and this one asks for the address of another port only.
const environment = { POSTGRES_PORT: String(PORT + 1) };
const log = progressLog();

let parent: string;
let directory: string;
let compose: readonly [string, ...string[]];
let make: string;

async function inCompose(...args: string[]): Promise<string> {
  const [command, ...first] = compose;
  return mustRun(command, [...first, ...args], { cwd: directory, env: environment });
}

const stack = (...args: string[]) => inCompose('-f', 'compose.yaml', '--profile', 'mcp', ...args);
const running = async () => (await stack('ps', '--services')).trim().split('\n').toSorted();
const idOf = async (service: string) => (await stack('ps', '--quiet', service)).trim();
const inspect = async (id: string, format: string) =>
  (await mustRun('docker', ['inspect', '--format', format, id])).trim();

/** Words of process 1. */
const firstProcess = async (id: string) =>
  (await mustRun('docker', ['exec', id, 'cat', '/proc/1/cmdline'])).split('\0').filter((word) => word !== '');

/** Runs the image as people do. */
const runImage = (...args: string[]) => run('docker', ['run', '--rm', '--label', LABEL, ...args]);

/** The command of the entry that `mcp-dock client` prints. */
async function clientCommand(): Promise<[string, ...string[]]> {
  const { stdout, stderr } = await runCommand(['client', 'claude-desktop', '--json', '--docker', 'docker'], {
    cwd: directory,
  });
  const { entry } = JSON.parse(stdout) as { entry: { command: string; args: string[] } };
  expect(entry.args, stderr).not.toContain('-t');
  return [entry.command, 'run', '--label', LABEL, ...entry.args.slice(1)];
}

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mcp-dock-init-dual-e2e-'));
  [compose, make] = await Promise.all([composeCommand(log), makeCommand(log)]);
  await requireBaseImages(['python:3.13-slim-trixie', 'postgres:17-trixie', 'node:24-bookworm-slim']);
  const written = await runCommand(['init', NAME, '--template', 'dual-mode', '--port', String(PORT), '--yes'], {
    cwd: parent,
  });
  if (written.exitCode !== 0) throw new Error(written.stderr);
  directory = join(parent, NAME);
  const built = await runCommand(['build', '--json'], { cwd: directory });
  if (built.exitCode !== 0) throw new Error(built.stdout + built.stderr);
}, 600_000);

afterAll(async () => {
  await run('docker', ['image', 'rm', IMAGE, `${NAME}:dev`]);
  await rm(parent, { recursive: true, force: true });
});

it('is what its case says: size, transport, both eras, tools, and how it stops', async () => {
  const expected = parse(await readFile(join(packageRoot, 'examples/dual-mode/case.yaml'), 'utf8')) as {
    readonly summary: Record<string, number>;
    readonly findings: readonly string[];
    readonly transports: readonly string[];
    readonly protocolVersions: readonly string[];
    readonly tools: readonly string[];
    readonly limits: Record<'sizeBytes' | 'stopMs', number>;
  };
  const { stdout, stderr } = await runCommand(['verify', '--json'], { cwd: directory });
  const report = reportSchema.parse(JSON.parse(stdout));
  const failed = report.results.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
  expect(failed, stdout + stderr).toEqual(expected.findings);
  expect(report.summary).toMatchObject(expected.summary);
  expect(report.mcp).toMatchObject({
    transports: expected.transports,
    protocolVersions: expected.protocolVersions,
    tools: expected.tools,
  });
  expect(Number(await inspect(IMAGE, '{{.Size}}'))).toBeLessThan(expected.limits.sizeBytes);
  expect(report.timings?.['stop']).toBeLessThan(expected.limits.stopMs);
});

it('has an entrypoint, a default mode, a user and a health check, and no address of a backend', async () => {
  const config = JSON.parse(await inspect(IMAGE, '{{json .Config}}')) as Record<string, unknown>;
  expect(config).toMatchObject({
    Entrypoint: ['/app/docker-entrypoint.sh'],
    Cmd: ['fastapi'],
    User: '1000:1000',
    WorkingDir: '/app',
    Healthcheck: { Interval: 30e9, Timeout: 10e9, StartPeriod: 5e9, Retries: 3 },
  });
  expect(JSON.stringify(config['Env'])).not.toContain('FASTAPI_BASE_URL');
});

it.each(['bogus', 'stdio'])('ends with 1 for the mode %s, and names the valid ones', async (mode) => {
  const { code, output } = await runImage(IMAGE, mode);
  expect(code).toBe(1);
  expect(output).toContain(`"${mode}"`);
  expect(output).toMatch(/fastapi.*mcp/u);
});

it('passes the tests of both programs and of its entrypoint where there is no network', async () => {
  const { exitCode, stdout, stderr } = await runCommand(['build', '--test', '--json'], { cwd: directory });
  expect(exitCode, stdout + stderr).toBe(0);
}, 900_000);

it('keeps the contract of the reference server', async () => {
  const reference = `${NAME}:contract`;
  try {
    const tested = await runContract({ image: IMAGE, reference, label: LABEL, sources: '/app' });
    expect(tested.code, tested.output).toBe(0);
    expect(Number(/^ℹ pass (\d+)$/mu.exec(tested.output)?.[1])).toBeGreaterThan(120);
  } finally {
    await run('docker', ['image', 'rm', reference]);
  }
}, 600_000);

it('answers without a single setting: the backend its health, the MCP server its tools', async () => {
  const id = (
    await mustRun('docker', ['run', '--detach', '--label', LABEL, '--publish', `127.0.0.1:${PORT + 2}:8000`, IMAGE])
  ).trim();
  try {
    const url = `http://127.0.0.1:${PORT + 2}`;
    await expect.poll(() => statusOf(`${url}/health`), { timeout: 60_000, interval: 250 }).toBe(200);
    expect(await statusOf(`${url}/api/tasks`)).toBe(401);
    expect((await firstProcess(id))[0]).toMatch(/^(?:\S*\/)?python[\d.]*$/u);
    const begun = performance.now();
    await mustRun('docker', ['stop', id]);
    expect(performance.now() - begun).toBeLessThan(STOP_LIMIT_MS);
    expect(await inspect(id, '{{.State.ExitCode}}')).toBe('0');
  } finally {
    await run('docker', ['rm', '--force', id]);
  }
  await callToolsOf(['docker', 'run', '-i', '--rm', '--label', LABEL, IMAGE, 'mcp'], directory, async (call, tools) => {
    expect(tools).toEqual(TOOLS);
    await expect(call('list_tasks', {})).rejects.toThrow('The task backend cannot be reached');
  });
});

describe('with its services', () => {
  beforeAll(async () => {
    await inCompose('-f', 'compose.yaml', 'up', '--no-build', '--detach', '--wait', '--wait-timeout', '240');
  }, 300_000);
  afterAll(async () => {
    await stack('down', '--volumes', '--remove-orphans');
  }, 120_000);

  it('starts two of them, and only the backend within reach', async () => {
    expect(await running()).toEqual(['mcp-backend', 'postgres']);
    const health = (await (await fetch(`${URL}/health`)).json()) as object;
    expect(health).toMatchObject({ status: 'healthy', checks: { database: 'ok' } });
    expect(await inspect(await idOf('postgres'), '{{json .NetworkSettings.Ports}}')).not.toContain('HostPort');
    expect(await inspect(await idOf('mcp-backend'), '{{json .Config.Env}}')).not.toContain(
      (await readFile(join(directory, 'secrets/postgres_password'), 'utf8')).trim(),
    );
  });

  it('starts the MCP server with its profile, from the same image, when the backend is healthy', async () => {
    await stack('down');
    await stack('up', '--no-build', '--detach', '--wait', '--wait-timeout', '240');
    expect(await running()).toEqual(['mcp-backend', 'mcp-server', 'postgres']);
    const [backend, server] = [await idOf('mcp-backend'), await idOf('mcp-server')];
    expect(await inspect(server, '{{.Image}}')).toBe(await inspect(backend, '{{.Image}}'));
    const probes = JSON.parse(await inspect(backend, '{{json .State.Health.Log}}')) as {
      ExitCode: number;
      End: string;
    }[];
    const healthy = probes.find(({ ExitCode }) => ExitCode === 0);
    const started = await inspect(server, '{{.State.StartedAt}}');
    expect(Date.parse(started)).toBeGreaterThan(Date.parse(healthy?.End ?? ''));
    expect(await firstProcess(backend)).toEqual(expect.arrayContaining(['uvicorn', 'app.main:app', '0.0.0.0', '8000']));
    expect((await firstProcess(server)).slice(1)).toEqual(['run_mcp_server_standalone.py']);
    expect(await mustRun('docker', ['top', server])).not.toMatch(/\bbash\b/u);
    expect(await inspect(server, '{{json .HostConfig.PortBindings}}')).toMatch(/^(?:\{\}|null)$/u);
    const name = 'import socket; print(socket.gethostbyname("mcp-backend"))';
    expect(await mustRun('docker', ['exec', server, 'python', '-c', name])).toMatch(/^\d+\.\d+\.\d+\.\d+$/mu);
  }, 300_000);

  it('keeps what a client of the printed entry makes, and has it again after down and up', async () => {
    const command = await clientCommand();
    const made = await callToolsOf(command, directory, async (call, tools) => {
      expect(tools).toEqual(TOOLS);
      const task = await call('create_task', { title: 'Buy milk', description: 'Two bottles' });
      await call('update_task', { task_id: task['id'], title: 'Buy oat milk' });
      return call('mark_task_completed', { task_id: task['id'] });
    });
    expect(made).toMatchObject({ title: 'Buy oat milk', completed: true });
    await stack('down');
    await inCompose('-f', 'compose.yaml', 'up', '--no-build', '--detach', '--wait', '--wait-timeout', '240');
    await callToolsOf(command, directory, async (call) => {
      expect(await call('list_tasks', {})).toMatchObject({
        total: 1,
        tasks: [{ id: made['id'], title: 'Buy oat milk' }],
      });
      expect(await call('delete_task', { task_id: made['id'] })).toMatchObject({ deleted: true });
    });
  }, 300_000);

  it('goes the same way over host.docker.internal, the default, once the port is published for it', async () => {
    const gateway = await inspect('bridge', '{{range .IPAM.Config}}{{.Gateway}}{{end}}');
    const [command, ...first] = compose;
    await mustRun(command, [...first, '-f', 'compose.yaml', 'up', '--no-build', '--detach', '--wait', 'mcp-backend'], {
      cwd: directory,
      env: { ...environment, BACKEND_ADDRESS: gateway, BACKEND_PORT: '8000' },
    });
    const host = ['--add-host', 'host.docker.internal:host-gateway', '--env-file', '.env'];
    await callToolsOf(
      ['docker', 'run', '-i', '--rm', '--label', LABEL, ...host, IMAGE, 'mcp'],
      directory,
      async (call) => {
        expect(await call('list_tasks', {})).toMatchObject({ total: 0 });
      },
    );
  }, 300_000);

  it('does the round trip, rotates the token and backs up by make', async () => {
    const env = { COMPOSE: compose.join(' '), MAKEFLAGS: '', ...environment };
    const mustMake = (...args: string[]) => mustRun(make, args, { cwd: directory, env });
    const before = parseEnv(await readFile(join(directory, '.env'), 'utf8'))['SERVICE_AUTH_TOKEN'];
    await mustMake('up-mcp');
    await mustMake('token');
    expect(parseEnv(await readFile(join(directory, '.env'), 'utf8'))['SERVICE_AUTH_TOKEN']).not.toBe(before);
    expect(await mustMake('health')).toMatch(/mcp-server-1: healthy/u);
    expect(await mustMake('test-integration')).toContain('through mcp-server, mcp-backend and postgres');
    expect(await mustMake('backup')).toMatch(/Saved: backups\//u);
    await mustMake('stop');
    await mustMake('start');
    await mustMake('down');
    expect(await mustRun('docker', ['ps', '--all', '--quiet', '--filter', `name=${NAME}`])).toBe('');
  }, 600_000);

  it.each(['mcp-backend', 'mcp-server'])(
    'stops %s in time',
    async (service) => {
      await stack('up', '--no-build', '--detach', '--wait', '--wait-timeout', '240');
      const id = await idOf(service);
      const begun = performance.now();
      await mustRun('docker', ['stop', id]);
      expect(performance.now() - begun).toBeLessThan(STOP_LIMIT_MS);
      expect(await inspect(id, '{{.State.ExitCode}}')).toBe('0');
    },
    300_000,
  );

  it('takes an edited route by itself during development', async () => {
    await stack('down');
    const built = await runCommand(['build', '--json', '--target', 'dev', '--tag', `${NAME}:dev`], { cwd: directory });
    expect(built.exitCode, built.stdout + built.stderr).toBe(0);
    await inCompose('up', '--no-build', '--detach', '--wait', '--wait-timeout', '240');
    const file = join(directory, 'app/app.py');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('{"status": "ok"}', '{"status": "edited"}'));
    await expect.poll(() => bodyOf(`${URL}/health/live`), { timeout: 20_000, interval: 250 }).toContain('edited');
    await inCompose('down');
  }, 600_000);
});

const statusOf = (url: string): Promise<number> =>
  fetch(url).then(
    ({ status }) => status,
    () => 0,
  );

const bodyOf = (url: string): Promise<string> =>
  fetch(url).then(
    (answer) => answer.text(),
    () => '',
  );
