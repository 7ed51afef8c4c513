import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import ToolsCall from '../../src/commands/tools/call.js';
import ToolsList from '../../src/commands/tools/list.js';
import { packageRoot } from '../../src/config/package-files.js';
import type { Context } from '../../src/ports/context.js';
import { fakeEngine } from '../fakes/fake-engine.js';
import { createScriptedPrompter, type Answers } from '../fakes/scripted-prompter.js';

const SERVERS = join(import.meta.dirname, '../fixtures/servers');
const TOKEN = 'tok_a1b2c3d4e5f6';
const outcome = { printed: '', status: 0, error: undefined as Error | undefined, notes: [] as string[] };
let answers: Answers | undefined;
let typed = '';

const context = (): Context => ({
  // There is no engine: whoever asks it for anything fails.
  engine: fakeEngine({}),
  processes: createExecaProcessRunner(),
  progress: { ...createSilentProgress(), note: (message) => void outcome.notes.push(message) },
  prompter: createScriptedPrompter(answers),
  signal: new AbortController().signal,
  cwd: SERVERS,
  environment: { PATH: process.env['PATH'], NO_COLOR: '1', TOKEN },
  toolVersion: '1.2.3',
});

class ListHere extends ToolsList {
  protected override createContext = async () => context();
  protected override print = (text: string) => void (outcome.printed = text);
  protected override endWith = (status: number) => void (outcome.status = status);
  protected override catch = async (error: unknown) => void (outcome.error = error as Error);
}
class CallHere extends ToolsCall {
  protected override createContext = async () => context();
  protected override readStdin = async () => typed;
  protected override print = (text: string) => void (outcome.printed = text);
  protected override endWith = (status: number) => void (outcome.status = status);
  protected override catch = async (error: unknown) => void (outcome.error = error as Error);
}

const list = (...argv: string[]) => ListHere.run(argv, packageRoot);
const call = (...argv: string[]) => CallHere.run(argv, packageRoot);
const overStdio = (file: string) => `command:node ${file} stdio`;

const server = spawn(process.execPath, [join(SERVERS, 'tools-for-people.ts'), 'http'], {
  env: { PATH: process.env['PATH'] ?? '', PORT: '0' },
});
let url: string;

// Every command of a process listens for Ctrl-C.
process.setMaxListeners(100);

beforeAll(async () => {
  let text = '';
  for await (const chunk of server.stderr) {
    text += String(chunk);
    const port = /:(\d+)\n/u.exec(text)?.[1];
    if (port === undefined) continue;
    url = `http://127.0.0.1:${port}/mcp`;
    return;
  }
});
afterAll(async () => {
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
});
beforeEach(() => {
  Object.assign(outcome, { printed: '', status: 0, error: undefined, notes: [] });
  answers = undefined;
});

describe('tools list', () => {
  it('shows people names, arguments and what a tool does', async () => {
    await list(url);
    expect(outcome.error).toBeUndefined();
    expect(outcome.printed).toContain('· HTTP · 2025-11-25 · 6 tools');
    expect(outcome.printed).toMatch(/^list_tasks {2}only reads\n {2}Lists all tasks\.\n {2}completed {2}boolean$/mu);
    expect(outcome.printed).toMatch(/^create_task {2}changes, destroys nothing\n.*\n {2}title\* {2}string$/mu);
    expect(outcome.printed).toMatch(/^wipe {2}may destroy$/mu);
    expect(outcome.printed).toMatch(/\* required$/u);
    expect(outcome.printed).not.toContain('\u001B');
  });

  it('gives programs the whole list', async () => {
    await list(url, '--json');
    const document = JSON.parse(outcome.printed) as { tools: { name: string; inputSchema: unknown }[] };
    expect(document).toMatchObject({
      schemaVersion: 1,
      tool: { name: 'mcp-dock' },
      command: 'tools list',
      target: url,
      transport: 'http',
      server: { name: 'fixture', version: '1.0.0' },
    });
    expect(document.tools.map(({ name }) => name)).toEqual([
      'list_tasks',
      'get_task',
      'create_task',
      'count_tasks',
      'wipe',
      'show',
    ]);
  });

  it.each(['good.ts', 'modern-only.ts', 'pins-the-era.ts', 'handshake-only.ts'])('asks %s over stdio', async (file) => {
    await list(overStdio(file), '--json');
    expect(JSON.parse(outcome.printed)).toMatchObject({
      transport: 'stdio',
      tools: [{ name: 'list_tasks' }, {}, {}, {}],
    });
  });

  it('says why nothing answers', async () => {
    await list(overStdio('exits-at-once.ts'));
    expect(outcome.error).toMatchObject({
      code: 'TARGET_UNREACHABLE',
      message: expect.stringContaining('exited with code 1') as string,
      exitCode: 4,
    });
  });

  it('says that there is no such transport, and which command knows more', async () => {
    await list(overStdio('good.ts'), '--transport', 'http');
    expect(outcome.error).toMatchObject({
      code: 'FLAG_INVALID',
      message: expect.stringContaining('A command is asked over stdio.') as string,
    });
    await list(url, '--timeout', 'soon');
    expect(outcome.error).toMatchObject({ suggestions: ['Run `mcp-dock tools list --help` for what it takes.'] });
  });

  it('ends in time', async () => {
    await list(overStdio('never-answers.ts'), '--timeout', '300ms');
    expect(outcome.error).toMatchObject({ code: 'TIMED_OUT', exitCode: 4 });
  });

  it('says what came in place of the list', async () => {
    await list(overStdio('answers-ten-megabytes.ts'));
    expect(outcome.error).toMatchObject({ code: 'TOOL_LIST_FAILED', exitCode: 1 });
  });
});

