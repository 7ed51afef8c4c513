import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requireBaseImages } from '../support/require-base-images.js';
import { callTools } from '../support/call-tools.js';
import { composeCommand } from '../support/compose.js';
import { progressLog } from '../support/log.js';
import { mustRun, run } from '../support/run.js';
import { runCommand } from '../support/verify-engine.js';

const NAME = `client-stack-${process.pid}`;
const PORT = randomInt(20_000, 30_000);
const log = progressLog();

let parent: string;
let directory: string;
let home: string;
let compose: readonly [string, ...string[]];

/** Whatever compose made, with the label that tells ours from others. */
const stack = async (...args: string[]) => {
  const [command, ...first] = compose;
  return mustRun(command, [...first, '-f', 'compose.yaml', '-f', 'labels.yaml', ...args], { cwd: directory });
};

const command = async (...argv: string[]) => {
  const { exitCode, stdout, stderr } = await runCommand(argv, { cwd: directory, env: { HOME: home } });
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as { server: { command: string; args: string[]; url?: string }; notes: string[] };
};

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mcp-dock-client-stack-'));
  directory = join(parent, 'with space');
  home = join(parent, 'home');
  compose = await composeCommand(log);
  await requireBaseImages(['node:24-bookworm-slim', 'debian:bookworm-slim', 'python:3.13-slim-trixie']);
  await mkdir(join(home, '.docker', 'cli-plugins'), { recursive: true });
  // The docker program finds its plugins below the home folder; a machine's own are found as well.
  const [program, ...words] = compose;
  if (words.length === 0) await symlink(program, join(home, '.docker', 'cli-plugins', 'docker-compose'));
  const made = await runCommand(
    ['init', 'with space', '--yes', '--name', NAME, '--port', String(PORT), '--with', 'backend,secrets'],
    { cwd: parent },
  );
  if (made.exitCode !== 0) throw new Error(made.stderr);
  const labels = '{ labels: { io.mcp-dock.run: e2e } }';
  await writeFile(join(directory, 'labels.yaml'), `services:\n  mcp-server: ${labels}\n  backend: ${labels}\n`);
  const built = await runCommand(['build', '--json'], { cwd: directory });
  if (built.exitCode !== 0) throw new Error(built.stderr);
  await stack('up', '--no-build', '--detach', '--wait', '--wait-timeout', '240');
}, 600_000);

afterAll(async () => {
  await stack('down', '--volumes', '--remove-orphans');
  for (const image of [`${NAME}:1.0.0`, `${NAME}-backend:1.0.0`]) await run('docker', ['image', 'rm', image]);
  await rm(parent, { recursive: true, force: true });
}, 120_000);

/** As a client does: without a shell, elsewhere, and with the few variables that clients hand on. */
async function connect({ command: program, args }: { readonly command: string; readonly args: readonly string[] }) {
  const engineAddress = process.env['DOCKER_HOST'];
  const environment = { ...getDefaultEnvironment(), HOME: home };
  const env = engineAddress === undefined ? environment : { ...environment, DOCKER_HOST: engineAddress };
  const transport = new StdioClientTransport({
    command: program,
    args: [...args],
    cwd: tmpdir(),
    env,
    stderr: 'ignore',
  });
  const client = new Client({ name: 'client-stack', version: '1.0.0' });
  await client.connect(transport);
  return client;
}

const containers = async () => {
  const filter = `name=${NAME}`;
  const listed = await mustRun('docker', ['ps', '--all', '--filter', filter, '--format', '{{.ID}} {{.Names}}']);
  return listed.trim().split('\n').toSorted();
};

it('starts beside the backend that runs, which both ways then share, and leaves all as it was', async () => {
  const before = await containers();
  const { server, notes } = await command('client', 'claude-code', '--json');
  expect(server.args.slice(-5)).toEqual(['run', '--rm', '--no-deps', '--no-TTY', 'stdio']);
  expect(notes.join('\n')).toMatch(/reaches backend over the network/u);
  const client = await connect(server);
  await client.callTool({ name: 'create_task', arguments: { title: 'Seen from both sides' } });
  await client.close();
  const { server: overHttp } = await command('client', 'claude-code', '--transport', 'http', '--json');
  expect(overHttp.url).toBe(`http://127.0.0.1:${PORT}/mcp`);
  await callTools(overHttp.url ?? '', async (call) => {
    expect(await call('list_tasks', {})).toMatchObject({ tasks: [{ title: 'Seen from both sides' }] });
  });
  // Other settings than those of the entry: compose would replace the services, were it to look after them.
  await expect.poll(containers, { timeout: 20_000 }).toEqual(before);
}, 120_000);

it('starts while the backend is away, and says so when it is needed', async () => {
  await stack('stop', 'backend');
  const { server } = await command('client', 'codex', '--docker', 'docker', '--json');
  const client = await connect(server);
  expect((await client.listTools()).tools.length).toBeGreaterThan(0);
  expect(JSON.stringify(await client.callTool({ name: 'list_tasks', arguments: {} }))).toMatch(/"isError":true/u);
  await client.close();
  await stack('start', 'backend');
}, 120_000);
