import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import type { Steps } from '../../../src/cli/build-and-verify.js';
import Init from '../../../src/commands/init.js';
import { packageRoot } from '../../../src/config/package-files.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import type { Context } from '../../../src/ports/context.js';
import { createScriptedPrompter } from '../../fakes/scripted-prompter.js';
import { buildReport } from '../../support/build-report.js';
import { result } from '../../support/report.js';

let cwd: string;
let printed: string[];
let statuses: number[];

class InitHere extends Init {
  protected override async createContext(): Promise<Context> {
    return {
      cwd,
      prompter: createScriptedPrompter(),
      progress: createSilentProgress(),
      signal: new AbortController().signal,
      environment: {},
      toolVersion: '1.2.3',
    } as Partial<Context> as Context;
  }
  protected override print(text: string): void {
    printed.push(text);
  }
  protected override endWith(exitCode: number): void {
    statuses.push(exitCode);
  }
}

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mcp-dock-init-command-'));
  printed = [];
  statuses = [];
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const run = (...argv: string[]) => InitHere.run(argv, packageRoot);

it('hands every flag to the action and prints one JSON document', async () => {
  await run('demo', '--yes', '--json', '--name', 'weather', '--port', '8080', '--node', '22', '--runtime', 'node');
  expect(printed.length).toBe(1);
  expect(JSON.parse(printed[0] ?? '')).toMatchObject({
    command: 'init',
    outcome: 'written',
    directory: join(cwd, 'demo'),
    choices: { name: 'weather', port: 8080, runtimeVersion: '22', baseRegistry: 'docker.io/library' },
    next: { url: 'http://127.0.0.1:8080/mcp' },
  });
  expect(await readFile(join(cwd, 'demo/mcp-dock.yaml'), 'utf8')).toContain('name: weather');
  expect(statuses).toEqual([]);
});

it('passes registry and server name on', async () => {
  await run('.', '-y', '--base-registry', 'localhost:5000/hub', '--server-name', 'com.example/x', '--name', 'x');
  const dockerfile = await readFile(join(cwd, 'Dockerfile'), 'utf8');
  expect(dockerfile).toContain('ARG BASE_REGISTRY=localhost:5000/hub');
  expect(dockerfile).toContain('LABEL io.modelcontextprotocol.server.name="com.example/x"');
});

it('prints for people without --json, and writes nothing under --dry-run', async () => {
  await run('demo', '--dry-run');
  expect(printed.join('')).toMatch(
    /\+ would be created\s+Dockerfile[^]*Nothing was written to demo; \d+ would be created\./u,
  );
  expect(await readdir(cwd)).toEqual([]);
});

it('ends --dry-run well, and says that the run itself would not', async () => {
  await writeFile(join(cwd, 'setup.py'), '');
  await run('.', '--yes', '--dry-run');
  expect(printed.join('')).toMatch(/with --force, \d+ would be created/u);
  expect(statuses).toEqual([]);
  await run('.', '--yes', '--dry-run', '--force');
  expect(statuses).toEqual([]);
  expect(await readdir(cwd)).toEqual(['setup.py']);
});

it('overwrites only with --force', async () => {
  await run('.', '--yes', '--name', 'a');
  await run('.', '--yes', '--name', 'b', '--force');
  expect(await readFile(join(cwd, 'mcp-dock.yaml'), 'utf8')).toContain('name: b');
});

it('takes a version of Python for Python', async () => {
  await run('demo', '--yes', '--json', '--python', '3.12');
  expect(JSON.parse(printed[0] ?? '')).toMatchObject({ choices: { runtime: 'python-uv', runtimeVersion: '3.12' } });
});

it.each([
  ['--python', '3.12', '--node', '24'],
  ['--python', '3.12', '--runtime', 'node'],
  ['--node', '24', '--runtime', 'python-uv'],
])('refuses %s %s beside %s %s', async (...argv) => {
  await run('demo', '--yes', ...argv);
  expect(statuses).toEqual([2]);
  expect(await readdir(cwd)).toEqual([]);
});

it('takes package manager and base for a new project', async () => {
  await run('demo', '--yes', '--json', '--package-manager', 'yarn', '--base', 'alpine');
  expect(JSON.parse(printed[0] ?? '')).toMatchObject({
    choices: { runtime: 'node', packageManager: 'yarn', base: 'alpine' },
    untested: ['the base image alpine'],
  });
});

it.each([
  ['--package-manager', 'pnpm'],
  ['--base', 'alpine'],
])('refuses %s %s for a server that exists', async (...argv) => {
  await writeFile(join(cwd, 'package.json'), '{ "name": "weather" }');
  await run('.', '--yes', ...argv);
  expect(statuses).toEqual([2]);
  expect(await readdir(cwd)).toEqual(['package.json']);
});

