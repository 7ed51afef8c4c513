import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { existingProject, initExisting } from '../../../src/actions/init-existing.js';
import { init } from '../../../src/actions/init.js';
import { initState, readInitState, sha256, stateFile, type InitState } from '../../../src/actions/init-state.js';
import { update, type UpdateInput } from '../../../src/actions/update.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { foreignChoices } from '../../support/foreign-choices.js';
import { createScriptedPrompter, type Answers } from '../../fakes/scripted-prompter.js';

let cwd: string;
let notes: string[];
const ports = (answers?: Answers, signal = new AbortController().signal) => ({
  cwd,
  prompter: createScriptedPrompter(answers),
  progress: { ...createSilentProgress(), note: (message: string) => void notes.push(message) },
  signal,
  toolVersion: '2.0.0',
});
const read = (path: string) => readFile(join(cwd, path), 'utf8');
const write = (path: string, text: string) => writeFile(join(cwd, path), text);
const all = async () => (await readdir(cwd, { recursive: true })).toSorted();

const run = (input: Partial<UpdateInput> = {}, answers?: Answers, signal?: AbortSignal) =>
  update(
    { changed: { choices: {}, foreign: {} }, yes: answers === undefined, dryRun: false, ...input },
    ports(answers, signal),
  );

/** Makes a file look as an earlier mcp-dock rendered it: on the disk, and in what is known of it. */
async function earlier(path: string, before: (text: string) => string): Promise<string> {
  const text = before(await read(path));
  await write(path, text);
  const state = await readInitState(cwd);
  if (state === undefined) throw new Error('init wrote no state.');
  const record =
    'sha256' in (state.files[path] ?? {})
      ? { sha256: sha256(text) }
      : { text: deflateRawSync(text).toString('base64') };
  await writeState({
    ...state,
    tool: { name: 'mcp-dock', version: '1.0.0' },
    files: { ...state.files, [path]: record },
  });
  return text;
}
const writeState = async (state: InitState) => write('.mcp-dock/init.json', stateFile(state).content);

