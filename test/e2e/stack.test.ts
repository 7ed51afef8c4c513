import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init } from '../../src/actions/init.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { PART_IDS } from '../../src/plan/parts/index.js';
import type { RuntimeId } from '../../src/plan/runtimes/index.js';
import { TODO_TOOLS } from '../../src/plan/todo-server.js';
import { createScriptedPrompter } from '../fakes/scripted-prompter.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { composeCommand } from '../support/compose.js';
import { progressLog } from '../support/log.js';
import { callTools, listTools } from '../support/call-tools.js';
import { mustRun, run } from '../support/run.js';
import { runCommand } from '../support/verify-engine.js';

// One name for all of them: what is built for the first is in the cache for the others.
const NAME = `stack-e2e-${process.pid}`;
const PORT = randomInt(20_000, 30_000);
// Of development; others may use the usual ones.
const PORTS = {
  BACKEND_PORT: String(PORT + 1),
  POSTGRES_PORT: String(PORT + 2),
  REDIS_PORT: String(PORT + 3),
  FRONTEND_PORT: String(PORT + 4),
  AUTH_PORT: String(PORT + 5),
};
const BASES = ['python:3.13-slim-trixie', 'postgres:17-trixie', 'redis:7-alpine', 'nginx:1-alpine-slim'];
const log = progressLog();

let parent: string;
let compose: readonly [string, ...string[]];

class Project {
  readonly directory: string;
  readonly files: readonly string[];

  constructor(directory: string, files: readonly string[]) {
    this.directory = directory;
    this.files = files;
  }

  async compose(...args: string[]): Promise<string> {
    const [command, ...first] = compose;
    const all = [...first, ...this.files.flatMap((file) => ['-f', file]), ...args];
    return mustRun(command, all, { cwd: this.directory, env: PORTS });
  }

  /** Everything that bears the name of the project: containers, volumes, networks. */
  async left(): Promise<string[]> {
    const ask = async (...args: string[]) => (await mustRun('docker', args)).split('\n').filter((line) => line !== '');
    const filter = `name=${NAME}`;
    return [
      ...(await ask('ps', '--all', '--filter', filter, '--format', '{{.Names}}')),
      ...(await ask('volume', 'ls', '--filter', filter, '--format', '{{.Name}}')),
      ...(await ask('network', 'ls', '--filter', filter, '--format', '{{.Name}}')),
    ];
  }
}

async function makeProject(
  parts: readonly string[],
  files: readonly string[],
  {
    runtime = 'node',
    builds = [[]],
  }: { readonly runtime?: RuntimeId; readonly builds?: readonly (readonly string[])[] } = {},
): Promise<Project> {
  const directory = await mkdtemp(join(parent, 'project-'));
  await init(
    { directory, choices: { name: NAME, port: PORT, runtime, with: parts }, yes: true, dryRun: false, force: false },
    {
      cwd: parent,
      prompter: createScriptedPrompter(),
      toolVersion: '1.2.3',
      progress: createSilentProgress(),
      signal: new AbortController().signal,
    },
  );
  for (const flags of builds) {
    const built = await runCommand(['build', '--json', ...flags], { cwd: directory });
    expect(built.exitCode, built.stderr).toBe(0);
  }
  return new Project(directory, files);
}

const url = `http://127.0.0.1:${PORT}/mcp`;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mcp-dock-stack-e2e-'));
  compose = await composeCommand(log);
  await requireBaseImages(BASES);
}, 600_000);

afterAll(async () => {
  for (const image of [
    `${NAME}:1.0.0`,
    `${NAME}-backend:1.0.0`,
    `${NAME}-frontend:1.0.0`,
    `${NAME}-auth-server:1.0.0`,
    `${NAME}-backend:dev`,
    `${NAME}:dev`,
  ])
    await run('docker', ['image', 'rm', image]);
  await rm(parent, { recursive: true, force: true });
});

