import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import Client from '../../../src/commands/client.js';
import { packageRoot } from '../../../src/config/package-files.js';
import type { Context } from '../../../src/ports/context.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { createScriptedPrompter } from '../../fakes/scripted-prompter.js';
import { fakeProcesses, folderWith } from '../../support/probe-context.js';

let folder: Awaited<ReturnType<typeof folderWith>>;
let printed: string[];
let statuses: number[];

class ClientHere extends Client {
  protected override async createContext(): Promise<Context> {
    return {
      cwd: join(folder.path, 'project'),
      engine: fakeEngine({}),
      prompter: createScriptedPrompter(),
      processes: fakeProcesses(),
      progress: createSilentProgress(),
      signal: new AbortController().signal,
      environment: { NO_COLOR: '1' },
      toolVersion: '1.2.3',
    };
  }
  protected override machine(context: Context, project?: string) {
    return { ...super.machine(context, project), platform: 'linux' as const, home: folder.path };
  }
  protected override print(text: string): void {
    printed.push(text);
  }
  protected override endWith(exitCode: number): void {
    statuses.push(exitCode);
  }
}

beforeEach(async () => {
  folder = await folderWith({
    'project/mcp-dock.yaml':
      'name: todo\nimage: todo:1\nserver: { transports: { http: {}, stdio: { args: [stdio] } }, data: [/app/data] }\n',
  });
  printed = [];
  statuses = [];
});
afterEach(() => folder[Symbol.asyncDispose]());

const run = (...argv: string[]) => ClientHere.run(argv, packageRoot);
const text = () => printed.join('\n');

it('lists the clients, those of this machine first', async () => {
  await mkdir(join(folder.path, '.codex'));
  await run();
  expect(text().split('\n')[0]).toMatch(/^ {2}ok codex +Codex +\/.*\/\.codex\/config\.toml$/u);
  expect(text()).toMatch(/^ {5}cursor /mu);
  expect(text()).toContain('Found on this machine: Codex.');
  await run('--json');
  const { clients } = JSON.parse(printed[1] ?? '') as { clients: { id: string; found: boolean }[] };
  expect(clients.filter(({ found }) => found)).toMatchObject([{ id: 'codex', format: 'toml' }]);
  expect(statuses).toEqual([0, 0]);
});

it('prints an entry, where it belongs and what to do then', async () => {
  await run('gemini-cli');
  expect(text()).toContain('"mcpServers": {');
  expect(text()).toMatch(/^File +\/.*\/\.gemini\/settings\.json$/mu);
  expect(text()).toMatch(/^Command +docker run --rm -i --init -v todo-data:\/app\/data todo:1 stdio$/mu);
  expect(text()).toMatch(/^Proof +mcp-dock verify$/mu);
  expect(text()).toMatch(/^Then +Restart Gemini CLI/mu);
  expect(text().split('\n').at(-1)).toMatch(/^Nothing was written\./u);
});

it('writes, says the same to a program, and takes it back', async () => {
  await mkdir(join(folder.path, '.gemini'));
  const file = join(folder.path, '.gemini', 'settings.json');
  await writeFile(file, '{}\n');
  await run('gemini-cli', '--write', '--yes', '--json');
  expect(JSON.parse(text())).toMatchObject({
    schemaVersion: 1,
    command: 'client',
    outcome: 'written',
    client: { id: 'gemini-cli' },
    name: 'todo',
    scope: 'user',
    file,
    keyPath: ['mcpServers', 'todo'],
    server: {
      transport: 'stdio',
      command: 'docker',
      args: ['run', '--rm', '-i', '--init', '-v', 'todo-data:/app/data', 'todo:1', 'stdio'],
    },
  });
  expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty('mcpServers.todo');
  await run('gemini-cli', '--remove', '--yes');
  expect(printed[1]).toContain('todo is gone from');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ mcpServers: {} });
  expect(statuses).toEqual([0, 0]);
});

it('shows what --write would change under --dry-run', async () => {
  await run('cursor', '--url', 'http://127.0.0.1:3000/mcp', '--bearer-env', 'TODO_TOKEN', '--dry-run');
  expect(text()).toContain('+        "Authorization": "Bearer ${env:TODO_TOKEN}"');
  expect(text().split('\n').at(-1)).toMatch(/^Nothing was written to /u);
  await expect(readFile(join(folder.path, '.cursor', 'mcp.json'))).rejects.toThrow('ENOENT');
});

it('takes out only what is named', async () => {
  await rm(join(folder.path, 'project', 'mcp-dock.yaml'));
  let said = '';
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  await run('cursor', '--remove', '--yes').finally(() => spy.mockRestore());
  expect(said).toContain('--name ENTRY');
  expect(statuses).toEqual([2]);
});
