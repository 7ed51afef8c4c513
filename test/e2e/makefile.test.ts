import { chmod, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBaseImages } from '../support/require-base-images.js';
import { progressLog } from '../support/log.js';
import { MakeProject, prepareMake, type MakePrograms } from '../support/make-project.js';
import { requestLoop } from '../support/request-loop.js';
import { mustRun, run } from '../support/run.js';

const log = progressLog();
let parent: string;
let programs: MakePrograms;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mcp-dock-make-e2e-'));
  programs = await prepareMake(parent, log);
  await requireBaseImages(['python:3.13-slim-trixie', 'postgres:17-trixie']);
}, 600_000);

afterAll(async () => {
  await rm(parent, { recursive: true, force: true });
});

describe('a server alone, by its Makefile', () => {
  let project: MakeProject;
  beforeAll(async () => {
    project = new MakeProject(programs, 'make-plain', []);
    await project.write();
    await project.mustMake('up');
  }, 300_000);
  afterAll(async () => {
    await project.make(['clean-all', 'YES=1']);
  }, 120_000);

  it('is healthy, and says so with its exit code', async () => {
    expect(await project.mustMake('health')).toBe(`${project.name}-mcp-server-1: healthy\n`);
    await project.mustMake('config', 'status', 'inspect', 'stats', 'logs-tail', 'ports', 'network', 'disk', 'volumes');
    await project.mustMake('stop');
    expect((await project.make(['health'])).code).not.toBe(0);
    await project.mustMake('start');
    await expect.poll(async () => (await project.make(['health'])).code, { timeout: 60_000 }).toBe(0);
  }, 120_000);

  it('gets its tasks back after the volume is gone', async () => {
    await project.addTask('Survive');
    await project.mustMake('backup');
    const [archive = ''] = await project.archives();
    expect((await stat(join(project.directory, archive))).mode & 0o777).toBe(0o600);
    const listed = await mustRun('tar', ['-tzf', archive], { cwd: project.directory });
    expect(listed.trim().split('\n')).toEqual(['manifest', 'data.tar']);
    await project.mustMake('down');
    await mustRun('docker', ['volume', 'rm', `${project.name}-data`]);
    await project.mustMake('restore', `FILE=${archive}`);
    await project.mustMake('up');
    expect(await project.titles()).toEqual(['Survive']);

    // Data that is there stays, unless it is said that it may go.
    await project.addTask('Later');
    expect((await project.make(['restore', `FILE=${archive}`])).output).toContain('holds data');
    expect(await project.titles()).toEqual(['Later', 'Survive']);
    await project.mustMake('restore', `FILE=${archive}`, 'FORCE=1');
    await expect.poll(() => project.titles().catch(() => []), { timeout: 60_000 }).toEqual(['Survive']);
  }, 180_000);

  it('refuses the wrong project and archives that are not whole, and touches nothing', async () => {
    const [archive = ''] = await project.archives();
    const wrong = await project.make(['backup'], { COMPOSE_PROJECT_NAME: 'somebody-else' });
    expect(wrong.code).not.toBe(0);
    expect(wrong.output).toContain(`belongs to the Compose project ${project.name}`);
    const elsewhere = await project.make(['restore', `FILE=${archive}`, 'FORCE=1'], {
      COMPOSE_PROJECT_NAME: 'somebody-else',
    });
    expect(elsewhere.output).toContain(`is of the project ${project.name}`);
    await writeFile(join(project.directory, 'cut.tar.gz'), await readFile(join(project.directory, archive)));
    await truncate(join(project.directory, 'cut.tar.gz'), 400);
    expect((await project.make(['restore', 'FILE=cut.tar.gz', 'FORCE=1'])).output).toContain('is not whole');
    await mustRun('tar', ['-czf', 'foreign.tar.gz', 'compose.yaml'], { cwd: project.directory });
    expect((await project.make(['restore', 'FILE=foreign.tar.gz', 'FORCE=1'])).output).toContain('holds compose.yaml');
    expect(await project.archives()).toEqual([archive]);
    expect(await project.titles()).toEqual(['Survive']);

    // Under another name altogether, there is no volume; one must not come into being.
    const text = await readFile(join(project.directory, 'compose.yaml'), 'utf8');
    await writeFile(join(project.directory, 'renamed.yaml'), text.replaceAll(project.name, 'make-nobody'));
    const renamed = await project.make(['backup'], { COMPOSE_FILE: 'renamed.yaml' });
    expect(renamed.output).toContain('There is no volume make-nobody-data');
    expect(renamed.output).toContain(`${project.name}-data of the project ${project.name}`);
    expect(await mustRun('docker', ['volume', 'ls', '--quiet', '--filter', 'name=make-nobody'])).toBe('');
  }, 120_000);

  it('is replaced by a container that was tried first, with a gap of less than 5 s', async () => {
    const before = await mustRun('docker', ['inspect', '--format', '{{.Id}}', `${project.name}-mcp-server-1`]);
    const loop = requestLoop(project.url);
    const { code, output } = await project.make(['rolling-restart'], { WATCH: '2' });
    const { answered, failed, gapMs } = await loop.end();
    log(`rolling-restart: ${answered} answers, ${failed} failures within ${gapMs} ms.`);
    expect(code, output).toBe(0);
    expect(answered).toBeGreaterThan(20);
    expect(gapMs).toBeLessThan(5_000);
    expect(await mustRun('docker', ['inspect', '--format', '{{.Id}}', `${project.name}-mcp-server-1`])).not.toBe(
      before,
    );
    expect(await project.titles()).toEqual(['Survive']);
  }, 180_000);

  it('goes on without a failed request when the new image does not start', async () => {
    const image = `${project.name}:1.0.0`;
    const before = await mustRun('docker', ['inspect', '--format', '{{.Id}}', `${project.name}-mcp-server-1`]);
    await mustRun('docker', ['tag', image, `${project.name}:kept`]);
    await writeFile(join(project.directory, 'broken'), `FROM ${image}\nENTRYPOINT ["sh", "-c", "exit 3"]\n`);
    await mustRun('docker', ['build', '--quiet', '--tag', image, '--file', 'broken', '.'], {
      cwd: project.directory,
      env: { DOCKER_BUILDKIT: '0' },
    });
    const loop = requestLoop(project.url);
    const { code, output } = await project.make(['rolling-restart']);
    const { failed } = await loop.end();
    await mustRun('docker', ['tag', `${project.name}:kept`, image]);
    await mustRun('docker', ['image', 'rm', `${project.name}:kept`]);
    expect(output).toContain('The old one goes on');
    expect({ failed, ended: code === 0 }).toEqual({ failed: 0, ended: false });
    expect(await mustRun('docker', ['inspect', '--format', '{{.Id}}', `${project.name}-mcp-server-1`])).toBe(before);
  }, 180_000);

  it('removes everything of the project when that is said, and nothing else', async () => {
    const other = `${project.name.replace('plain', 'other')}-data`;
    await mustRun('docker', ['volume', 'create', '--label', 'io.mcp-dock.run=e2e', other]);
    try {
      expect((await project.make(['clean-all'])).code).not.toBe(0);
      await project.mustMake('clean');
      expect(await project.left()).toEqual([`${project.name}-data`, `${project.name}:1.0.0`]);
      await project.mustMake('clean-all', 'YES=1');
      expect(await project.left()).toEqual([]);
      expect((await run('docker', ['volume', 'inspect', other])).code).toBe(0);
      expect(await project.archives()).toHaveLength(1);
    } finally {
      await run('docker', ['volume', 'rm', other]);
    }
  }, 120_000);
});

