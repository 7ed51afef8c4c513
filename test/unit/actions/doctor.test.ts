import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doctor, DOCTOR_AREAS, type DoctorInput } from '../../../src/actions/doctor.js';
import { checks as all } from '../../../src/checks/index.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import type { Context } from '../../../src/ports/context.js';
import type { Engine } from '../../../src/ports/engine.js';
import type { Progress } from '../../../src/ports/progress.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { createScriptedPrompter, type Answers } from '../../fakes/scripted-prompter.js';
import { fakeProcesses, folderWith } from '../../support/probe-context.js';

const task = { update: () => undefined, log: () => undefined };
const progressInto = (notes: string[]): Progress => ({
  step: (_, work) => work(task),
  group: (_, work) => work({ ...task, open: () => undefined, updateStep: () => undefined, close: () => undefined }),
  note: (message) => void notes.push(message),
});

const checks = (...areas: string[]) => all.filter(({ id }) => areas.some((area) => id.startsWith(area)));
const gone: Partial<Engine> = {
  info: () => Promise.reject(new McpDockError('ENGINE_UNREACHABLE', { endpoint: 'x', kind: 'refused' })),
};

interface World {
  readonly cwd: string;
  readonly answers?: Answers;
  readonly engine?: Partial<Engine>;
  readonly git?: boolean;
}

async function run(input: DoctorInput, { cwd, answers, engine = gone, git = false }: World) {
  const notes: string[] = [];
  const context: Context = {
    engine: fakeEngine(engine),
    processes: fakeProcesses(git ? { 'git rev-parse --is-inside-work-tree': { stdout: 'true' } } : {}),
    prompter: createScriptedPrompter(answers),
    progress: progressInto(notes),
    signal: new AbortController().signal,
    cwd,
    environment: { DOCKER_HOST: 'unix:///nowhere.sock' },
    toolVersion: '0.1.0',
  };
  const outcome = await doctor(input, context);
  return {
    ...outcome,
    notes: notes.join('\n'),
    failed: outcome.results.filter((r) => r.outcome === 'fail').map((r) => r.id),
  };
}

const SECRET = 'Zx9-this-must-never-be-shown-anywhere-Qw4';
const FILES = {
  '.env': `SERVICE_AUTH_TOKEN="${SECRET}"\nFASTAPI_BASE_URL=http://localhost:8000 # local\n`,
  '.env.example': 'SERVICE_AUTH_TOKEN=\nFASTAPI_BASE_URL=http://backend:8000\nMCP_PORT=3000\n',
  'compose.yaml': 'services:\n  backend: {}\n',
};
const CONFIG = 'name: demo\nserver: { transports: { stdio: {} }, requiredEnv: [API_KEY] }\n';
const TIDY = `SERVICE_AUTH_TOKEN=${SECRET}\n# local\nFASTAPI_BASE_URL=http://backend:8000\nMCP_PORT=3000\n`;

