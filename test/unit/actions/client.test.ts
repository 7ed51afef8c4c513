import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { client, type ClientInput } from '../../../src/actions/client.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { clients } from '../../../src/clients/index.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { createScriptedPrompter, type Answers } from '../../fakes/scripted-prompter.js';
import { folderWith } from '../../support/probe-context.js';

const CONFIG = 'name: todo\nimage: todo:1\nserver:\n  transports: { http: { port: 3000 }, stdio: { args: [stdio] } }\n';
const NOW = new Date('2026-11-21T17:05:30.123Z');
const SECRET = 'hunter22-hunter22';

type Change = Partial<Omit<ClientInput, 'client' | 'server'>> & {
  readonly server?: Partial<ClientInput['server']>;
  readonly platform?: NodeJS.Platform;
  readonly answers?: Answers;
  readonly whileAsked?: () => Promise<void>;
};

/** A home folder and a project folder with these files; `run` is `mcp-dock client ID --write --yes` and what is changed of it. */
async function world(files: Readonly<Record<string, string>> = {}) {
  const folder = await folderWith({ 'project/mcp-dock.yaml': CONFIG, ...files });
  const cwd = join(folder.path, 'project');
  const project = await loadConfig(cwd);
  const notes: string[] = [];
  const run = (id: string, { server, platform = 'linux', answers, whileAsked, ...change }: Change = {}) => {
    const prompter = createScriptedPrompter(answers);
    const found = clients.find((candidate) => candidate.id === id);
    if (found === undefined) throw new Error(`No client ${id}.`);
    return client(
      {
        client: found,
        name: 'todo',
        mode: 'write',
        dryRun: false,
        yes: answers === undefined,
        server: { ...(project && { project }), headers: [], docker: 'docker', ...server },
        machine: { platform, home: folder.path, environment: {}, project: cwd },
        now: NOW,
        ...change,
      },
      {
        engine: fakeEngine({}),
        prompter: {
          ...prompter,
          confirm: async (question) => {
            await whileAsked?.();
            return prompter.confirm(question);
          },
        },
        progress: { ...createSilentProgress(), note: (text) => void notes.push(text) },
        signal: new AbortController().signal,
        cwd,
        environment: {},
      },
    );
  };
  return {
    run,
    notes,
    path: (name: string) => join(folder.path, name),
    text: (name: string) => readFile(join(folder.path, name), 'utf8'),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof McpDockError ? error.code : error),
  );

const CURSOR = '.cursor/mcp.json';
const OTHERS = `{\n  // mine\n  "mcpServers": {\n    "other": { "command": "x", "env": { "KEY": "${SECRET}" } }\n  }\n}\n`;

describe('printing', () => {
  it('gives the entry, the file and no change', async () => {
    await using here = await world();
    const result = await here.run('cursor', { mode: 'print' });
    expect(result).toMatchObject({ outcome: 'printed', path: here.path(CURSOR), scope: 'user' });
    expect(JSON.parse(result.snippet ?? '')).toEqual({
      mcpServers: {
        todo: { type: 'stdio', command: 'docker', args: ['run', '--rm', '-i', '--init', 'todo:1', 'stdio'] },
      },
    });
    expect(await readdir(here.path('.'))).toEqual(['project']);
  });

  it('does without a file where none is documented, and names what is not tested', async () => {
    await using here = await world();
    const onLinux = await here.run('claude-desktop', { mode: 'print' });
    expect(onLinux.path).toBeUndefined();
    const onMac = await here.run('claude-desktop', { mode: 'print', platform: 'darwin' });
    expect(onMac.notes.join()).toContain('not tested there');
    expect(await codeOf(here.run('claude-desktop'))).toBe('CLIENT_UNSUPPORTED');
  });
});