describe.each([
  { runtime: 'node', parts: ['backend'], files: ['compose.yaml'] },
  { runtime: 'python-uv', parts: ['backend', 'postgres'], files: ['compose.yaml'] },
  {
    runtime: 'node',
    parts: PART_IDS.filter((part) => part !== 'fullstack'),
    files: ['compose.yaml', 'compose.prod.yaml'],
  },
  { runtime: 'python-uv', parts: ['backend', 'fullstack', 'secrets'], files: ['compose.yaml', 'compose.prod.yaml'] },
] as const)('a $runtime project with $parts', ({ runtime, parts: chosen, files }) => {
  const parts: readonly string[] = chosen;
  let project: Project;
  beforeAll(async () => {
    project = await makeProject(parts, files, { runtime });
    await project.compose('up', '--no-build', '--detach', '--wait', '--wait-timeout', '240');
  }, 600_000);
  afterAll(async () => {
    await project.compose('down', '--volumes', '--remove-orphans');
  }, 120_000);

  it('makes, lists, completes and deletes a task through all services', async () => {
    await callTools(url, async (call) => {
      const made = await call('create_task', { title: 'Buy milk', description: 'Two bottles' });
      expect(made).toMatchObject({ title: 'Buy milk', completed: false });
      expect(await call('list_tasks', { status: 'pending' })).toMatchObject({ total: 1, tasks: [{ id: made['id'] }] });
      // From one replica after the other, where there are several.
      for (let round = 0; round < 4; round += 1) expect(await call('list_tasks', {})).toMatchObject({ total: 1 });
      expect(await call('mark_task_completed', { task_id: made['id'] })).toMatchObject({ completed: true });
      expect(await call('list_tasks', { status: 'pending' })).toMatchObject({ total: 0 });
      expect(await call('delete_task', { task_id: made['id'] })).toMatchObject({ deleted: true });
      expect(await call('list_tasks', {})).toMatchObject({ total: 0 });
    });
  });

  it('runs every process as nobody special, and hides what is internal', async () => {
    const ports: Readonly<Record<string, string>> = {
      [parts.includes('proxy') ? 'proxy' : 'mcp-server']: `${PORT}/tcp -> 127.0.0.1:${PORT}`,
      ...(parts.includes('fullstack') && {
        backend: `8000/tcp -> 127.0.0.1:${PORTS.BACKEND_PORT}`,
        frontend: `8080/tcp -> 127.0.0.1:${PORTS.FRONTEND_PORT}`,
        'auth-server': `8080/tcp -> 127.0.0.1:${PORTS.AUTH_PORT}`,
      }),
    };
    const lines = (await project.compose('ps', '--format', '{{.Service}} {{.Name}}')).trim().split('\n');
    for (const line of lines) {
      const [service = '', container = ''] = line.split(' ');
      const uid = await mustRun('docker', ['exec', container, 'id', '-u']);
      expect(Number(uid), service).toBeGreaterThan(0);
      const published = await mustRun('docker', ['port', container]);
      expect(published.trim(), service).toBe(ports[service] ?? '');
    }
    const services = lines.map((line) => line.split(' ')[0]);
    const expected = [
      'mcp-server',
      'backend',
      ...['postgres', 'redis', 'proxy'].filter((part) => parts.includes(part)),
      ...(parts.includes('fullstack') ? ['frontend', 'auth-server'] : []),
    ];
    expect(new Set(services)).toEqual(new Set(expected));
    const replicas = parts.includes('postgres') && files.some((file) => file === 'compose.prod.yaml') ? 2 : 1;
    expect(services.filter((service) => service === 'backend')).toHaveLength(replicas);
  });

  it('has no secret in what anybody can inspect', async () => {
    const names = [
      ...(parts.includes('secrets') ? ['service_auth_token'] : []),
      ...(parts.includes('secrets') && parts.includes('postgres') ? ['postgres_password'] : []),
      ...(parts.includes('secrets') && parts.includes('fullstack') ? ['auth_dev_password'] : []),
    ];
    const secrets = await Promise.all(names.map((name) => readFile(join(project.directory, 'secrets', name), 'utf8')));
    const containers = (await project.compose('ps', '--quiet')).trim().split('\n');
    const inspected = await mustRun('docker', ['inspect', ...containers]);
    const logs = await project.compose('logs');
    for (const secret of secrets) {
      expect(secret.trim()).toHaveLength(43);
      expect(inspected.includes(secret.trim())).toBe(false);
      expect(logs.includes(secret.trim())).toBe(false);
    }
    const environment = await readFile(join(project.directory, '.env'), 'utf8');
    const token = /^SERVICE_AUTH_TOKEN=(.+)$/mu.exec(environment)?.[1];
    expect(token === undefined).toBe(parts.includes('secrets'));
    expect(logs.includes(token ?? 'no token')).toBe(false);
  });

  it('keeps tasks over a restart of everything', async () => {
    await callTools(url, (call) => call('create_task', { title: 'Survive' }));
    await project.compose('down');
    await project.compose('up', '--no-build', '--detach', '--wait', '--wait-timeout', '240');
    await callTools(url, async (call) => {
      const { tasks } = (await call('list_tasks', {})) as unknown as { tasks: { id: number; title: string }[] };
      expect(tasks.map(({ title }) => title)).toEqual(['Survive']);
      await call('delete_task', { task_id: tasks[0]?.id });
    });
  }, 300_000);

  it('tells the client when the backend is away, and recovers', async () => {
    await project.compose('stop', 'backend');
    await callTools(url, async (call) => {
      await expect(call('list_tasks', {})).rejects.toThrow(/backend/u);
    });
    await project.compose('start', 'backend');
    await expect.poll(() => healthOf(PORT), { timeout: 60_000, interval: 500 }).toBe(200);
    await callTools(url, async (call) => expect(await call('list_tasks', {})).toMatchObject({ total: 0 }));
  }, 180_000);

  it.each(parts.includes('autoheal') ? ['mcp-server', 'backend'] : [])(
    'starts %s again when it hangs',
    async (service) => {
      const [id = ''] = (await project.compose('ps', '--quiet', service)).trim().split('\n');
      const startedAt = async () => mustRun('docker', ['inspect', '--format', '{{.State.StartedAt}}', id]);
      const before = await startedAt();
      // Its init is process 1; the server is its child.
      await mustRun('docker', ['exec', id, 'sh', '-c', 'kill -STOP $(cat /proc/1/task/1/children)']);
      await expect.poll(startedAt, { timeout: 150_000, interval: 1_000 }).not.toBe(before);
      const health = async () => mustRun('docker', ['inspect', '--format', '{{.State.Health.Status}}', id]);
      await expect.poll(health, { timeout: 90_000, interval: 500 }).toMatch(/^healthy/u);
    },
    300_000,
  );

  it('serves a client on standard input and output as well', async () => {
    const [command, ...first] = compose;
    const script = [
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
      },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'list_tasks', arguments: {} } },
    ];
    const input = join(project.directory, 'input.jsonl');
    await writeFile(input, `${script.map((message) => JSON.stringify(message)).join('\n')}\n`);
    const words = [command, ...first, ...files.flatMap((file) => ['-f', file]), 'run', '--rm', '--no-TTY', 'stdio']
      .map((word) => `'${word}'`)
      .join(' ');
    const output = await mustRun('sh', ['-c', `(cat input.jsonl; sleep 5) | ${words} 2>/dev/null`], {
      cwd: project.directory,
    });
    const answers = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id?: number; result?: object });
    expect(answers.find(({ id }) => id === 2)?.result).toMatchObject({ structuredContent: { total: 0 } });
  }, 120_000);

  it('leaves nothing behind', async () => {
    await project.compose('down', '--volumes', '--remove-orphans');
    expect(await project.left()).toEqual([]);
  });
});