describe('tools call', () => {
  it('calls with typed arguments and prints the text', async () => {
    await call('create_task', url, '--arg', 'title=Buy milk');
    expect(outcome.status).toBe(0);
    expect(JSON.parse(outcome.printed)).toMatchObject({ title: 'Buy milk', completed: false });
    expect(outcome.notes).toEqual([]);
  });

  it('takes arguments as JSON, from standard input too, and adds to them', async () => {
    typed = '{"title":"Bread"}';
    await call('create_task', url, '--args-json', '-', '--json');
    expect(JSON.parse(outcome.printed)).toMatchObject({
      command: 'tools call',
      name: 'create_task',
      arguments: { title: 'Bread' },
      isError: false,
      content: [{ type: 'text' }],
      structuredContent: { title: 'Bread' },
    });
    await call('create_task', url, '--args-json', '{"title":"Bread"}', '--arg', 'title=Butter', '--json');
    expect(JSON.parse(outcome.printed)).toMatchObject({ arguments: { title: 'Butter' } });
  });

  it('calls over stdio as well', async () => {
    await call('count_tasks', overStdio('good.ts'));
    expect(outcome.printed).toBe('There are 1 tasks.');
  });

  it('names contents that are no text, and cleans what is', async () => {
    await call('show', url);
    expect(outcome.printed.split('\n')).toEqual([
      String.raw`red \u001b[31m line`,
      'second line',
      '[image, image/png, 6 B; --json has it]',
      '[resource manual file:///manual]',
      '[resource file:///note]',
      'a note',
      '[content of type hologram; --json has it]',
    ]);
  });

  it('does not repeat a secret that it was given', async () => {
    await call('create_task', url, '--arg', `title=my ${TOKEN}`, '--bearer-env', 'TOKEN', '--json');
    expect(outcome.printed).not.toContain(TOKEN);
    expect(outcome.printed).toContain('••••••');
  });

  it('ends with 1 when the tool says that it failed', async () => {
    await call('get_task', url, '--arg', 'id=none');
    expect({ ...outcome, error: undefined }).toMatchObject({ printed: 'There is no task none.', status: 1 });
  });

  it('says of an unknown tool which ones are near', async () => {
    await call('creat_task', url);
    expect(outcome.error).toMatchObject({
      code: 'TOOL_UNKNOWN',
      exitCode: 2,
      suggestions: ['Closest: create_task.', expect.any(String)],
    });
  });

  it.each([
    [['--arg', 'titel=x'], 'There is no argument "titel". Closest: "title".'],
    [[], '"title" is required and missing.'],
    [['--arg', 'title='], 'By its inputSchema, /title must NOT have fewer than 1 characters.'],
    [['--args-json', '{"title":5}'], 'By its inputSchema, /title must be string.'],
    [['--args-json', '[1]'], '--args-json is JSON, but no object.'],
  ])('refuses %j before anything is called', async (argv, words) => {
    await call('create_task', url, ...argv);
    expect(outcome.error).toMatchObject({
      code: 'TOOL_ARGUMENTS_INVALID',
      exitCode: 2,
      message: `"create_task" was not called: ${words}`,
    });
  });

  it('asks before it destroys', async () => {
    answers = [[/^Call wipe of .*, which says that it may destroy something\?$/u, true]];
    await call('wipe', url);
    expect(outcome.printed).toBe('Wiped.');
    answers = [[/^Call wipe/u, false]];
    await call('wipe', url);
    expect(outcome.error).toMatchObject({
      code: 'INTERRUPTED',
      message: expect.stringContaining('not called') as string,
    });
    answers = undefined;
    await call('wipe', url, '--yes');
    expect(outcome.printed).toBe('Wiped.');
  });

  it('says of a tool that says nothing that it says nothing', async () => {
    await call('show', url);
    expect(outcome.notes).toEqual(['"show" does not say whether it changes or destroys anything.']);
  });

  it('says what came in place of a result', async () => {
    await call('count_tasks', overStdio('tools-for-people.ts'));
    expect(outcome.printed).toBe('There are 1 tasks.');
    await call('show', overStdio('tools-for-people.ts'), '--arg', 'how=badly');
    expect(outcome.error).toMatchObject({
      code: 'TOOL_CALL_FAILED',
      exitCode: 1,
      message: expect.stringContaining('error -32000 "Not today"') as string,
    });
  });
});