const stateOf = (result: Awaited<ReturnType<typeof run>>, path: string) =>
  result.files.find((file) => file.path === path)?.state;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-update-'));
  notes = [];
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe('a project that init made', () => {
  beforeEach(async () => {
    await init({ choices: { name: 'todo' }, yes: true, dryRun: false, force: false }, ports());
  });

  it('has nothing to update right after it was made', async () => {
    const before = await read('.mcp-dock/init.json');
    const result = await run();
    expect(new Set(result.files.map(({ state }) => state))).toEqual(new Set(['unchanged', 'secret']));
    expect(result).toMatchObject({ from: '2.0.0', to: '2.0.0', outcome: 'written', missingKeys: [] });
    expect(await read('.mcp-dock/init.json')).toBe(before);
  });

  it('updates what nobody changed', async () => {
    const now = await read('README.md');
    await earlier('README.md', (text) => `${text}\nOf yesterday.\n`);
    await earlier('package-lock.json', (text) => text.replace('"lockfileVersion": 3', '"lockfileVersion": 2'));
    const result = await run();
    expect(stateOf(result, 'README.md')).toBe('updated');
    expect(stateOf(result, 'package-lock.json')).toBe('updated');
    expect(await read('README.md')).toBe(now);
    expect(result).toMatchObject({ from: '1.0.0', to: '2.0.0' });
    expect(result.backup).toBeUndefined();
    expect((await readInitState(cwd))?.tool.version).toBe('2.0.0');
  });

  it('merges what both changed in different places, and keeps what was there', async () => {
    const now = await read('Dockerfile');
    const base = await earlier('Dockerfile', (text) => text.replace('USER 1000:1000', 'USER 1000'));
    await write('Dockerfile', `# Mine\n${base}`);
    const result = await run();
    expect(stateOf(result, 'Dockerfile')).toBe('merged');
    expect(await read('Dockerfile')).toBe(`# Mine\n${now}`);
    expect(result.backup).toMatch(/^\.mcp-dock\/backup\/\d{8}T\d{6}Z$/u);
    expect(await read(`${result.backup}/Dockerfile`)).toBe(`# Mine\n${base}`);
    expect(await read('.mcp-dock/backup/.gitignore')).toBe('*\n');
    // What was merged is the person's own from now on.
    expect(stateOf(await run(), 'Dockerfile')).toBe('yours');
  });

  it('keeps the line endings of the person', async () => {
    const now = await read('Dockerfile');
    const base = await earlier('Dockerfile', (text) => text.replace('USER 1000:1000', 'USER 1000'));
    await write('Dockerfile', `# Mine\n${base}`.replaceAll('\n', '\r\n'));
    await run();
    expect(await read('Dockerfile')).toBe(`# Mine\n${now}`.replaceAll('\n', '\r\n'));
  });

  it('leaves alone what only the person changed, and what the person deleted', async () => {
    await write('README.md', 'Mine\n');
    await rm(join(cwd, 'compose.override.yaml'));
    await rm(join(cwd, '.env'));
    await earlier('Dockerfile', (text) => `${text}\n# Old\n`);
    const result = await run();
    expect(['README.md', 'compose.override.yaml', '.env'].map((path) => stateOf(result, path))).toEqual([
      'yours',
      'deleted',
      'deleted',
    ]);
    expect(await read('README.md')).toBe('Mine\n');
    expect(await all()).not.toContain('compose.override.yaml');
    expect(await all()).not.toContain('.env');
    expect(stateOf(await run(), 'compose.override.yaml')).toBe('deleted');
  });

  it('brings a project for AWS what it did not have yet, and keeps what was changed', async () => {
    await rm(cwd, { recursive: true });
    await mkdir(cwd);
    await init({ choices: { name: 'cloud', template: 'aws' }, yes: true, dryRun: false, force: false }, ports());
    const fresh = ['Makefile', 'DOCKER_README.md', 'compose.prod.yaml', 'docs/docker-aws-setup.md', 'scripts/aws.sh'];
    const state = await readInitState(cwd);
    if (state === undefined) throw new Error('No state.');
    const files = Object.fromEntries(Object.entries(state.files).filter(([path]) => !fresh.includes(path)));
    await Promise.all(fresh.map((path) => rm(join(cwd, path))));
    await writeState({ ...state, files });
    const base = await earlier('docs/aws-quickstart.md', (text) => text.replace('make aws-test', 'make yesterday'));
    await write('docs/aws-quickstart.md', `${base}\nMine\n`);
    const result = await run();
    expect(fresh.map((path) => stateOf(result, path))).toEqual(fresh.map(() => 'created'));
    expect(stateOf(result, 'docs/aws-quickstart.md')).toBe('merged');
    expect(await read('docs/aws-quickstart.md')).toMatch(/make aws-test[^]*\nMine\n$/u);
    expect(await read('Makefile')).toContain('aws-validate:');
    const more = await run({ changed: { choices: { with: ['autoheal'] }, foreign: {} } });
    expect(stateOf(more, 'compose.yaml')).toBe('updated');
    expect(await read('DOCKER_IMPLEMENTATION_SUMMARY.md')).toContain('| Parts | autoheal |');
  });

  it('creates files that are new, and leaves those that are no longer made', async () => {
    const state = await readInitState(cwd);
    if (state === undefined) throw new Error('No state.');
    const { 'dev.ts': _, ...files } = state.files;
    await rm(join(cwd, 'dev.ts'));
    await write('old.ts', 'old');
    await writeState({ ...state, files: { ...files, 'old.ts': { sha256: '' }, 'gone.ts': { sha256: '' } } });
    const result = await run();
    expect(stateOf(result, 'dev.ts')).toBe('created');
    expect(stateOf(result, 'old.ts')).toBe('left');
    expect(stateOf(result, 'gone.ts')).toBeUndefined();
    expect(await read('old.ts')).toBe('old');
    expect(stateOf(await run(), 'old.ts')).toBeUndefined();
  });

  const conflict = async () => {
    const base = await earlier('Dockerfile', (text) => text.replace('USER 1000:1000', 'USER 1000'));
    await write('Dockerfile', base.replace('USER 1000', 'USER 4321'));
    // Something that merges by itself: it must not be written either.
    await earlier('README.md', (text) => `${text}Old.\n`);
    return read('Dockerfile');
  };

  it('writes nothing at all where there is a conflict and nobody to ask', async () => {
    await conflict();
    const before = await Promise.all(['Dockerfile', 'README.md', '.mcp-dock/init.json'].map(read));
    await expect(run()).rejects.toMatchObject({
      code: 'UPDATE_CONFLICTS',
      exitCode: 2,
      details: { files: ['Dockerfile'] },
    });
    expect(await Promise.all(['Dockerfile', 'README.md', '.mcp-dock/init.json'].map(read))).toEqual(before);
    const dry = await run({ dryRun: true });
    expect(dry).toMatchObject({ outcome: 'dry-run', refusal: { code: 'UPDATE_CONFLICTS' } });
    expect(dry.files.find(({ path }) => path === 'Dockerfile')?.diff).toMatch(
      /^<{7} yours, begun with mcp-dock 1\.0\.0\nUSER 4321\n={7}\nUSER 1000:1000\n>{7} mcp-dock 2\.0\.0$/u,
    );
    expect(dry.files.find(({ path }) => path === 'README.md')?.diff).toContain('-Old.');
    expect(await Promise.all(['Dockerfile', 'README.md', '.mcp-dock/init.json'].map(read))).toEqual(before);
  });

  it('puts the new file beside the person’s', async () => {
    const mine = await conflict();
    const result = await run({}, [
      [/^Dockerfile: /u, undefined],
      ['Update this folder?', undefined],
    ]);
    expect(await read('Dockerfile')).toBe(mine);
    expect(await read('Dockerfile.mcp-dock-new')).toContain('\nUSER 1000:1000\n');
    expect(await read('README.md')).not.toContain('Old.');
    expect(result.files.find(({ path }) => path === 'Dockerfile')).toEqual({
      path: 'Dockerfile',
      state: 'conflict',
      decision: 'beside',
    });
    expect(notes.join('\n')).toMatch(/USER 4321[^]*update: README\.md/u);
  });

  it('writes both with markers where the person wants that, and keeps what was there', async () => {
    const mine = await conflict();
    const { backup } = await run({}, [
      [/^Dockerfile: /u, 'markers'],
      ['Update this folder?', true],
    ]);
    expect(await read('Dockerfile')).toMatch(/<{7} yours.*\nUSER 4321\n={7}\nUSER 1000:1000\n>{7} mcp-dock 2\.0\.0\n/u);
    expect(await read(`${backup}/Dockerfile`)).toBe(mine);
  });

  it('keeps the person’s, and writes nothing after a no', async () => {
    const mine = await conflict();
    const state = await read('.mcp-dock/init.json');
    await expect(
      run({}, [
        [/^Dockerfile: /u, 'keep'],
        ['Update this folder?', false],
      ]),
    ).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await read('.mcp-dock/init.json')).toBe(state);
    await run({}, [
      [/^Dockerfile: /u, 'keep'],
      ['Update this folder?', true],
    ]);
    expect(await read('Dockerfile')).toBe(mine);
    expect(stateOf(await run(), 'Dockerfile')).toBe('yours');
  });

  it('never merges a lock file by lines', async () => {
    const base = await earlier('package-lock.json', (text) => `${text}\n`);
    await write('package-lock.json', `\n${base}`);
    await expect(run()).rejects.toMatchObject({ code: 'UPDATE_CONFLICTS', details: { files: ['package-lock.json'] } });
  });

  it('asks before it takes the place of a file that it did not make', async () => {
    const state = await readInitState(cwd);
    if (state === undefined) throw new Error('No state.');
    const { 'dev.ts': _, ...files } = state.files;
    await writeState({ ...state, files });
    await write('dev.ts', 'mine');
    await expect(run()).rejects.toMatchObject({ details: { files: ['dev.ts'] } });
  });

  it('adds parts to those that are there, and hands on the secrets in use', async () => {
    await run({ changed: { choices: { with: ['backend'] }, foreign: {} } });
    const environment = await read('.env');
    const token = /^SERVICE_AUTH_TOKEN=(.+)$/mu.exec(environment)?.[1] ?? '';
    const result = await run({ changed: { choices: { with: ['postgres', 'secrets'] }, foreign: {} } });
    expect(result.choices).toMatchObject({ with: ['backend', 'postgres', 'secrets'] });
    expect((await readInitState(cwd))?.project).toMatchObject({
      kind: 'new',
      choices: { with: ['backend', 'postgres', 'secrets'] },
    });
    expect(await read('compose.yaml')).toContain('postgres:');
    expect((await read('secrets/service_auth_token')).trim()).toBe(token);
    expect(await read('.env')).toBe(environment);
  });

  it('changes port and version, and names what .env says otherwise', async () => {
    const { keptPort, replay } = await run({
      changed: { choices: { port: 8080, runtimeVersion: '22' }, foreign: {} },
    });
    expect(await read('Dockerfile')).toMatch(/node:22-[^]*EXPOSE 8080/u);
    expect(keptPort).toBe(3000);
    expect(replay.join(' ')).toBe('init . --update --node 22 --port 8080 --yes');
  });

  it('names keys that a newer version wants in .env', async () => {
    await write('.env', 'SERVICE_AUTH_TOKEN=x\n');
    expect((await run()).missingKeys).toContain('MCP_PORT');
    expect(await read('.env')).toBe('SERVICE_AUTH_TOKEN=x\n');
  });

  it.each([
    [{ choices: { name: 'other' }, foreign: { name: 'other' } }, /--name/u],
    [{ choices: { runtime: 'python-uv' as const }, foreign: {} }, /--runtime python-uv/u],
    [{ choices: { runtimeVersion: '3.13' }, foreign: {} }, /--python 3\.13 cannot be used with TypeScript/u],
    [{ choices: { packageManager: 'pnpm' as const }, foreign: {} }, /--package-manager pnpm .* is of npm/u],
    [{ choices: { template: 'aws' as const }, foreign: {} }, /--template aws .* are those of todo/u],
    [{ choices: { port: 80 }, foreign: {} }, /--port 80/u],
    [{ choices: { with: ['mysql'] }, foreign: {} }, /--with mysql/u],
    [{ choices: {}, foreign: { command: ['node', 'x.js'] } }, /--command/u],
  ])('refuses %j', async (changed, reason) => {
    await expect(run({ changed })).rejects.toMatchObject({
      code: 'FLAG_INVALID',
      details: { reason: expect.stringMatching(reason) as string },
    });
  });

  it('leaves everything as it was when it is ended', async () => {
    await earlier('README.md', (text) => `${text}Old.\n`);
    const before = await all();
    await expect(run({}, undefined, AbortSignal.abort(new Error('Ctrl-C')))).rejects.toThrow('Ctrl-C');
    expect(await all()).toEqual(before);
    expect(await read('README.md')).toContain('Old.');
  });

  it('asks nobody without a terminal, unless it is told to', async () => {
    await expect(run({ yes: false })).rejects.toMatchObject({ code: 'PROMPT_WITHOUT_TERMINAL' });
    await expect(run({ yes: false, dryRun: true })).resolves.toMatchObject({ outcome: 'dry-run' });
  });

  it('says what to do in a project without that file, and init writes it there', async () => {
    await rm(join(cwd, '.mcp-dock'), { recursive: true });
    await write('README.md', 'Mine\n');
    await expect(run()).rejects.toMatchObject({ code: 'UPDATE_BASE_UNKNOWN', exitCode: 2 });
    const input = { choices: {}, dryRun: false, force: false, yes: false };
    const answers: Answers = [
      ['Folder of the project', '.'],
      ['Name of the project', undefined],
      ['Language of the server', undefined],
      ['What runs beside the server', undefined],
      ['Port of the server', undefined],
      ['README.md exists and differs', 'keep'],
    ];
    await init(input, ports(answers));
    expect(stateOf(await run(), 'README.md')).toBe('yours');
  });
});