// Python loads its SDK for a second of a whole processor, which machines that run many tests at once seldom have.
describe.each([
  {
    runtime: 'node',
    parts: ['backend', 'postgres', 'redis', 'dev'],
    source: 'src/tools/create-task.ts',
    limitMs: 10_000,
  },
  {
    runtime: 'python-uv',
    parts: ['backend', 'redis', 'dev'],
    source: 'src/todo_server/tools/create_task.py',
    limitMs: 30_000,
  },
] as const)('a $runtime project during development', ({ runtime, parts, source, limitMs }) => {
  const has = (part: string) => (parts as readonly string[]).includes(part);
  let project: Project;
  beforeAll(async () => {
    project = await makeProject(parts, ['compose.yaml', 'compose.override.yaml'], {
      runtime,
      builds: [
        ['--image', NAME, '--target', 'dev', '--tag', `${NAME}:dev`],
        ['--image', 'backend', '--target', 'dev', '--tag', `${NAME}-backend:dev`],
      ],
    });
    await project.compose('up', '--no-build', '--detach', '--wait', '--wait-timeout', '240');
  }, 600_000);
  afterAll(async () => {
    await project.compose('down', '--volumes', '--remove-orphans');
  }, 120_000);

  it('has the settings of development, and no others change', async () => {
    const log = await project.compose('logs', '--no-color', '--no-log-prefix', 'mcp-server');
    const registered = log.split('\n').filter((line) => line.includes('Registered tool'));
    expect(registered.map((line) => line.split(' - ').slice(1).join(' - '))).toEqual(
      TODO_TOOLS.map(({ name }) => `${NAME}-mcp-server - INFO - Registered tool ${name}`),
    );
    await callTools(url, (call) => call('list_tasks', {}));
    await expect
      .poll(() => project.compose('logs', '--no-color', 'mcp-server'), { timeout: 10_000 })
      .toMatch(/ - DEBUG - Tool started/u);
  }, 60_000);

  it(`shows a changed description of a tool within ${limitMs / 1000} s, without a new image`, async () => {
    const path = join(project.directory, source);
    const image = async () => project.compose('images', '--quiet', 'mcp-server');
    const before = await image();
    const text = await readFile(path, 'utf8');
    const changed = text.replace(/(description(?:: |=)['"])Adds a /u, '$1Jots down a ');
    expect(changed).not.toBe(text);
    await writeFile(path, changed);
    await expect.poll(() => descriptionOf('create_task'), { timeout: limitMs }).toMatch(/^Jots down a /u);
    expect(await image()).toBe(before);
  }, 60_000);

  it(`shows a change of the backend within ${limitMs / 1000} s`, async () => {
    const live = async () => {
      const answer = await fetch(`http://127.0.0.1:${PORTS.BACKEND_PORT}/health/live`).catch(() => undefined);
      return answer?.text().catch(() => undefined);
    };
    expect(await live()).toBe('{"status":"ok"}');
    const path = join(project.directory, 'backend/src/todo_backend/app.py');
    await writeFile(path, (await readFile(path, 'utf8')).replace('{"status": "ok"}', '{"status": "changed"}'));
    await expect.poll(live, { timeout: limitMs }).toBe('{"status":"changed"}');
    const made = await callTools(url, (call) => call('create_task', { title: 'Buy milk' }));
    expect(made).toMatchObject({ title: 'Buy milk' });
  }, 60_000);

  it('explains the interface, and has its databases on this machine', async () => {
    expect((await fetch(`http://127.0.0.1:${PORTS.BACKEND_PORT}/docs`)).status).toBe(200);
    const published = { postgres: PORTS.POSTGRES_PORT, redis: PORTS.REDIS_PORT };
    for (const port of Object.entries(published).flatMap(([part, port]) => (has(part) ? [port] : []))) {
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    }
  }, 30_000);
});

/** What tools/list says of a tool; undefined while nobody answers. */
async function descriptionOf(tool: string): Promise<string | undefined> {
  const listed = await listTools(url).catch(() => undefined);
  return listed?.find(({ name }) => name === tool)?.description;
}

async function healthOf(port: number): Promise<number> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(3_000) })).status;
  } catch {
    await sleep(100);
    return 0;
  }
}
