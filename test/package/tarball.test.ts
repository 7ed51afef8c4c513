import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildReportSchema } from '../../src/model/build-report.js';
import { factsFileSchema } from '../../src/model/facts.js';
import { reportSchema } from '../../src/model/report.js';
import { mustRun, run } from '../support/run.js';
import { runCommand } from '../support/verify-engine.js';

interface ExampleCase {
  readonly summary: Record<string, number>;
  readonly findings: readonly string[];
  readonly transports: readonly string[];
  readonly protocolVersions: readonly string[];
  readonly tools: readonly string[];
  readonly limits: {
    readonly sizeBytes: number;
    readonly readyMs: number;
    readonly healthyMs: number;
    /** In place of it where more processes want to run than there are processors. */
    readonly healthyLoadedMs: number;
    readonly stopMs: number;
    readonly memoryBytes: number;
  };
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const NAME = 'todo-package-test';

/** The tarball as a user gets it, in a folder with nothing else. */
let folder: string;
let program: string;
let expected: ExampleCase;

const mcpDock = (args: readonly string[], cwd: string) => runCommand(args, { cwd, bin: program });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-package-'));
  await mustRun('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const filename = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  await mustRun('npm', ['init', '--yes'], { cwd: folder });
  await mustRun('npm', ['install', '--no-audit', '--no-fund', '--omit=dev', `./${filename}`], { cwd: folder });
  program = join(folder, 'node_modules', 'mcp-dock', 'bin', 'run.js');
  expected = parse(await readFile(join(root, 'examples', 'todo-typescript', 'case.yaml'), 'utf8')) as ExampleCase;
});

afterAll(async () => {
  await run('docker', ['image', 'rm', `${NAME}:1.0.0`]);
  await rm(folder, { recursive: true, force: true });
});

describe('the packed tarball in an empty folder', () => {
  it('says its version and its commands', async () => {
    expect((await mcpDock(['--version'], folder)).stdout).toMatch(/^mcp-dock\/\d+\.\d+\.\d+ /u);
    const help = await mcpDock(['--help'], folder);
    for (const command of ['init', 'build', 'verify', 'doctor']) expect(help.stdout).toContain(command);
  });

  it('writes a project with everything in it', async () => {
    const { exitCode, stdout } = await mcpDock(['init', NAME, '--yes', '--json'], folder);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toBeTypeOf('object');
    for (const file of ['package-lock.json', 'src/main.ts', 'test/tools.test.ts', 'Dockerfile', '.gitignore', '.env'])
      await expect(access(join(folder, NAME, file)), file).resolves.toBeUndefined();
  });

  it.each([
    ['--runtime', 'python-uv', '--with', 'proxy,fullstack,postgres,redis,secrets,autoheal,dev,harden,ci'],
    ['--runtime', 'python-pip'],
    ['--package-manager', 'pnpm'],
    ['--package-manager', 'yarn'],
    ['--template', 'aws'],
    ['--template', 'dual-mode'],
  ])('brings the same sources along as a checkout for %s %s', async (...flags) => {
    const filesOf = async (bin: string) => {
      const { stdout, stderr } = await runCommand(['init', 'other', '--dry-run', '--json', ...flags], {
        cwd: folder,
        bin,
      });
      expect(stderr).toBe('');
      const { files } = JSON.parse(stdout) as { files: readonly { path: string }[] };
      return files.map(({ path }) => path).toSorted();
    };
    const files = await filesOf(program);
    expect(files).toEqual(await filesOf(join(root, 'bin', 'run.js')));
    const lock =
      { pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock', 'python-pip': 'requirements.txt' }[flags[1]] ?? 'README.md';
    expect(files).toContain(lock);
  });

  it('builds it', async () => {
    const { exitCode, stdout, stderr } = await mcpDock(['build', '--json'], join(folder, NAME));
    expect(exitCode, stderr).toBe(0);
    const report = buildReportSchema.parse(JSON.parse(stdout));
    expect(report.image.sizeBytes).toBeLessThan(expected.limits.sizeBytes);
  });

  it('verifies it as the example’s case says', async () => {
    const facts = join(folder, 'facts.json');
    const { exitCode, stdout, stderr } = await mcpDock(['verify', '--json', '--save-facts', facts], join(folder, NAME));
    const report = reportSchema.parse(JSON.parse(stdout));
    const failed = report.results.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
    expect(failed, stdout).toEqual(expected.findings);
    expect(report.summary).toMatchObject(expected.summary);
    expect(exitCode, stderr).toBe(0);
    expect(report.mcp).toMatchObject({
      transports: expected.transports,
      protocolVersions: expected.protocolVersions,
      tools: expected.tools,
    });
    expect(report.timings?.['stop']).toBeLessThan(expected.limits.stopMs);
    expect(report.timings?.['ready']).toBeLessThan(expected.limits.readyMs);
    const [load = 0] = loadavg();
    const { healthyMs, healthyLoadedMs } = expected.limits;
    expect(report.timings?.['healthy']).toBeLessThan(load > availableParallelism() ? healthyLoadedMs : healthyMs);

    const saved = factsFileSchema.parse(JSON.parse(await readFile(facts, 'utf8')));
    const memory = saved.facts['memory'] as { value: { usageBytes: number } };
    expect(memory.value.usageBytes).toBeLessThan(expected.limits.memoryBytes);
  });

  it('looks at the machine and the project', async () => {
    const { stdout } = await mcpDock(['doctor', '--json', '--skip', 'host/compose-available'], join(folder, NAME));
    const report = reportSchema.parse(JSON.parse(stdout));
    const failed = report.results.filter(({ outcome, severity }) => outcome === 'fail' && severity === 'error');
    expect(failed.map(({ id }) => id)).toEqual([]);
  });
});