describe('doctor', () => {
  it('answers every question while there is no engine', async () => {
    await using folder = await folderWith(FILES);
    const { results, failed } = await run({ checks: checks(...DOCTOR_AREAS) }, { cwd: folder.path });
    expect(results.length).toBe(checks(...DOCTOR_AREAS).length);
    expect(results.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    expect(failed).toEqual(expect.arrayContaining(['host/engine-reachable', 'env/syntax', 'env/values-valid']));
    expect(JSON.stringify(results)).not.toContain(SECRET);
  });

  it('asks before it mends, keeps what was there, and looks again', async () => {
    await using folder = await folderWith(FILES);
    const env = join(folder.path, '.env');
    await chmod(env, 0o644);
    const { failed, fixes, notes } = await run(
      { checks: checks('env/'), fix: { dryRun: false, yes: false } },
      { cwd: folder.path, answers: [['Make these changes?', true]] },
    );
    expect(await readFile(env, 'utf8')).toBe(TIDY);
    expect(await readFile(join(folder.path, '.env.backup'), 'utf8')).toBe(FILES['.env']);
    expect(failed).toEqual(['env/token-strong']);
    expect(fixes?.every(({ applied }) => applied)).toBe(true);
    expect(notes).toContain('+FASTAPI_BASE_URL=http://backend:8000');
    expect(`${notes}${JSON.stringify(fixes)}`).not.toContain(SECRET);
  });

  it.runIf(process.platform !== 'win32')('makes the file and its copy private', async () => {
    await using folder = await folderWith(FILES);
    await chmod(join(folder.path, '.env'), 0o644);
    await run({ checks: checks('env/'), fix: { dryRun: false, yes: true } }, { cwd: folder.path });
    const modes = await Promise.all(
      ['.env', '.env.backup'].map(async (name) => ((await stat(join(folder.path, name))).mode & 0o777).toString(8)),
    );
    expect(modes).toEqual(['600', '600']);
  });

  it.each([
    ['a person says no', { dryRun: false, yes: false }, [['Make these changes?', false]] as Answers],
    ['it only shows', { dryRun: true, yes: true }, undefined],
  ])('changes nothing where %s', async (_, fix, answers) => {
    await using folder = await folderWith(FILES);
    const { fixes, failed } = await run(
      { checks: checks('env/'), fix },
      { cwd: folder.path, ...(answers && { answers }) },
    );
    expect(await readFile(join(folder.path, '.env'), 'utf8')).toBe(FILES['.env']);
    expect(fixes?.length).toBeGreaterThan(0);
    expect(fixes?.some(({ applied }) => applied)).toBe(false);
    expect(failed).toContain('env/syntax');
  });

  it('mends only what the chosen checks find', async () => {
    await using folder = await folderWith(FILES);
    await run({ checks: checks('env/values-valid'), fix: { dryRun: false, yes: true } }, { cwd: folder.path });
    expect(await readFile(join(folder.path, '.env'), 'utf8')).toBe(
      `SERVICE_AUTH_TOKEN="${SECRET}"\nFASTAPI_BASE_URL=http://backend:8000\n`,
    );
  });

  it('asks nobody where nothing can be mended', async () => {
    await using folder = await folderWith({ '.env': 'A=1\n' });
    const { fixes } = await run(
      { checks: checks('env/syntax'), fix: { dryRun: false, yes: false } },
      { cwd: folder.path },
    );
    expect(fixes).toEqual([]);
  });

  it('says why a fix changes nothing, and that a person has to choose', async () => {
    const contested = `SERVICE_AUTH_TOKEN=${SECRET}\nSERVICE_AUTH_TOKEN=changeme\n`;
    await using folder = await folderWith({ '.env': contested });
    const { fixes, said, results } = await run(
      { checks: checks('env/syntax', 'env/token-strong'), fix: { dryRun: false, yes: true } },
      { cwd: folder.path },
    );
    expect(await readFile(join(folder.path, '.env'), 'utf8')).toBe(contested);
    expect(fixes).toEqual([]);
    expect(said).toEqual(['Nothing to mend here, because what is wrong takes a person.']);
    expect(results[0]?.findings[0]?.message).toMatch(
      /^SERVICE_AUTH_TOKEN is set on lines 1 and 2 with different values/u,
    );
  });

  it('says so where everything passed', async () => {
    await using folder = await folderWith({ '.env': 'A=1\n' });
    const input = { checks: checks('env/syntax'), fix: { dryRun: true, yes: true } };
    expect((await run(input, { cwd: folder.path })).said).toEqual([
      'Nothing to mend here, because every check passed.',
    ]);
  });

  it('names a fix that has nothing to do', async () => {
    await using folder = await folderWith({ '.env.example': 'API_KEY=\n', 'mcp-dock.yaml': CONFIG });
    const { said, fixes } = await run(
      { checks: checks('env/complete'), fix: { dryRun: false, yes: true } },
      { cwd: folder.path },
    );
    expect(said).toEqual(['env/complete: nothing to mend here, because only a person knows what to set API_KEY to.']);
    expect(fixes).toEqual([
      { id: 'env/complete', changes: [], applied: false, because: 'only a person knows what to set API_KEY to' },
    ]);
  });

  it('never overwrites an older copy, and names the new one', async () => {
    const older = { '.env.backup': 'first', '.env.backup.3': 'third' };
    await using folder = await folderWith({ ...FILES, ...older });
    const mend = () => run({ checks: checks('env/'), fix: { dryRun: false, yes: true } }, { cwd: folder.path });
    const first = await mend();
    expect(first.backups).toEqual(['.env.backup.2']);
    expect(first.said).toContain('.env as it was is kept in .env.backup.2.');
    await writeFile(join(folder.path, '.env'), FILES['.env']);
    expect((await mend()).backups).toEqual(['.env.backup.4']);
    const texts = await Promise.all(
      ['.env.backup', '.env.backup.2', '.env.backup.3', '.env.backup.4'].map((name) =>
        readFile(join(folder.path, name), 'utf8'),
      ),
    );
    expect(texts).toEqual(['first', FILES['.env'], 'third', FILES['.env']]);
    expect((await stat(join(folder.path, '.env.backup.4'))).mode & 0o777).toBe(0o600);
  });

  it('keeps the copy out of Git', async () => {
    await using folder = await folderWith({ ...FILES, '.gitignore': 'x' });
    await run(
      { checks: checks('env/', 'project/env'), fix: { dryRun: false, yes: true } },
      { cwd: folder.path, git: true },
    );
    expect(await readFile(join(folder.path, '.gitignore'), 'utf8')).toBe('x\n.env\n.env.backup*\n');
  });

  it('removes what was left behind, after showing it', async () => {
    const removed: string[] = [];
    await using folder = await folderWith({});
    const { hostname } = await import('node:os');
    const labels = { 'io.mcp-dock.run': 'r', 'io.mcp-dock.pid': '99999999', 'io.mcp-dock.host': hostname() };
    const engine: Partial<Engine> = {
      info: async () => ({ kind: 'docker', version: '28.5.1', buildkit: true }) as never,
      listContainers: async () =>
        removed.length > 0
          ? []
          : [
              {
                id: 'i',
                name: 'n\u001b[31m',
                imageReference: 'x',
                labels,
                createdAt: '',
                state: 'exited',
                publishedPorts: [],
              },
            ],
      removeContainer: async (id) => void removed.push(id),
    };
    const { failed, notes } = await run(
      { checks: checks('host/no-leftovers'), fix: { dryRun: false, yes: true } },
      { cwd: folder.path, engine },
    );
    expect([removed, failed]).toEqual([['i'], []]);
    expect(notes).toContain(String.raw`container "n\u001b[31m" of x is removed`);
  });
});