describe('a server with backend, Postgres and secrets, by its Makefile', () => {
  let project: MakeProject;
  beforeAll(async () => {
    project = new MakeProject(programs, 'make-full', ['backend', 'postgres', 'secrets']);
    await project.write();
    await project.mustMake('up');
  }, 600_000);
  afterAll(async () => {
    await project.make(['clean-all', 'YES=1']);
  }, 120_000);

  it('recovers from a loss in five steps', async () => {
    await project.addTask('Survive');
    const { code, output } = await project.make(['disaster-rehearsal', 'YES=1'], { BUILD: '0' });
    expect(code, output).toBe(0);
    for (const step of ['Step 1 of 5', 'Steps 2 and 3', 'Step 4', 'Step 5', 'Recovered'])
      expect(output).toContain(step);
    expect(await project.titles()).toEqual(['Survive']);
    const [archive = ''] = await project.archives();
    expect((await stat(join(project.directory, archive))).mode & 0o777).toBe(0o600);
    // Settings that were lost come back with it, with the modes that they had.
    await rm(join(project.directory, '.env'));
    await chmod(join(project.directory, 'secrets/service_auth_token'), 0o600);
    const recovered = await project.make(['disaster-recovery', `FILE=${archive}`, 'FORCE=1'], { BUILD: '0' });
    expect(recovered.code, recovered.output).toBe(0);
    const modes = ['.env', 'secrets/service_auth_token'].map(
      async (path) => (await stat(join(project.directory, path))).mode,
    );
    expect((await Promise.all(modes)).map((mode) => mode & 0o777)).toEqual([0o600, 0o644]);
    expect(await project.titles()).toEqual(['Survive']);
  }, 300_000);

  it('changes the token on both sides, and refuses the old one', async () => {
    const path = join(project.directory, 'secrets/service_auth_token');
    const before = (await readFile(path, 'utf8')).trim();
    const output = await project.mustMake('token');
    const after = (await readFile(path, 'utf8')).trim();
    expect(after).toMatch(/^[\w-]{43}$/u);
    expect(after).not.toBe(before);
    expect([output.includes(before), output.includes(after)]).toEqual([false, false]);
    await project.addTask('With the new token');
    expect(await project.titles()).toContain('With the new token');
    const answers = [await statusFor(project, before), await statusFor(project, after)];
    expect(answers).toEqual(['401', '200']);
  }, 180_000);
});

/** What the backend answers to a token, asked in its own container. */
async function statusFor({ name, directory }: MakeProject, token: string): Promise<string> {
  const script =
    'import sys, urllib.request as u, urllib.error as e\n' +
    `r = u.Request("http://127.0.0.1:8000/api/tasks", headers={"Authorization": "Bearer ${token}"})\n` +
    'try: print(u.urlopen(r).status)\nexcept e.HTTPError as x: print(x.code)\n';
  const file = join(directory, 'ask.py');
  await writeFile(file, script);
  return (
    await mustRun('sh', ['-c', `docker exec -i ${name}-backend-1 python3 - < ask.py`], { cwd: directory })
  ).trim();
}
