import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExecaProcessRunner } from '../../src/adapters/execa-process-runner.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import ToolsCall from '../../src/commands/tools/call.js';
import ToolsList from '../../src/commands/tools/list.js';
import { packageRoot } from '../../src/config/package-files.js';
import { McpDockError } from '../../src/errors/mcp-dock-error.js';
import type { Context } from '../../src/ports/context.js';
import { fakeEngine } from '../fakes/fake-engine.js';
import { createScriptedPrompter, type Answers } from '../fakes/scripted-prompter.js';
import { CLIENT, startAuthorizationServer, TOKEN as ISSUED } from '../support/authorization-server.js';

const SERVERS = join(import.meta.dirname, '../fixtures/servers');
const TOKEN = 'tok_a1b2c3d4e5f6';
const outcome = { printed: '', said: '', status: 0, error: undefined as Error | undefined, notes: [] as string[] };
let answers: Answers | undefined;
let typed = '';
/** Ctrl-C at a question. */
const interrupted: Context['prompter']['confirm'] = async () => {
  throw new McpDockError('INTERRUPTED', { cleaned: 'Nothing was written.' });
};
let confirm: Context['prompter']['confirm'] | undefined;

const context = (): Context => ({
  // There is no engine: whoever asks it for anything fails.
  engine: fakeEngine({}),
  processes: createExecaProcessRunner(),
  progress: { ...createSilentProgress(), note: (message) => void outcome.notes.push(message) },
  prompter: { ...createScriptedPrompter(answers), ...(confirm && { confirm }) },
  signal: new AbortController().signal,
  cwd: SERVERS,
  environment: { PATH: process.env['PATH'], NO_COLOR: '1', TOKEN, CLIENT_ID: CLIENT.id, CLIENT_SECRET: CLIENT.secret },
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
  protected override publish = ({ text, verdict = '', exitCode }: Parameters<ToolsCall['publish']>[0]) =>
    void Object.assign(outcome, { printed: text, said: verdict, status: exitCode });
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
  Object.assign(outcome, { printed: '', said: '', status: 0, error: undefined, notes: [] });
  answers = undefined;
  confirm = undefined;
});