describe('writing', () => {
  it('makes the folder and a file for nobody else', async () => {
    await using here = await world();
    const result = await here.run('windsurf');
    expect(result).toMatchObject({ outcome: 'written', path: here.path('.codeium/windsurf/mcp_config.json') });
    expect(result.backup).toBeUndefined();
    expect((await stat(result.path ?? '')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await here.text('.codeium/windsurf/mcp_config.json'))).toHaveProperty('mcpServers.todo');
  });

  it('keeps what is there, its mode, and a copy with the time in its name', async () => {
    await using here = await world({ [CURSOR]: OTHERS });
    await chmod(here.path(CURSOR), 0o600);
    const result = await here.run('cursor');
    const copy = `${CURSOR}.2026-11-21T17-05-30Z.bak`;
    expect(result.backup).toBe(here.path(copy));
    expect(await here.text(copy)).toBe(OTHERS);
    for (const name of [CURSOR, copy]) expect((await stat(here.path(name))).mode & 0o777).toBe(0o600);
    expect(await here.text(CURSOR)).toContain(`  // mine\n  "mcpServers": {\n    "other": { "command": "x"`);

    // Once more it changes nothing, and makes no copy.
    const again = await here.run('cursor');
    expect(again).toMatchObject({ outcome: 'unchanged' });
    expect((await readdir(here.path('.cursor'))).toSorted()).toEqual(['mcp.json', 'mcp.json.2026-11-21T17-05-30Z.bak']);
  });

  it('never writes over an older copy', async () => {
    await using here = await world({ [CURSOR]: '{}', [`${CURSOR}.2026-11-21T17-05-30Z.bak`]: 'older' });
    expect((await here.run('cursor')).backup).toBe(here.path(`${CURSOR}.2026-11-21T17-05-30Z-2.bak`));
    expect(await here.text(`${CURSOR}.2026-11-21T17-05-30Z.bak`)).toBe('older');
  });

  it('asks with the difference, in which no secret of another entry stands', async () => {
    await using here = await world({ [CURSOR]: OTHERS });
    await here.run('cursor', { answers: [[/^Add todo to .*mcp\.json\?$/u, true]] });
    expect(here.notes.join()).toContain('+    "todo": {');
    expect(here.notes.join()).not.toContain(SECRET);
    expect(await here.text(CURSOR)).toContain(SECRET);
  });

  it('writes nothing for a person who says no, or when nobody can be asked', async () => {
    await using here = await world({ [CURSOR]: OTHERS });
    expect(await codeOf(here.run('cursor', { answers: [[/^Add/u, false]] }))).toBe('INTERRUPTED');
    expect(await here.text(CURSOR)).toBe(OTHERS);
    expect(await readdir(here.path('.cursor'))).toEqual(['mcp.json']);
  });

  it('writes nothing under --dry-run', async () => {
    await using here = await world({ [CURSOR]: OTHERS });
    const result = await here.run('cursor', { dryRun: true });
    expect(result).toMatchObject({ outcome: 'dry-run' });
    expect(result.diff).toContain('+    "todo": {');
    expect(result.diff).not.toContain(SECRET);
    expect(await here.text(CURSOR)).toBe(OTHERS);
  });

  it('replaces an entry of the same name and keeps what others have added to it', async () => {
    const before = { mcpServers: { todo: { url: 'http://old', headers: { A: SECRET }, autoApprove: ['list_tasks'] } } };
    await using here = await world({ [CURSOR]: JSON.stringify(before, undefined, 4) });
    const result = await here.run('cursor', { answers: [[/^Replace todo in/u, true]] });
    expect(JSON.parse(await here.text(CURSOR))).toEqual({
      mcpServers: {
        todo: {
          type: 'stdio',
          command: 'docker',
          args: ['run', '--rm', '-i', '--init', 'todo:1', 'stdio'],
          autoApprove: ['list_tasks'],
        },
      },
    });
    expect(result.diff).not.toContain(SECRET);
  });

  it('follows a link and leaves it one', async () => {
    await using here = await world({ 'dotfiles/cursor.json': '{}\n', '.cursor/keep': '' });
    await symlink(here.path('dotfiles/cursor.json'), here.path(CURSOR));
    await here.run('cursor');
    expect((await lstat(here.path(CURSOR))).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await here.text('dotfiles/cursor.json'))).toHaveProperty('mcpServers.todo');
    expect(await readdir(here.path('dotfiles'))).toEqual(['cursor.json']);
  });

  it('keeps a byte order mark and Windows line ends', async () => {
    await using here = await world({ [CURSOR]: '\uFEFF{\r\n  "a": 1\r\n}\r\n' });
    await here.run('cursor');
    const text = await here.text(CURSOR);
    expect(text.startsWith('\uFEFF{\r\n  "a": 1,\r\n')).toBe(true);
    expect(text).not.toMatch(/[^\r]\n/u);
  });

  it.each([
    { id: 'codex', file: '.codex/config.toml', before: '# mine\nmodel = "o3"\n' },
    { id: 'goose', file: '.config/goose/config.yaml', before: '# mine\nGOOSE_MODE: auto\n' },
  ])('comes and goes without a trace in the file of $id', async ({ id, file, before }) => {
    await using here = await world({ [file]: before });
    expect(await here.run(id)).toMatchObject({ outcome: 'written' });
    expect(await here.text(file)).toContain('todo');
    expect(await here.run(id)).toMatchObject({ outcome: 'unchanged' });
    expect(await here.run(id, { mode: 'remove' })).toMatchObject({ outcome: 'removed' });
    expect((await here.text(file)).startsWith(before)).toBe(true);
    expect(await here.text(file)).not.toContain('todo');
    expect(await here.run(id, { mode: 'remove' })).toMatchObject({ outcome: 'unchanged' });
  });

  it('writes the file of the project beside it, and says that paths in it are of this machine', async () => {
    await using here = await world();
    const result = await here.run('vscode', { scope: 'project', server: { docker: '/usr/bin/docker' } });
    expect(result).toMatchObject({
      path: here.path('project/.vscode/mcp.json'),
      shownPath: join('.vscode', 'mcp.json'),
    });
    expect(result.notes.join()).toContain('paths of this machine');
  });

  it('writes into a file that is named', async () => {
    await using here = await world();
    const result = await here.run('claude-desktop', { file: 'my.json' });
    expect(result.path).toBe(here.path('project/my.json'));
    expect(JSON.parse(await here.text('project/my.json'))).toHaveProperty('mcpServers.todo');
  });
});

