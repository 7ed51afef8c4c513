import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../../src/actions/build.js';
import { init } from '../../src/actions/init.js';
import { loadConfig } from '../../src/config/load-config.js';
import { configSchema } from '../../src/config/schema.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { TODO_TOOLS } from '../../src/plan/todo-server.js';
import type { Engine } from '../../src/ports/engine.js';
import { realContext } from '../support/real-context.js';
import { mustRun } from '../support/run.js';
import { containersOf, nothingIsLeft, runCommand } from '../support/verify-engine.js';

/** The containers of an entry have no label of ours but that of their image. */
const NAME = 'client-e2e';
const IMAGE = `${NAME}:1.0.0`;

let directory: string;
let home: string;
let engine: Engine;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mcp-dock-client-e2e-'));
  home = await mkdtemp(join(tmpdir(), 'mcp-dock-client-home-'));
  const ports = await realContext(directory);
  engine = ports.engine;
  await init({ directory: '.', choices: { name: NAME }, yes: true, dryRun: false, force: false }, ports);
  // The server then needs something of .env, and its entry the file.
  const path = join(directory, 'mcp-dock.yaml');
  await writeFile(
    path,
    (await readFile(path, 'utf8')).replace(/^server:$/mu, 'server:\n  requiredEnv: [MCP_LOG_LEVEL]'),
  );
  await appendFile(join(directory, '.env'), 'MCP_SERVER_NAME=named-in-env-file\n');
  const project = await loadConfig(directory);
  if (project === undefined) throw new Error('init wrote no mcp-dock.yaml.');
  const own = configSchema.parse({ name: 'x', build: { labels: { [RUN_LABEL]: 'e2e' } } }).build;
  const config = { ...project.config, ...(own && { build: own }) };
  await build(
    { directory, project: { ...project, config }, flags: { tags: [IMAGE], target: 'runtime' }, verbose: false },
    ports,
  );
});

afterAll(async () => {
  await nothingIsLeft(engine, IMAGE);
  await mustRun('docker', ['volume', 'rm', '--force', `${NAME}-data`]);
  await mustRun('docker', ['image', 'rm', IMAGE]);
  await Promise.all([directory, home].map((path) => rm(path, { recursive: true, force: true })));
});

interface Entry {
  readonly server: { readonly command: string; readonly args: readonly string[] };
}

/** The entry as a program gets it; on this machine, whose home is an empty folder. */
async function entryFor(...argv: string[]): Promise<Entry> {
  const { exitCode, stdout, stderr } = await runCommand(['client', ...argv, '--json'], {
    cwd: directory,
    env: { HOME: home },
  });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return JSON.parse(stdout) as Entry;
}

/** As a client does: without a shell, and with the few variables that clients hand on. */
async function connect({ command, args }: Entry['server']) {
  const engineAddress = process.env['DOCKER_HOST'];
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    cwd: home,
    env: { ...getDefaultEnvironment(), ...(engineAddress !== undefined && { DOCKER_HOST: engineAddress }) },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'client-e2e', version: '1.0.0' });
  await client.connect(transport);
  return client;
}

it.each(['claude-code', 'cursor'])('starts a server that answers %s, and leaves no container', async (id) => {
  const { server } = await entryFor(id);
  expect(server.args).toContain('--env-file');
  expect(server.args).not.toContain('-t');
  const client = await connect(server);
  try {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual(TODO_TOOLS.map(({ name }) => name).toSorted());
    // Only docker has read the file.
    expect(client.getServerVersion()?.name).toBe('named-in-env-file');
    expect(await containersOf(engine, IMAGE)).toHaveLength(1);
  } finally {
    await client.close();
  }
  await expect.poll(() => containersOf(engine, IMAGE), { timeout: 10_000 }).toEqual([]);
});

it('keeps what the server has stored from one client to the next', async () => {
  const { server } = await entryFor('codex');
  const first = await connect(server);
  await first.callTool({ name: 'create_task', arguments: { title: 'Buy milk' } });
  await first.close();
  await expect.poll(() => containersOf(engine, IMAGE), { timeout: 10_000 }).toEqual([]);
  const second = await connect(server);
  const listed = await second.callTool({ name: 'list_tasks', arguments: {} });
  await second.close();
  expect(JSON.stringify(listed)).toContain('Buy milk');
  await expect.poll(() => containersOf(engine, IMAGE), { timeout: 10_000 }).toEqual([]);
});

it('starts from the file of a client what it started from --json', async () => {
  const { exitCode, stdout } = await runCommand(['client', 'gemini-cli', '--write', '--yes', '--json'], {
    cwd: directory,
    env: { HOME: home },
  });
  expect(exitCode).toBe(0);
  const { file } = JSON.parse(stdout) as { file: string };
  expect(file).toBe(join(home, '.gemini', 'settings.json'));
  const settings = JSON.parse(await readFile(file, 'utf8')) as { mcpServers: Record<string, Entry['server']> };
  const client = await connect(settings.mcpServers[NAME] ?? { command: '', args: [] });
  expect((await client.listTools()).tools).toHaveLength(TODO_TOOLS.length);
  await client.close();
  await expect.poll(() => containersOf(engine, IMAGE), { timeout: 10_000 }).toEqual([]);
});
