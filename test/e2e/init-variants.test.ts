import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReportSchema } from '../../src/model/build-report.js';
import { reportSchema } from '../../src/model/report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { ALPINE_IMAGES } from '../support/alpine-images.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { removeLabelledImages } from '../support/labelled-images.js';
import { mustRun } from '../support/run.js';
import { errorOf, runCommand } from '../support/verify-engine.js';

const RUN = `init-variants-${randomUUID().slice(0, 8)}`;

const NODE = ['node:24-bookworm-slim', 'debian:bookworm-slim'];
const VARIANTS = [
  { flags: ['--runtime', 'python-pip'], bases: ['python:3.13-slim-trixie'], limit: 200e6, installs: 'pip' },
  { flags: ['--python', '3.14'], bases: ['python:3.14-slim-trixie'], limit: 200e6, installs: 'uv' },
  { flags: ['--package-manager', 'pnpm'], bases: NODE, limit: 225e6, installs: 'pnpm' },
  { flags: ['--package-manager', 'yarn'], bases: NODE, limit: 225e6, installs: 'yarn' },
  { flags: ['--base', 'alpine'], bases: ALPINE_IMAGES, limit: 160e6, installs: 'npm' },
] as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-variants-e2e-'));
  await requireBaseImages([...new Set(VARIANTS.flatMap(({ bases }) => bases))]);
}, 600_000);
afterAll(async () => {
  await removeLabelledImages(RUN);
  await rm(folder, { recursive: true, force: true });
});

describe.each(VARIANTS)('a new project with $flags', ({ flags, limit, installs }) => {
  const name = `${RUN}-${installs}`;
  const mcpDock = (...args: string[]) => runCommand(args, { cwd: join(folder, name) });

  it('builds after its tests, is good, and renders the same again', { timeout: 600_000 }, async () => {
    const written = await runCommand(['init', name, '--yes', ...flags], { cwd: folder });
    expect(written.exitCode, written.stderr).toBe(0);
    expect(written.stdout).toContain(`Again   mcp-dock init ${name} --name ${name} `);
    expect(written.stdout).toContain(flags.join(' '));

    const built = await mcpDock('build', '--test', '--json', '--label', `${RUN_LABEL}=${RUN}`);
    expect(built.exitCode, built.stderr).toBe(0);
    const { image, tests } = buildReportSchema.parse(JSON.parse(built.stdout));
    expect(tests).toMatchObject({ stage: 'test' });
    expect(image.sizeBytes).toBeLessThan(limit);

    const verified = await mcpDock('verify', '--json');
    expect(verified.exitCode, verified.stdout + verified.stderr).toBe(0);
    const { mcp } = reportSchema.parse(JSON.parse(verified.stdout));
    expect(mcp).toMatchObject({ transports: ['http', 'stdio'] });
    expect(mcp?.tools).toHaveLength(5);

    const updated = await mcpDock('init', '--update', '--yes');
    expect(updated.exitCode, updated.stderr).toBe(0);
    expect(updated.stdout).not.toMatch(/conflict|updated|merged/u);
  });

  it('holds nothing that installs, tests or compiles', async () => {
    const script = `for program in npm npx pnpm yarn pip uv pytest tsc; do command -v $program; done; true`;
    const args = ['run', '--rm', '--label', `${RUN_LABEL}=${RUN}`, '--entrypoint', 'sh', `${name}:1.0.0`, '-c', script];
    expect(await mustRun('docker', args)).toBe('');
  });
});

it.each(VARIANTS.map(({ installs }) => installs).filter((id) => id !== 'npm' && id !== 'uv'))(
  'a fresh lock of %s cannot be had yet, and the build says so',
  async (installs) => {
    const cwd = join(folder, `${RUN}-${installs}`);
    const fresh = await runCommand(['build', '--fresh', '--json'], { cwd });
    expect(errorOf(fresh)).toMatchObject({ code: 'LOCK_UNAVAILABLE' });
    expect(fresh.stderr).toContain(`installs with ${installs}, for which --fresh cannot make a lock anew yet`);
  },
);
