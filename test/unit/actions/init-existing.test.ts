import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { existingProject, initExisting, type InitExistingInput } from '../../../src/actions/init-existing.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { parseConfig } from '../../../src/config/load-config.js';
import { createScriptedPrompter, type Answers } from '../../fakes/scripted-prompter.js';
import { publicProjects } from '../../fixtures/projects/public.js';
import { nodeProjects } from '../../fixtures/projects/node.js';

describe('initExisting', () => {
  let cwd: string;
  let notes: string[];
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-existing-'));
    notes = [];
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  async function put(files: Readonly<Record<string, string>>) {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), content);
    }
  }
  const fixture = (name: string) =>
    [...nodeProjects, ...publicProjects].find((project) => project.name.includes(name))?.files ?? {};
  const read = (path: string) => readFile(join(cwd, path), 'utf8');
  const all = async () => (await readdir(cwd, { recursive: true })).toSorted();

  async function run(input: Partial<InitExistingInput> = {}, answers?: Answers) {
    const ports = {
      cwd,
      prompter: createScriptedPrompter(answers),
      toolVersion: '1.2.3',
      progress: { ...createSilentProgress(), note: (message: string) => void notes.push(message) },
      signal: new AbortController().signal,
    };
    const view = await existingProject('.', ports);
    if (view === undefined) throw new Error('It was not seen as a project.');
    const whole = { directory: cwd, given: {}, yes: answers === undefined, dryRun: false, force: false, ...input };
    return initExisting(view, whole, ports);
  }

  it('writes container files and touches nothing else', async () => {
    const files = fixture('TypeScript with a build step');
    await put(files);
    const result = await run();
    expect(result.files.map(({ path, status }) => `${status} ${path}`)).toEqual(
      [
        '.dockerignore',
        '.mcp-dock/init.json',
        'Dockerfile',
        'Makefile',
        'compose.yaml',
        'mcp-dock.pid1.mjs',
        'mcp-dock.yaml',
      ].map((path) => `created ${path}`),
    );
    for (const [path, content] of Object.entries(files)) expect(await read(path)).toBe(content);
    expect(parseConfig(await read('mcp-dock.yaml'), 'mcp-dock.yaml', cwd).config.server?.transports).toEqual({
      stdio: { args: [] },
    });
    expect(result.replay.join(' ')).toBe('init . --yes');
  });

  it.each(['Makefile', 'GNUmakefile'])('leaves a %s of the project alone, and says so', async (path) => {
    await put({ ...fixture('TypeScript with a build step'), [path]: 'all:\n\techo mine\n' });
    const { files, notes } = await run({ force: true });
    expect(files.map((file) => file.path)).not.toContain('Makefile');
    expect(await read(path)).toBe('all:\n\techo mine\n');
    expect(notes.join(' ')).toContain(`${path} is yours`);
  });

  it('changes nothing when it is run again', async () => {
    await put(fixture('both transports'));
    await run();
    const { files } = await run();
    expect(new Set(files.map(({ status }) => status))).toEqual(new Set(['unchanged']));
  });

  it('stops at a file that differs and leaves it, unless forced', async () => {
    await put({ ...fixture('TypeScript with a build step'), Dockerfile: 'FROM mine\n' });
    await expect(run()).rejects.toMatchObject({ code: 'FILES_EXIST', details: { files: ['Dockerfile'] } });
    expect(await all()).not.toContain('compose.yaml');
    expect(await run({ dryRun: true })).toMatchObject({ refusal: { code: 'FILES_EXIST' } });
    await run({ force: true });
    expect(await read('Dockerfile')).toContain('AS runtime');
  });

  it.each([
    ['--command', { 'package.json': '{"bin": {"a": "a.js", "b": "b.js"}}' }],
    ['--transport', { 'package.json': '{}', 'index.js': '' }],
    ['--port', { 'package.json': '{}', 'index.js': 'new StreamableHTTPServerTransport()' }],
    ['--runtime', { 'package.json': '{}', 'requirements.txt': '' }],
  ] as const)('names %s when nobody can be asked', async (flag, files) => {
    await put(files);
    await expect(run()).rejects.toMatchObject({ code: 'DETECTION_OPEN', details: { flag } });
    expect(await all()).toEqual(Object.keys(files).toSorted());
  });

  it('asks only what is open, then shows what it would write', async () => {
    await put({ 'package.json': '{"bin": {"a": "a.js", "b": "b.js"}}', 'a.js': '' });
    const { choices } = await run({}, [
      ['Command that starts the server', 'node b.js'],
      ['Transport of the server', 'both'],
      ['Port of the server', '3100'],
      [/^Write 7 files to this folder/u, true],
    ]);
    expect(notes[0]).toMatch(/^Found:\n {2}Node\.js +package\.json/u);
    expect(notes[1]).toMatch(/Start {4}node b\.js\n.*HTTP on 127\.0\.0\.1:3100\/mcp, stdio\n/u);
    expect(choices).toMatchObject({ command: ['node', 'b.js'], transports: { http: { port: 3100 }, stdio: {} } });
  });

  it('names every flag that leads to the same again', async () => {
    await put(fixture('TypeScript with a build step'));
    const flags = {
      name: 'other',
      runtime: 'node',
      runtimeVersion: '22',
      command: ['node', 'a b.js', '--x'],
      transport: 'http',
      port: 3100,
      baseRegistry: 'localhost:5000/hub',
      serverName: 'com.example/other',
      args: ['--zone', 'UTC'],
      required: ['API_KEY'],
    } as const;
    const { replay } = await run({ given: flags });
    expect(replay.join(' ')).toBe(
      'init . --name other --runtime node --node 22 --command ["node","a b.js","--x"] --transport http --port 3100 ' +
        '--base-registry localhost:5000/hub --server-name com.example/other --arg=--zone --arg=UTC --env API_KEY --yes',
    );
  });

  it('names the runtime as the flag knows it, and a command as a person writes it', async () => {
    await put({ 'requirements.txt': 'mcp==1.0.0\n', 'server.py': '' });
    const given = {
      runtime: 'python',
      runtimeVersion: '3.12',
      command: ['python', '-m', 'server'],
      transport: 'stdio',
    } as const;
    const { replay } = await run({ given });
    expect(replay.join(' ')).toBe(
      'init . --runtime python-uv --python 3.12 --command python -m server --transport stdio --yes',
    );
  });

  it('wants --yes where nobody can be asked', async () => {
    await put(fixture('TypeScript with a build step'));
    await expect(run({ yes: false })).rejects.toMatchObject({
      code: 'PROMPT_WITHOUT_TERMINAL',
      details: { flag: '--yes' },
    });
  });

  it.each([
    [{ name: 'No Name' }, 'NAME_INVALID'],
    [{ port: 80 }, 'FLAG_INVALID'],
    [{ command: ['npx', 'weather'] }, 'FLAG_INVALID'],
    [{ required: ['A=b'] }, 'FLAG_INVALID'],
    [{ args: ['a\nb'] }, 'FLAG_INVALID'],
    [{ baseRegistry: 'x\nRUN id' }, 'FLAG_INVALID'],
    [{ serverName: 'x"; RUN id' }, 'FLAG_INVALID'],
  ] as const)('refuses %j', async (given, code) => {
    await put(fixture('TypeScript with a build step'));
    await expect(run({ given })).rejects.toMatchObject({ code });
  });

  it('says when the server listens where no port of a container leads', async () => {
    await put(fixture('loopback'));
    expect((await run()).notes.join('\n')).toContain('src/main.ts:2 listens on the loopback');
  });

  it('does not take a folder that wraps a package for a project', async () => {
    const yaml = '# Wraps npm:@acme/weather@1.2.0; made by: mcp-dock init\nname: weather\n';
    await put({ 'package.json': '{}', 'mcp-dock.pid1.mjs': '', 'mcp-dock.yaml': yaml });
    await expect(run()).rejects.toMatchObject({
      code: 'FLAG_INVALID',
      message: expect.stringContaining('npm:@acme/weather'),
    });
  });

  it.each([
    ['an empty folder', {}],
    ['a project that init made', { 'package.json': '{}', 'mcp-dock.yaml': 'name: todo\n' }],
    ['a project in another language', { 'go.mod': 'module x\n' }],
  ])('sees no project in %s', async (_, files) => {
    await put(files);
    expect(await existingProject(undefined, { cwd })).toBeUndefined();
    expect(await existingProject('missing', { cwd })).toBeUndefined();
  });

  it('builds the one server of a workspace, and installs it without the scripts that want what is not built yet', async () => {
    const files = fixture('of pnpm with one server');
    const member = JSON.parse(files['packages/mcp/package.json'] ?? '') as object;
    const scripts = { build: 'tsc', prepare: 'npm run build' };
    await put({
      ...files,
      'packages/mcp/package.json': JSON.stringify({ ...member, version: '4.0.3', scripts }),
      'packages/mcp/src/index.ts': 'new StdioServerTransport();\n',
      'packages/sdk/src/index.ts': 'new StreamableHTTPServerTransport({});\n',
    });
    const { choices } = await run();
    expect(choices).toMatchObject({
      name: 'mcp',
      version: '4.0.3',
      build: 'pnpm --filter ./packages/mcp... run build',
      transports: { stdio: { args: [] } },
      project: { members: ['packages/mcp', 'packages/sdk'], ownScripts: ['prepare'] },
    });
    const dockerfile = await read('Dockerfile');
    expect(dockerfile).toContain("'prepare'.split(' ')");
    expect(dockerfile).toContain(' package.json packages/mcp/package.json packages/sdk/package.json');
    expect(dockerfile).toContain('COPY --from=production /app/ ./');
  });

  it('says which servers of a workspace could be meant', async () => {
    await put(fixture('of npm with two servers'));
    await expect(run()).rejects.toMatchObject({
      code: 'DETECTION_OPEN',
      suggestions: expect.arrayContaining(['--command "node src/memory/dist/index.js"']) as string[],
    });
  });

  it('says that a folder is a package of a workspace', async () => {
    await put(fixture('of npm with two servers'));
    await put({ 'src/memory/index.ts': 'new StdioServerTransport();\n' });
    const directory = join(cwd, 'src/memory');
    const view = await existingProject(directory, { cwd });
    if (view === undefined) throw new Error('It was not seen as a project.');
    const ports = {
      cwd,
      prompter: createScriptedPrompter(),
      toolVersion: '1.2.3',
      progress: createSilentProgress(),
      signal: new AbortController().signal,
    };
    const result = await initExisting(view, { directory, given: {}, yes: true, dryRun: true, force: false }, ports);
    expect(result.notes.join('\n')).toContain('mcp-dock init ../.. --command "node src/memory/…"');
  });

  it('speaks stdio alone where it is not asked, and the port of HTTP is not found', async () => {
    await put(fixture('with a flag of its parser'));
    const { choices, notes: said } = await run();
    expect(choices.transports).toEqual({ stdio: { args: ['--stdio'] } });
    expect(said.join('\n')).toContain('--transport both --port PORT');
  });

  it('makes a server listen where a container can be reached, by its own option', async () => {
    await put(fixture('from its folder of scripts'));
    const { choices } = await run();
    expect(choices.transports.http?.args).toEqual(['--transport', 'http', '--host', '0.0.0.0']);
  });

  it('leaves alone what somebody wrote about variables', async () => {
    await put({ ...fixture('a port that an option has'), '.env.example': '# Ask Ann for this one.\nAPI_KEY=\n' });
    await put({ 'server.js': 'process.env.API_KEY;\n' });
    await run({ given: { command: ['node', 'server.js'] } });
    expect(await read('.env.example')).toContain('Ann');
  });
});