describe('tools list', () => {
  it('shows people names, arguments and what a tool does', async () => {
    await list(url);
    expect(outcome.error).toBeUndefined();
    expect(outcome.printed).toContain('· HTTP · 2025-11-25 · 6 tools');
    expect(outcome.printed).toMatch(/^list_tasks {2}only reads\n {2}Lists all tasks\.\n {2}completed {2}boolean$/mu);
    expect(outcome.printed).toMatch(
      /^create_task {2}changes, destroys nothing\n.*\n {2}title\* {2}string, at least 1 character$/mu,
    );
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
      suggestions: [expect.stringMatching(/behind command:|by --env|--env NAME/u) as string],
      exitCode: 4,
    });
  });

  it('says that the program was not started, and what to do', async () => {
    await list('command:mcp-dock-no-such-program');
    expect(outcome.error).toMatchObject({
      code: 'PROGRAM_NOT_STARTED',
      message: expect.stringContaining(
        '"mcp-dock-no-such-program" was not started: there is no such program',
      ) as string,
      suggestions: ['Write the program with its path, or install it in a folder of PATH.'],
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

  it('ends in time, and says what was not answered', async () => {
    await list(overStdio('never-answers.ts'), '--timeout', '1s');
    expect(outcome.error).toMatchObject({
      code: 'TIMED_OUT',
      message: expect.stringMatching(/ 1 s \(command:node never-answers\.ts stdio has not answered \S+\)/u) as string,
      exitCode: 4,
    });
  });

  it('says what came in place of the list', async () => {
    await list(overStdio('answers-ten-megabytes.ts'));
    expect(outcome.error).toMatchObject({ code: 'TOOL_LIST_FAILED', exitCode: 1 });
  });
});

describe('a server that wants a token', () => {
  const credentials = ['--client-id-env', 'CLIENT_ID', '--client-secret-env', 'CLIENT_SECRET'];

  it.each([
    ['list', (target: string) => list(target, ...credentials)],
    ['call', (target: string) => call('count_tasks', target, ...credentials)],
  ])('is given one by client credentials to %s', async (_, ask) => {
    await using guarded = await startAuthorizationServer({ behind: new URL(url) });
    await ask(guarded.protectedUrl.href);
    expect(outcome.error).toBeUndefined();
    expect(outcome.printed).toMatch(/6 tools|There are \d+ tasks/u);
    expect(outcome.printed).not.toContain(ISSUED);
    expect(guarded.asked).toHaveLength(1);
  });

  it('hides the secret of the client in what a tool says back', async () => {
    await using guarded = await startAuthorizationServer({ behind: new URL(url) });
    await call(
      'create_task',
      guarded.protectedUrl.href,
      ...credentials,
      '--arg',
      `title=of ${CLIENT.secret}`,
      '--json',
    );
    expect(outcome.error).toBeUndefined();
    expect(JSON.parse(outcome.printed)).toMatchObject({
      arguments: { title: 'of ••••••' },
      structuredContent: { title: 'of ••••••' },
    });
    expect(outcome.printed).not.toContain(CLIENT.secret);
  });

  it('says what to give, and that half of it is not enough', async () => {
    await using guarded = await startAuthorizationServer({ behind: new URL(url) });
    await list(guarded.protectedUrl.href);
    expect(outcome.error).toMatchObject({
      code: 'TARGET_UNAUTHORIZED',
      message: `${guarded.protectedUrl.href} answered 401: it asks for authorization.`,
      suggestions: [expect.stringContaining('--client-id-env') as string],
      exitCode: 4,
    });
    await call('count_tasks', guarded.protectedUrl.href, '--client-id-env', 'CLIENT_ID');
    expect(outcome.error).toMatchObject({
      code: 'FLAG_INVALID',
      message: '--client-id-env and --client-secret-env belong together: give both.',
      suggestions: ['Run `mcp-dock tools call --help` for what it takes.'],
    });
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

  it('finds tools and arguments whose names a secret has too', async () => {
    const words = ['--env', 'APP_SECRET=list_tasks', '--env', 'DB_PASSWORD=completed'];
    await call('list_tasks', overStdio('good.ts'), '--arg', 'completed=false', '--json', ...words);
    expect(outcome.error).toBeUndefined();
    expect(JSON.parse(outcome.printed)).toMatchObject({ name: 'list_tasks', arguments: { completed: false } });
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

  it('does not repeat one that the server has in its name', async () => {
    const serve = `const name = process.env.API_TOKEN;
      const hello = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name, version: name } };
      require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
        const { id, method } = JSON.parse(line);
        const result = method === "tools/list" ? { tools: [] } : hello;
        if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
      });`;
    for (const more of [[], ['--json']]) {
      await list(`command:node -e '${serve.replaceAll('\n', '')}'`, '--env', `API_TOKEN=${TOKEN}`, ...more);
      expect(outcome.error).toBeUndefined();
      expect(outcome.printed).toContain('••••••');
      expect(outcome.printed).not.toContain(TOKEN);
    }
  });

  it('ends with 1 when the tool says that it failed, and says so on stderr', async () => {
    await call('get_task', url, '--arg', 'id=none');
    const said = `"get_task" of ${url} says that it failed; its words are on stdout.`;
    expect({ ...outcome, error: undefined }).toMatchObject({ printed: 'There is no task none.', status: 1, said });
    await call('get_task', url, '--arg', 'id=none', '--json');
    expect(JSON.parse(outcome.printed)).toMatchObject({ isError: true });
    expect(JSON.parse(outcome.said)).toMatchObject({ error: { code: 'TOOL_FAILED', message: said, exitCode: 1 } });
  });

  it('ends with 1 when a result breaks the output schema, and says where on stderr', async () => {
    await call('list_tasks', overStdio('invalid-result.ts'));
    expect(outcome).toMatchObject({ status: 1, error: undefined });
    expect(outcome.printed).toContain('Buy milk');
    expect(outcome.said).toContain("in its structuredContent /tasks/0 must have required property 'id'.");
    await call('list_tasks', overStdio('invalid-result.ts'), '--json');
    const document = JSON.parse(outcome.printed) as object;
    expect(document).toMatchObject({ isError: false, structuredContent: { tasks: [{ title: 'Buy milk' }] } });
    expect(document).not.toHaveProperty('violation');
    expect(JSON.parse(outcome.said)).toMatchObject({ error: { code: 'TOOL_RESULT_INVALID', exitCode: 1 } });
  });

  it('takes a result without structure for a broken promise', async () => {
    await call('get_task', overStdio('invalid-result.ts'), '--arg', 'id=bare');
    expect(outcome).toMatchObject({ printed: 'Buy milk', status: 1 });
    expect(outcome.said).toContain('promises results of its outputSchema, and the result has no structuredContent.');
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
    [['--arg', 'title'], '--arg "title" is not NAME=VALUE.'],
  ])('refuses %j before anything is called', async (argv, words) => {
    await call('create_task', url, ...argv);
    expect(outcome.error).toMatchObject({
      code: 'TOOL_ARGUMENTS_INVALID',
      exitCode: 2,
      message: `"create_task" was not called: ${words}`,
    });
  });

  it.each([
    ['--arg', 'title'],
    ['--args-json', '{'],
  ])('refuses %s %s before anything is started', async (...argv) => {
    await call('create_task', 'command:mcp-dock-no-such-program', ...argv);
    expect(outcome.error).toMatchObject({ code: 'TOOL_ARGUMENTS_INVALID', exitCode: 2 });
  });

  it('names the values that an argument takes', async () => {
    await call('show', url, '--arg', 'how=soon');
    expect(outcome.error).toMatchObject({
      code: 'TOOL_ARGUMENTS_INVALID',
      message:
        '"show" was not called: By its inputSchema, /how must be "well" or "badly" or "never" or "asking" or "dying".',
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
    confirm = interrupted;
    await call('wipe', url);
    expect(outcome.error).toMatchObject({ message: 'Stopped on request. The tool was not called.', exitCode: 130 });
    confirm = undefined;
    answers = undefined;
    await call('wipe', url, '--yes');
    expect(outcome.printed).toBe('Wiped.');
  });

  it('does not count how long a person thinks', async () => {
    confirm = () => delay(1_500, true);
    await call('wipe', url, '--timeout', '1s');
    expect(outcome.error).toBeUndefined();
    expect(outcome.printed).toBe('Wiped.');
  });

  it('says of a tool that says nothing that it says nothing', async () => {
    await call('show', url);
    expect(outcome.notes).toEqual(['"show" does not say whether it changes or destroys anything.']);
  });

  it.each([
    ['HTTP', () => url],
    ['stdio', () => overStdio('tools-for-people.ts')],
  ])('ends with 4 and names the call when no answer comes in time over %s', async (_, target) => {
    await call('show', target(), '--arg', 'how=never', '--timeout', '2s');
    expect(outcome.error).toMatchObject({
      code: 'TIMED_OUT',
      message: `Not finished after 2 s (${target()} has not answered tools/call of "show").`,
      suggestions: [expect.stringMatching(/^Whether the call had an effect is not known/u)],
      exitCode: 4,
    });
  });

  it.each([
    [['how=badly'], 'error -32000 "Not today"', /server’s own/u],
    [['how=badly', 'code=-32601'], 'error -32601 "Not today"', /takes no calls/u],
    [['how=badly', 'code=-32602'], 'error -32602 "Not today"', /refuses the name or the arguments/u],
    [['how=badly', 'code=-32603'], 'error -32603 "Not today"', /fault is in the server/u],
    [['how=asking'], 'it wants to ask a person first', /client in which a person can answer/u],
    [['how=dying'], 'it exited with code 3', /^Read what the server wrote last/u],
  ])('says of %j what came in place of a result, and what helps against it', async (pairs, words, remedy) => {
    await call('show', overStdio('tools-for-people.ts'), ...pairs.flatMap((pair) => ['--arg', pair]));
    expect(outcome.error).toMatchObject({
      code: 'TOOL_CALL_FAILED',
      exitCode: 1,
      message: expect.stringContaining(words) as string,
      suggestions: [expect.stringMatching(remedy) as string],
    });
  });
});