describe('--verify', () => {
  const steps = (changes: Partial<Steps> = {}): Steps => ({
    build: async () => buildReport({}),
    verify: async () => ({
      target: 'demo:1.0.0',
      results: [result({ id: 'a/a' })],
      collected: {},
      neverStarted: false,
    }),
    ...changes,
  });
  const runWith = (given: Steps, ...argv: string[]) => {
    class InitWithSteps extends InitHere {
      protected override async steps(): Promise<Steps> {
        return given;
      }
    }
    return InitWithSteps.run(argv, packageRoot);
  };

  it('prints what was written before it builds, and the verdict at the end', async () => {
    let before: string[] = [];
    const build = async () => {
      before = [...printed];
      return buildReport({});
    };
    await runWith(steps({ build }), 'demo', '--yes', '--verify');
    expect(before.join('')).toMatch(/demo: \d+ created\./u);
    const last = printed.at(-1) ?? '';
    expect(last).toMatch(/demo:1\.0\.0 is good/u);
    expect(last).not.toMatch(/^(?:Build|Verify) /mu);
    expect(last).toMatch(/^Connect .*\nClients .*\nAgain .*--yes --verify$/mu);
    expect(statuses).toEqual([0]);
  });

  it('prints one document, and ends with the exit code of verify', async () => {
    const verify = async () => ({ target: 'demo:1.0.0', results: [], collected: {}, neverStarted: true });
    await runWith(steps({ verify }), 'demo', '--yes', '--verify', '--json');
    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({
      command: 'init',
      outcome: 'written',
      build: { command: 'build' },
      verify: { command: 'verify', summary: { exitCode: 4 } },
    });
    expect(statuses).toEqual([4]);
  });

  it('keeps what was written when the build fails, and ends with its exit code', async () => {
    const build = () => Promise.reject(new McpDockError('ENGINE_UNREACHABLE', { endpoint: 'unix:///x', reason: 'x' }));
    await runWith(steps({ build }), 'demo', '--yes', '--verify', '--json');
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ outcome: 'written', error: { code: 'ENGINE_UNREACHABLE' } });
    expect(statuses).toEqual([3]);
    expect(await readdir(join(cwd, 'demo'))).toContain('Dockerfile');
  });

  it('cannot be had without writing', async () => {
    await runWith(steps(), 'demo', '--yes', '--verify', '--dry-run');
    expect(statuses).toEqual([2]);
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe('--update', () => {
  it('changes choices on the way and prints one document', async () => {
    await run('.', '--yes', '--name', 'a');
    printed = [];
    await run('--update', '--yes', '--json', '--port', '8080', '--with', 'redis');
    expect(JSON.parse(printed.join(''))).toMatchObject({
      update: true,
      choices: { port: 8080, with: ['backend', 'redis'] },
      keptPort: 3000,
      replay: 'mcp-dock init . --update --node 24 --port 8080 --with "backend,redis" --yes',
    });
    expect(await readFile(join(cwd, 'Dockerfile'), 'utf8')).toContain('EXPOSE 8080');
    expect(statuses).toEqual([]);
  });

  it('says of a dry run what would stop it', async () => {
    await run('.', '--yes', '--name', 'a');
    await writeFile(join(cwd, 'package-lock.json'), '{}');
    await run('--update', '--dry-run');
    expect(printed.at(-1)).toMatch(/Nothing was written to \. \(mcp-dock/u);
    expect(statuses).toEqual([]);
  });

  it.each([['--force'], ['--from', 'npm:x']])('cannot be had with %s', async (...argv) => {
    await run('--update', '--yes', ...argv);
    expect(statuses).toEqual([2]);
  });
});

describe('--advise', () => {
  it('prints one document with recommendation, reasons and steps, and writes nothing', async () => {
    await run('demo', '--advise', '--json', '--for', 'local', '--client', 'Claude Desktop');
    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({
      command: 'init',
      outcome: 'advice',
      subject: 'new',
      purposes: ['local'],
      client: 'Claude Desktop',
      advice: {
        verdict: 'local',
        recommendation: expect.stringMatching(/^Run it as a local process/u) as unknown,
        reasons: expect.arrayContaining([
          { towards: 'local', text: expect.stringContaining('for you alone') as unknown },
        ]) as unknown,
        warnings: [expect.stringMatching(/^Claude Desktop expects local processes/u) as unknown],
        runLocally: ['npm ci', 'npm run dev'],
      },
      next: { container: 'mcp-dock init demo' },
      replay: 'mcp-dock init demo --advise --for local --client claude-desktop --yes',
    });
    expect(statuses).toEqual([]);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('prints the recommendation first, for people', async () => {
    await run('demo', '--advise', '--with', 'postgres', '--for', 'production');
    expect(printed.join('')).toMatch(
      /^Run it in a container, with [^]*For a container\n {2}\+ [^]*With a container\n {2}mcp-dock init demo --with postgres\n/u,
    );
  });

  it.each([['--for', 'fun'], ['--client', 'nobody'], ['--update'], ['--verify']])(
    'is refused with %s %s',
    async (...argv) => {
      await run('demo', '--advise', ...argv);
      expect(statuses).toEqual([2]);
    },
  );

  it('is heard beside the files of a run that says what it is for', async () => {
    await run('demo', '--yes', '--client', 'claude-desktop', '--for', 'development');
    expect(printed.join('')).toMatch(
      /! Claude Desktop expects local[^]*A container may not be worth it here:[^]*npm ci {2}then {2}npm run dev/u,
    );
    expect(await readdir(join(cwd, 'demo'))).toContain('Dockerfile');
    await run('other', '--yes', '--json', '--for', 'production');
    expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({ advice: { verdict: 'container' } });
  });
});
