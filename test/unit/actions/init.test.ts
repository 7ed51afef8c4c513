import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GivenChoices } from '../../../src/actions/choose-scaffold.js';
import { init, type InitInput } from '../../../src/actions/init.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { createScriptedPrompter, type Answers } from '../../fakes/scripted-prompter.js';

const SILENT: InitInput = { choices: {}, yes: true, dryRun: false, force: false };
const ASKING: InitInput = { ...SILENT, yes: false };

describe('init', () => {
  let cwd: string;
  let notes: string[];
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-init-'));
    notes = [];
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const run = (input: Partial<InitInput>, answers?: Answers, signal = new AbortController().signal) => {
    const prompter = createScriptedPrompter(answers);
    return init(
      { ...(answers === undefined ? SILENT : ASKING), ...input },
      {
        cwd,
        prompter,
        toolVersion: '1.2.3',
        signal,
        progress: {
          step: (_, work) => work({ update: () => undefined, log: () => undefined }),
          group: () => Promise.reject(new Error('init has no groups.')),
          note: (message) => void notes.push(message),
        },
      },
    );
  };
  const read = (path: string) => readFile(join(cwd, path), 'utf8');
  const everything = async () => (await readdir(cwd, { recursive: true })).toSorted();
  const statuses = (files: readonly { path: string; status: string }[], status: string) =>
    files.filter((file) => file.status === status).map(({ path }) => path);

  describe('without questions', () => {
    it('writes a whole project under the name of its folder', async () => {
      const result = await run({ directory: 'My Todo' });
      expect(result).toMatchObject({
        directory: join(cwd, 'My Todo'),
        shownDirectory: 'My Todo',
        outcome: 'written',
        choices: { name: 'my-todo', port: 3000, runtimeVersion: '24', serverName: 'io.github.example/my-todo' },
        missingKeys: [],
      });
      expect(statuses(result.files, 'created').length).toBe(result.files.length);
      expect(await read('My Todo/Dockerfile')).toContain('USER 1000:1000');
      expect(JSON.parse(await read('My Todo/package.json'))).toMatchObject({ name: 'my-todo' });
      expect(await read('My Todo/src/main.ts')).not.toBe('');
      for (const { path } of result.files) await expect(stat(join(cwd, 'My Todo', path))).resolves.toBeDefined();
    });

    it('writes a Python project with uv under the name of its folder', async () => {
      const { choices, files, replay } = await run({ directory: 'My Todo', choices: { runtime: 'python-uv' } });
      expect(choices).toMatchObject({ name: 'my-todo', runtime: 'python-uv', runtimeVersion: '3.13' });
      const paths = files.map(({ path }) => path);
      expect(paths).toEqual(
        expect.arrayContaining([
          'dev.py',
          'pyproject.toml',
          'uv.lock',
          'src/todo_server/main.py',
          'tests/test_tools.py',
        ]),
      );
      expect(paths.filter((path) => /package\.json|\.ts$|__pycache__|\.venv/u.test(path))).toEqual([]);
      expect(await read('My Todo/Dockerfile')).toContain('/python:3.13-slim-trixie AS runtime');
      expect(await read('My Todo/pyproject.toml')).toContain('name = "my-todo"');
      expect(replay.join(' ')).toBe('init My Todo --name my-todo --python 3.13 --port 3000 --yes');
      // Again, and in another language after that.
      expect(statuses((await run({ directory: 'My Todo' })).files, 'unchanged')).toHaveLength(files.length - 1);
      const other = await run({ directory: 'My Todo', force: true, choices: { runtime: 'node' } });
      expect(other.choices).toMatchObject({ runtime: 'node', runtimeVersion: '24' });
    });

    it('takes a version for the runtime that has it', async () => {
      const { choices } = await run({ directory: 'a', choices: { runtimeVersion: '3.12' } });
      expect(choices).toMatchObject({ runtime: 'python-uv', runtimeVersion: '3.12' });
      await expect(
        run({ directory: 'b', choices: { runtime: 'python-uv', runtimeVersion: '24' } }),
      ).rejects.toMatchObject({
        code: 'FLAG_INVALID',
        details: { reason: '--node 24 cannot be used with Python with uv: known are: 3.12, 3.13, 3.14.' },
      });
    });

    it.each([
      {
        packageManager: 'pnpm' as const,
        there: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
        again: '--node 24 --package-manager pnpm',
      },
      {
        packageManager: 'yarn' as const,
        there: ['.yarnrc.yml', 'yarn.lock'],
        again: '--node 24 --package-manager yarn',
      },
      {
        packageManager: 'pip' as const,
        there: ['requirements-dev.txt', 'requirements.txt'],
        again: '--runtime python-pip --python 3.13',
      },
    ])('writes a project for $packageManager, and knows it again', async ({ packageManager, there, again }) => {
      const { files, choices, replay } = await run({ directory: 'a', choices: { packageManager } });
      expect(choices).toMatchObject({ packageManager, runtime: packageManager === 'pip' ? 'python-pip' : 'node' });
      const locks = /(?:lock|requirements|workspace|yarnrc)[^/]*\.(?:json|ya?ml|lock|txt)$|\.lock$/u;
      expect(files.map(({ path }) => path).filter((path) => locks.test(path))).toEqual(there);
      expect(replay.join(' ')).toBe(`init a --name a ${again} --port 3000 --yes`);
      const second = await run({ directory: 'a' });
      expect(statuses(second.files, 'unchanged')).toHaveLength(files.length - 1);
      expect(second.replay).toEqual(replay);
    });

    it('says what of the choices nothing here runs, and knows the base again', async () => {
      const { choices, files, replay, untested } = await run({ directory: 'a', choices: { base: 'alpine' } });
      expect(choices).toMatchObject({ runtime: 'node', base: 'alpine' });
      expect(untested).toEqual(['the base image alpine']);
      expect(replay.join(' ')).toBe('init a --name a --node 24 --port 3000 --base alpine --yes');
      expect(await read('a/README.md')).toContain(
        '**Untested** with the mcp-dock that wrote this project: the base image alpine.',
      );
      expect(await read('a/Dockerfile')).toMatch(
        /^# Untested .*alpine[^]*node:24-alpine3[^]*\/alpine:3\S+ AS runtime$/mu,
      );
      const second = await run({ directory: 'a' });
      expect(statuses(second.files, 'unchanged')).toHaveLength(files.length - 1);
      expect((await run({ directory: 'b' })).untested).toEqual([]);
      expect(await read('b/Dockerfile')).not.toMatch(/untested/iu);
    });

    it('refuses what does not go together, by the flags that were given', async () => {
      const reasonOf = async (choices: GivenChoices) =>
        run({ choices }).then(
          () => '',
          (error: unknown) => (error as McpDockError<'FLAG_INVALID'>).details.reason,
        );
      expect(await reasonOf({ packageManager: 'yarn', runtime: 'python-pip' })).toBe(
        '--package-manager yarn cannot be used: known for Python with pip are: pip.',
      );
      expect(await reasonOf({ packageManager: 'npm', runtimeVersion: '3.13' })).toBe(
        '--python 3.13 cannot be used with TypeScript on Node.js: known are: 22, 24, 26.',
      );
      expect(await reasonOf({ base: 'alpine', runtime: 'python-uv' })).toBe(
        '--base alpine cannot be used: known for Python with uv are: slim.',
      );
      expect(await reasonOf({ template: 'aws', packageManager: 'pip' })).toMatch(
        /^--template aws cannot be used with/u,
      );
    });

    it('makes a token of 32 random bytes, anew for each project', async () => {
      await run({ directory: 'a' });
      await run({ directory: 'b' });
      const tokens = await Promise.all(
        ['a', 'b'].map(async (folder) => parseEnv(await read(`${folder}/.env`))['SERVICE_AUTH_TOKEN'] ?? ''),
      );
      for (const token of tokens) {
        expect(token).toMatch(/^[\w-]{43}$/u);
        expect(Buffer.from(token, 'base64url').length).toBe(32);
      }
      expect(tokens[0]).not.toBe(tokens[1]);
    });

    it.runIf(process.platform !== 'win32')('lets nobody else read the token', async () => {
      await run({});
      expect((await stat(join(cwd, '.env'))).mode & 0o777).toBe(0o600);
    });

    it('follows its flags', async () => {
      const choices = {
        name: 'weather',
        port: 8080,
        runtimeVersion: '22',
        baseRegistry: 'localhost:5000/hub',
        serverName: 'com.example/weather',
      };
      const { replay, next } = await run({ directory: 'x', choices });
      expect(await read('x/Dockerfile')).toMatch(/ARG BASE_REGISTRY=localhost:5000\/hub\n[^]*node:22-bookworm-slim/u);
      expect(await read('x/compose.yaml')).toContain('127.0.0.1:${MCP_PORT:-8080}:8080');
      expect(next.url).toBe('http://127.0.0.1:8080/mcp');
      expect(next.connect).toBe(
        'docker run --rm --init -p 127.0.0.1:8080:8080 --env-file .env -v weather-data:/app/data weather:1.0.0',
      );
      expect(replay.join(' ')).toBe(
        'init x --name weather --node 22 --port 8080 --base-registry localhost:5000/hub --server-name com.example/weather --yes',
      );
    });

    it('changes nothing when it is run again, whatever the choices were', async () => {
      const choices = { name: 'weather', port: 8080, runtimeVersion: '22', serverName: 'com.example/weather' };
      await run({ directory: 'x', choices });
      const env = await read('x/.env');
      const { files } = await run({ directory: 'x' });
      expect(statuses(files, 'skipped')).toEqual(['.env']);
      expect(statuses(files, 'unchanged').length).toBe(files.length - 1);
      expect(await read('x/.env')).toBe(env);
    });

    it('counts a file whose line endings git has changed as unchanged', async () => {
      await run({});
      await writeFile(join(cwd, 'compose.yaml'), (await read('compose.yaml')).replaceAll('\n', '\r\n'));
      expect(statuses((await run({})).files, 'changed')).toEqual([]);
    });

    it('refuses to overwrite, names the files and writes none', async () => {
      await run({});
      await writeFile(join(cwd, 'compose.yaml'), 'mine');
      await rm(join(cwd, 'Dockerfile'));
      await expect(run({})).rejects.toMatchObject({ code: 'FILES_EXIST', details: { files: ['compose.yaml'] } });
      expect(await read('compose.yaml')).toBe('mine');
      expect(await everything()).not.toContain('Dockerfile');
    });

    it('overwrites with --force, but never .env, and says which of its keys are missing', async () => {
      await run({});
      await writeFile(join(cwd, 'compose.yaml'), 'mine');
      await writeFile(join(cwd, '.env'), 'SERVICE_AUTH_TOKEN=mine\n');
      const result = await run({ force: true });
      expect(statuses(result.files, 'changed')).toEqual(['compose.yaml']);
      expect(statuses(result.files, 'skipped')).toEqual(['.env']);
      expect(result.missingKeys).toEqual(['MCP_PORT', 'MCP_LOG_LEVEL', 'LOG_FORMAT']);
      expect(await read('.env')).toBe('SERVICE_AUTH_TOKEN=mine\n');
      expect(await read('compose.yaml')).toContain('services:');
    });

    it('brings parts along, with what they require', async () => {
      const result = await run({ choices: { name: 'shop', with: ['secrets', 'postgres'] } });
      expect(result.choices.with).toEqual(['backend', 'postgres', 'secrets']);
      expect(result.replay).toEqual(expect.arrayContaining(['--with', 'backend,postgres,secrets']));
      expect(result.next.connect).toBe(
        'docker compose -f compose.yaml -f compose.prod.yaml up --detach --build --wait',
      );
      expect(await read('backend/pyproject.toml')).toContain('name = "todo-backend"');
      const secrets = await Promise.all(
        ['service_auth_token', 'postgres_password'].map((name) => read(`secrets/${name}`)),
      );
      expect(new Set(secrets).size).toBe(2);
      for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}\n$/u);
      expect(parseEnv(await read('.env'))).not.toHaveProperty('SERVICE_AUTH_TOKEN');
      // On Windows there are no such bits.
      if (process.platform === 'win32') return;
      const modes = await Promise.all(['secrets', 'secrets/postgres_password'].map((path) => stat(join(cwd, path))));
      expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o644]);
    });

    it('remembers parts, and keeps secrets even when forced', async () => {
      await run({ choices: { with: ['postgres'] } });
      const before = await read('secrets/postgres_password');
      const again = await run({});
      expect(again.choices.with).toEqual(['backend', 'postgres']);
      expect(statuses(again.files, 'skipped')).toEqual(['.env', 'secrets/postgres_password']);
      const more = await run({ force: true, choices: { with: ['postgres', 'redis'] } });
      expect(statuses(more.files, 'changed')).toContain('compose.yaml');
      expect(await read('secrets/postgres_password')).toBe(before);
    });

    it('refuses a part that nobody knows, and names those that there are', async () => {
      await expect(run({ choices: { with: ['mysql', 'redis'] } })).rejects.toMatchObject({
        code: 'FLAG_INVALID',
        message: expect.stringMatching(
          /--with mysql,redis .*: mysql is not one of proxy, backend, postgres, /u,
        ) as string,
      });
    });

    it('writes a project for AWS tools, and the same again without its flag', async () => {
      const { choices, files, replay, next } = await run({ directory: 'cloud', choices: { template: 'aws' } });
      expect(choices).toMatchObject({ name: 'cloud', template: 'aws', runtime: 'python-uv', port: 8000, with: [] });
      expect(files.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['compose.aws-profile.yaml', 'docs/aws-quickstart.md', 'src/aws_server/main.py']),
      );
      expect(await read('cloud/pyproject.toml')).toContain('name = "cloud"');
      expect(await read('cloud/uv.lock')).toContain('name = "cloud"\nversion = "1.0.0"\nsource = { virtual = "." }');
      expect(next.connect).toBe('docker run --rm --init -p 127.0.0.1:8000:8000 --env-file .env cloud:1.0.0');
      expect(replay.join(' ')).toBe('init cloud --name cloud --template aws --python 3.13 --port 8000 --yes');
      const again = await run({ directory: 'cloud' });
      expect(again.choices).toEqual(choices);
      expect(statuses(again.files, 'unchanged')).toHaveLength(files.length);
    });

    it('writes an image of two modes, and the same again without its flag', async () => {
      const { choices, files, next } = await run({ directory: 'demo', choices: { template: 'dual-mode', port: 8100 } });
      expect(choices).toMatchObject({
        name: 'demo',
        template: 'dual-mode',
        runtime: 'python-uv',
        port: 8100,
        with: [],
      });
      expect(files.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['app/main.py', 'docker-entrypoint.sh', 'run_mcp_server_standalone.py']),
      );
      expect(next).toMatchObject({
        url: 'http://127.0.0.1:8100/health',
        connect: 'docker compose -f compose.yaml -f compose.prod.yaml up --detach --build --wait',
      });
      const { mode } = await stat(join(cwd, 'demo/docker-entrypoint.sh'));
      // Windows has no bit for it.
      expect(mode & 0o111).toBe(process.platform === 'win32' ? 0 : 0o111);
      const again = await run({ directory: 'demo' });
      expect(again.choices).toEqual(choices);
      expect(statuses(again.files, 'unchanged')).toHaveLength(files.length - 2);
      expect(statuses(again.files, 'skipped')).toEqual(['.env', 'secrets/postgres_password']);
      await writeFile(join(cwd, 'demo/.env'), 'BACKEND_PORT=8200\n');
      expect(await run({ directory: 'demo' })).toMatchObject({
        keptPort: 8200,
        next: { url: 'http://127.0.0.1:8200/health' },
      });
    });

    it.each(['backend', 'dev', 'redis'])('refuses %s beside an image of two modes', async (part) => {
      await expect(run({ choices: { template: 'dual-mode', with: [part] } })).rejects.toMatchObject({
        code: 'FLAG_INVALID',
        message: expect.stringContaining('it comes with its own backend') as string,
      });
    });

    it('leaves out what does not go with another server', async () => {
      await run({ choices: { with: ['redis', 'dev'] } });
      const { choices } = await run({ force: true, choices: { template: 'aws' } });
      expect(choices).toMatchObject({ template: 'aws', runtime: 'python-uv', with: ['dev'] });
    });

    it.each([
      { choices: { runtime: 'node' }, message: 'it exists for --runtime python-uv only' },
      { choices: { runtimeVersion: '24' }, message: 'it exists for --runtime python-uv only' },
      { choices: { with: ['redis', 'dev'] }, message: '--with redis cannot be used with --template aws' },
    ] as const)('refuses tools for AWS with $choices', async ({ choices, message }) => {
      await expect(run({ choices: { ...choices, template: 'aws' } })).rejects.toMatchObject({
        code: 'FLAG_INVALID',
        message: expect.stringContaining(message) as string,
      });
      expect(await everything()).toEqual([]);
    });

    it('names the address that a .env which is kept makes true', async () => {
      await run({ choices: { port: 4001 } });
      const again = await run({ force: true, choices: { port: 4002 } });
      expect(again).toMatchObject({ keptPort: 4001, next: { url: 'http://127.0.0.1:4001/mcp' } });
      expect(again.next.connect).toContain('-p 127.0.0.1:4001:4002 ');
    });

    it.each(['', 'MCP_PORT=none\n', 'MCP_PORT=70000\n'])('takes the port chosen where .env says %j', async (text) => {
      await writeFile(join(cwd, '.env'), text);
      const result = await run({ force: true, choices: { port: 4002 } });
      expect([result.keptPort, result.next.url]).toEqual([undefined, 'http://127.0.0.1:4002/mcp']);
    });

    it('takes a folder as new that holds only what a new repository holds', async () => {
      await mkdir(join(cwd, '.git'));
      await writeFile(join(cwd, 'LICENSE'), 'MIT');
      expect((await run({})).outcome).toBe('written');
    });

    it('refuses a folder that belongs to something else, unless forced', async () => {
      await writeFile(join(cwd, 'setup.py'), '');
      await expect(run({})).rejects.toMatchObject({ code: 'DIRECTORY_NOT_EMPTY', details: { found: ['setup.py'] } });
      expect(await everything()).toEqual(['setup.py']);
      expect((await run({ force: true })).outcome).toBe('written');
    });

    it.each([
      { name: 'a name', choices: { name: 'Not Good' }, code: 'NAME_INVALID' },
      { name: 'a privileged port', choices: { port: 80 }, code: 'FLAG_INVALID' },
      { name: 'a version', choices: { runtimeVersion: '18' }, code: 'FLAG_INVALID' },
      { name: 'a base registry', choices: { baseRegistry: 'https://a/b' }, code: 'FLAG_INVALID' },
      { name: 'a server name', choices: { serverName: 'todo' }, code: 'FLAG_INVALID' },
    ])('refuses $name that cannot be used', async ({ choices, code }) => {
      await expect(run({ choices })).rejects.toMatchObject({ code });
      expect(await everything()).toEqual([]);
    });

    it('refuses a file in the place of the folder', async () => {
      await writeFile(join(cwd, 'file'), '');
      await expect(run({ directory: 'file' })).rejects.toMatchObject({ code: 'FLAG_INVALID' });
      await expect(run({ directory: 'file/below' })).rejects.toMatchObject({ code: 'FLAG_INVALID' });
    });

    it('stops at a project file that is broken, unless forced', async () => {
      await run({});
      await writeFile(join(cwd, 'mcp-dock.yaml'), 'name: [');
      await expect(run({})).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
      expect(statuses((await run({ force: true, choices: { name: 'again' } })).files, 'changed')).toContain(
        'mcp-dock.yaml',
      );
    });

    it('leaves nothing behind when it is interrupted', async () => {
      const reason = new McpDockError('INTERRUPTED', { cleaned: '' });
      await expect(run({ directory: 'new' }, undefined, AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(await everything()).toEqual([]);
    });

    it('leaves nothing behind when a file cannot be written', async () => {
      await mkdir(join(cwd, '.git'));
      await writeFile(join(cwd, 'README.md'), 'mine');
      await writeFile(join(cwd, 'src'), 'a file where a folder has to be');
      const before = await everything();
      await expect(run({ force: true })).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED' });
      expect(await everything()).toEqual(before);
      expect(await read('README.md')).toBe('mine');
    });
  });

  describe('--dry-run', () => {
    it('writes nothing and asks nothing where nobody can answer', async () => {
      const result = await run({ directory: 'new', dryRun: true, yes: false });
      expect(result.outcome).toBe('dry-run');
      expect(statuses(result.files, 'created')).toContain('Dockerfile');
      expect(await everything()).toEqual([]);
    });

    it('foretells a folder that belongs to something else', async () => {
      await writeFile(join(cwd, 'setup.py'), '');
      const refused = await run({ dryRun: true });
      expect(refused.refusal).toMatchObject({ code: 'DIRECTORY_NOT_EMPTY', details: { found: ['setup.py'] } });
      expect(statuses(refused.files, 'created')).toContain('Dockerfile');
      const forced = await run({ dryRun: true, force: true });
      expect(forced.refusal).toBeUndefined();
      expect(forced.replay).toContain('--force');
    });

    it('foretells files that would not be overwritten', async () => {
      await run({});
      await writeFile(join(cwd, 'compose.yaml'), 'mine');
      const { refusal } = await run({ dryRun: true });
      expect(refusal).toMatchObject({ code: 'FILES_EXIST', details: { files: ['compose.yaml'] } });
      expect((await run({ dryRun: true, force: true })).refusal).toBeUndefined();
    });

    it('shows what would change as a diff, and nothing of a secret', async () => {
      await run({});
      const token = parseEnv(await read('.env'))['SERVICE_AUTH_TOKEN'] ?? '';
      await writeFile(join(cwd, 'compose.yaml'), (await read('compose.yaml')).replace('unless-stopped', 'always'));
      const result = await run({ dryRun: true });
      const diff = result.files.find(({ path }) => path === 'compose.yaml')?.diff ?? '';
      expect(diff).toMatch(/^-\s+restart: always$/mu);
      expect(diff).toMatch(/^\+\s+restart: unless-stopped$/mu);
      expect(JSON.stringify(result)).not.toContain(token);
      expect(await read('compose.yaml')).toContain('always');
    });
  });

  describe('on a terminal', () => {
    it('asks for folder, name, language, what runs beside it and port, shows a summary, and writes on yes', async () => {
      await writeFile(join(cwd, 'other.txt'), '');
      const answers: Answers = [
        ['Folder of the project', 'demo'],
        ['Name of the project', 'weather'],
        ['Language of the server', 'node'],
        ['What runs beside the server', ['postgres']],
        ['Port of the server', '8080'],
        [/^Write \d+ files to demo\?$/u, true],
      ];
      const result = await run({}, answers);
      expect(result.choices).toMatchObject({
        name: 'weather',
        runtimeVersion: '24',
        port: 8080,
        with: ['backend', 'postgres'],
      });
      expect(notes.join('\n')).toMatch(
        /Server {3}TypeScript on Node\.js 24\n.*weather:1\.0\.0\n.*127\.0\.0\.1:8080\n.*backend, postgres\n[^]*Dockerfile[^]*src\/ \(\d+\)[^]*\n {2}Then {5}mcp-dock build/u,
      );
      expect(await read('demo/mcp-dock.yaml')).toContain('name: weather');
    });

    it('asks nothing that a flag answers', async () => {
      const choices = { name: 'a', port: 3000, runtimeVersion: '24', with: [] };
      await expect(run({ directory: '.', choices }, [[/^Write/u, false]])).rejects.toMatchObject({
        code: 'INTERRUPTED',
      });
      expect(await everything()).toEqual([]);
    });

    it('offers what the folder already says', async () => {
      await run({ choices: { name: 'weather', port: 8080, runtimeVersion: '22' } });
      const { files } = await run({ directory: '.' }, [
        ['Name of the project', undefined],
        ['Language of the server', undefined],
        ['What runs beside the server', undefined],
        ['Port of the server', undefined],
      ]);
      expect(statuses(files, 'unchanged').length).toBe(files.length - 1);
    });

    it('asks before it writes into a folder that belongs to something else', async () => {
      await writeFile(join(cwd, 'setup.py'), '');
      await expect(run({ directory: '.' }, [[/already holds setup\.py/u, false]])).rejects.toMatchObject({
        code: 'INTERRUPTED',
      });
      expect(await everything()).toEqual(['setup.py']);
    });

    it.each<{ answers: Answers; changed: string[] }>([
      {
        answers: [
          ['Dockerfile exists and differs', 'overwrite'],
          ['README.md exists and differs', 'keep'],
          ['compose.yaml exists and differs', 'overwrite'],
          ['Write 2 files to this folder?', true],
        ],
        changed: ['Dockerfile', 'compose.yaml'],
      },
      {
        answers: [
          ['Dockerfile exists and differs', 'keep'],
          ['README.md exists and differs', 'overwrite-all'],
          ['Write 2 files to this folder?', true],
        ],
        changed: ['README.md', 'compose.yaml'],
      },
      {
        answers: [
          ['Dockerfile exists and differs', 'overwrite'],
          ['README.md exists and differs', 'keep-all'],
          ['Write 1 file to this folder?', true],
        ],
        changed: ['Dockerfile'],
      },
    ])('shows each file that differs and overwrites $changed', async ({ answers, changed }) => {
      const choices = { name: 'todo', port: 3000, runtimeVersion: '24', with: [] };
      await run({ choices });
      const mine = ['Dockerfile', 'README.md', 'compose.yaml'];
      for (const path of mine) await writeFile(join(cwd, path), 'mine\n');
      const { files, backup, replay } = await run({ directory: '.', choices }, answers);
      expect(statuses(files, 'changed')).toEqual(changed);
      // What is overwritten is kept, and the line that does the same overwrites as well.
      for (const path of changed) expect(await read(`${backup}/${path}`)).toBe('mine\n');
      expect(backup === undefined).toBe(changed.length === 0);
      expect(replay.includes('--force')).toBe(changed.length === mine.length);
      expect(statuses(files, 'skipped')).toEqual(['.env', ...mine.filter((path) => !changed.includes(path))]);
      for (const path of mine) expect((await read(path)) === 'mine\n').toBe(!changed.includes(path));
      expect(notes[0]).toMatch(/^--- Dockerfile/u);
    });
  });

  it.each([{}, { choices: { name: 'a' } }, { choices: { name: 'a', runtimeVersion: '24' } }])(
    'names the flag of the first open question where nobody can answer: %j',
    async (input) => {
      await expect(run({ ...input, yes: false })).rejects.toMatchObject({ code: 'PROMPT_WITHOUT_TERMINAL' });
    },
  );

  it('needs no --yes where every question has its flag', async () => {
    const choices = { name: 'a', runtimeVersion: '24', port: 3000 };
    expect((await run({ yes: false, choices })).outcome).toBe('written');
  });

  it('keeps what --force overwrites, twice in one second', async () => {
    await run({ choices: { name: 'a' } });
    const backups: (string | undefined)[] = [];
    for (const text of ['first\n', 'second\n']) {
      await writeFile(join(cwd, 'README.md'), text);
      backups.push((await run({ force: true })).backup);
    }
    expect(new Set(backups).size).toBe(2);
    expect(await Promise.all(backups.map((folder) => read(`${folder}/README.md`)))).toEqual(['first\n', 'second\n']);
    expect(await read('.mcp-dock/backup/.gitignore')).toBe('*\n');
    expect((await stat(join(cwd, `${backups[0]}/README.md`))).mode & 0o077).toBe(
      process.platform === 'win32' ? 0o066 : 0,
    );
    expect((await run({ force: true })).backup).toBeUndefined();
  });

  it('names --force in the line that repeats what a person consented to', async () => {
    await writeFile(join(cwd, 'notes.txt'), '');
    const choices = { name: 'a', runtime: 'node', port: 3000, with: [] } as const;
    const { replay } = await run({ directory: '.', choices }, [
      [/already holds notes\.txt/u, true],
      [/^Write \d+ files/u, true],
    ]);
    expect(replay.slice(-2)).toEqual(['--yes', '--force']);
  });

  it('writes a folder that begins with a hyphen as no flag', async () => {
    const { shownDirectory, replay } = await run({ directory: './-x' });
    expect([shownDirectory, replay[1]]).toEqual(['./-x', './-x']);
  });

  it('writes through a link to a folder, and refuses one that leads nowhere', async () => {
    await mkdir(join(cwd, 'real'));
    await symlink(join(cwd, 'real'), join(cwd, 'link'), 'dir');
    await run({ directory: 'link' });
    expect(await read('real/Dockerfile')).toBe(await read('link/Dockerfile'));
    await symlink(join(cwd, 'missing'), join(cwd, 'nowhere'), 'dir');
    await expect(run({ directory: 'nowhere' })).rejects.toMatchObject({
      code: 'FLAG_INVALID',
      details: { reason: expect.stringContaining('leads nowhere') as string },
    });
    expect(await everything()).not.toContain('missing');
  });

  it.each([40, 80, 200])('sums up within %i columns', async (columns) => {
    const choices = { name: 'a', runtime: 'node', port: 3000, with: ['postgres', 'redis', 'secrets'] } as const;
    const prompter = { ...createScriptedPrompter([[/^Write \d+ files/u, true]]), columns };
    const progress = { ...createSilentProgress(), note: (message: string) => void notes.push(message) };
    const ports = { cwd, prompter, progress, toolVersion: '1.2.3', signal: new AbortController().signal };
    await init({ ...ASKING, directory: '.', choices }, ports);
    const lines = notes.join('\n').split('\n');
    expect(lines.length).toBeGreaterThan(6);
    // A name that is longer than a line has one of its own.
    const wide = lines.filter((line) => line.length > Math.min(columns, 72) && line.trim().includes(' '));
    expect(wide).toEqual([]);
  });
});