describe('a file that is left alone', () => {
  it.each([
    { name: 'no JSON', text: '{ "a": 1', code: 'CLIENT_FILE_INVALID' },
    { name: 'a list where servers belong', text: '{ "mcpServers": [] }', code: 'CLIENT_FILE_INVALID' },
    { name: 'no UTF-8', text: Buffer.from([0x7b, 0xff, 0x7d]), code: 'CLIENT_FILE_INVALID' },
    { name: 'servers twice', text: '{ "mcpServers": {}, "mcpServers": { "a": {} } }', code: 'CLIENT_FILE_UNSAFE' },
  ])('$name', async ({ text, code }) => {
    await using here = await world();
    await mkdir(dirname(here.path(CURSOR)));
    await writeFile(here.path(CURSOR), text);
    expect(await codeOf(here.run('cursor'))).toBe(code);
    expect(await codeOf(here.run('cursor', { mode: 'remove', name: 'a' }))).toBe(code);
    expect(await readFile(here.path(CURSOR))).toEqual(Buffer.from(text));
    expect(await readdir(here.path('.cursor'))).toEqual(['mcp.json']);
  });

  it('a folder of that name', async () => {
    await using here = await world({ [`${CURSOR}/x`]: '' });
    expect(await codeOf(here.run('cursor'))).toBe('FILE_READ_FAILED');
  });

  it('one that changes while the question stands', async () => {
    await using here = await world({ [CURSOR]: '{}' });
    const whileAsked = () => writeFile(here.path(CURSOR), '{ "later": 1 }');
    expect(await codeOf(here.run('cursor', { answers: [[/^Add/u, true]], whileAsked }))).toBe('FILE_WRITE_FAILED');
    expect(await here.text(CURSOR)).toBe('{ "later": 1 }');
    expect(await readdir(here.path('.cursor'))).toEqual(['mcp.json']);
  });
});

describe('what a client cannot take', () => {
  const http = { transport: 'http' } as const;
  const headers = [{ name: 'Authorization', variable: 'TODO_TOKEN', bearer: true }];

  it.each<{ name: string; id: string; change: Change; code: string | undefined }>([
    { name: 'HTTP in Claude Desktop', id: 'claude-desktop', change: { server: http }, code: 'CLIENT_UNSUPPORTED' },
    { name: 'a token in Zed', id: 'zed', change: { server: { ...http, headers } }, code: 'CLIENT_UNSUPPORTED' },
    { name: 'HTTP without one in Zed', id: 'zed', change: { server: http }, code: undefined },
    {
      name: 'a token in the user’s file of Claude Code',
      id: 'claude-code',
      change: { server: { ...http, headers } },
      code: 'CLIENT_UNSUPPORTED',
    },
    {
      name: 'one in the project’s',
      id: 'claude-code',
      change: { scope: 'project', server: { ...http, headers } },
      code: undefined,
    },
    { name: 'a project’s file in Windsurf', id: 'windsurf', change: { scope: 'project' }, code: 'CLIENT_UNSUPPORTED' },
    { name: 'headers over stdio', id: 'cursor', change: { server: { headers } }, code: 'FLAG_INVALID' },
  ])('$name: $code', async ({ id, change, code }) => {
    await using here = await world();
    expect(await codeOf(here.run(id, { mode: 'print', ...change }))).toBe(code);
  });
});