it('is of no use in a folder without a project', async () => {
  await expect(run()).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
});

describe('a project around which init wrote', () => {
  beforeEach(async () => {
    await write(
      'package.json',
      JSON.stringify({ name: 'weather', version: '1.0.0', main: 'server.js', type: 'module' }),
    );
    await write(
      'server.js',
      "import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';\nnew StdioServerTransport();\n",
    );
    await write('package-lock.json', '{}');
    const view = await existingProject('.', { cwd });
    if (view === undefined) throw new Error('No project.');
    const given = { transport: 'stdio' as const };
    await initExisting(view, { directory: cwd, given, yes: true, dryRun: false, force: false }, ports());
  });

  it('is looked at again, and only container files are merged', async () => {
    const sources = await read('package.json');
    const base = await earlier('Dockerfile', (text) => text.replace('USER 1000:1000', 'USER 1000'));
    await write('Dockerfile', `${base}\n# Mine\n`);
    await write('package.json', sources.replace('1.0.0', '1.1.0'));
    const result = await run({ changed: { choices: {}, foreign: { args: ['--metric'] } } });
    expect(stateOf(result, 'Dockerfile')).toBe('merged');
    expect(await read('Dockerfile')).toMatch(/USER 1000:1000\n[^]*# Mine/u);
    expect(await read('mcp-dock.yaml')).toMatch(/weather:1\.1\.0[^]*--metric/u);
    expect(result.files.map(({ path }) => path)).not.toContain('package.json');
    expect((await readInitState(cwd))?.project).toEqual({
      kind: 'existing',
      given: { transport: 'stdio', args: ['--metric'] },
    });
  });

  it('keeps files of others that stand where init would write', async () => {
    const again = async () => Object.fromEntries((await run()).files.map(({ path, state }) => [path, state]));
    await rm(join(cwd, 'Makefile'));
    const { files, ...state } = (await readInitState(cwd)) ?? {};
    const { Makefile: _, ...known } = files ?? {};
    await writeState({ ...state, files: known } as InitState);
    await write('makefile', 'all:\n');
    await write('.env.example', 'KEY=\n');
    expect(Object.keys(await again())).not.toEqual(expect.arrayContaining(['Makefile']));
    expect(Object.keys(await again())).not.toEqual(expect.arrayContaining(['.env.example']));
  });

  it('merges a file that init wrote, however its first line reads now', async () => {
    await write('Makefile', `# Ours\n${await read('Makefile')}`);
    expect(stateOf(await run(), 'Makefile')).toBe('yours');
  });

  it.each([
    { with: ['redis'] },
    { template: 'aws' as const },
    { packageManager: 'pnpm' as const },
    { base: 'alpine' as const },
  ])('has none of %j', async (choices) => {
    await expect(run({ changed: { choices, foreign: {} } })).rejects.toMatchObject({ code: 'FLAG_INVALID' });
  });
});

describe('a package that is wrapped', () => {
  const choices = foreignChoices({ wraps: 'npm:weather@1.0.0', wrapsLine: 'mcp-dock init . --from npm:weather@1.0.0' });
  beforeEach(async () => {
    await mkdir(join(cwd, '.mcp-dock'));
    await writeState(initState('1.0.0', { kind: 'package', choices }, []));
    await write('mcp-dock.yaml', '');
  });

  it('is rendered again without a registry', async () => {
    await rm(join(cwd, 'mcp-dock.yaml'));
    const result = await run();
    expect(stateOf(result, 'Dockerfile')).toBe('created');
    expect(stateOf(await run(), 'Dockerfile')).toBe('unchanged');
  });

  it('is changed by --from alone', async () => {
    await expect(run({ changed: { choices: {}, foreign: { port: 8080 } } })).rejects.toMatchObject({
      code: 'FLAG_INVALID',
      details: { reason: expect.stringContaining('--from npm:weather@1.0.0') as string },
    });
  });
});
