import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RUN_LABEL } from '../../src/model/tool.js';
import { mustRun } from '../support/run.js';
import { runCommand, type CommandResult } from '../support/verify-engine.js';

const DOCKERFILE = [
  'FROM debian:bookworm-slim',
  `LABEL ${RUN_LABEL}=report-files-test`,
  'ARG SIZE=1000',
  'WORKDIR /app',
  'RUN mkdir /app/open \\',
  '  # in its own line',
  '  && chmod 777 /app/open \\',
  '  && head -c $SIZE /dev/zero > /app/zero',
  'COPY --chown=1000:1000 deploy ./deploy',
  'USER root',
  'HEALTHCHECK CMD curl -f http://localhost:3000/health',
  'CMD ["sleep", "60"]',
  '',
].join('\n');

const CONFIG = (image: string) => `name: weather\nimage: ${image}\nserver:\n  transports:\n    http: { port: 3000 }\n`;

let top: string;
let folder: string;
let summary: string;

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'mcp-dock-reports-'));
  folder = join(top, 'servers', 'weather');
  summary = join(top, 'summary.md');
  await mkdir(join(folder, 'deploy'), { recursive: true });
  await mkdir(join(top, '.git'));
  await writeFile(join(folder, 'Dockerfile'), DOCKERFILE);
  // Made up here, and of no use to anybody.
  await writeFile(
    join(folder, 'deploy', '.npmrc'),
    `//registry.example.org/:_authToken=npm_${'a1B2c3D4e5F6'.repeat(3)}\n`,
  );
});
afterAll(() => rm(top, { recursive: true, force: true }));

describe.each([
  { builder: 'BuildKit', classic: false },
  { builder: 'the builder before it', classic: true },
])('reports on an image of $builder', ({ classic }) => {
  const image = `mcp-dock-test-report-${randomUUID().slice(0, 8)}:1`;
  let run: CommandResult;

  beforeAll(async () => {
    await writeFile(join(folder, 'mcp-dock.yaml'), CONFIG(image));
    if (classic)
      await mustRun('docker', ['build', '-q', '--network', 'none', '-t', image, folder], {
        env: { DOCKER_BUILDKIT: '0' },
      });
    else await runCommand(['build', '--json'], { cwd: folder });
    const outputs = ['sarif', 'junit', 'json', 'markdown', 'html', 'pretty'].flatMap((id) => [
      '--output',
      `${id}=report.${id}`,
    ]);
    run = await runCommand(['verify', '--only', 'image', '--format', 'github', ...outputs], {
      cwd: folder,
      env: { GITHUB_STEP_SUMMARY: summary },
    });
  });
  afterAll(() => mustRun('docker', ['image', 'rm', '--force', image]));

  const read = (id: string) => readFile(join(folder, `report.${id}`), 'utf8');

  it('point at the line of the Dockerfile that made a layer or a setting', async () => {
    const log = JSON.parse(await read('sarif')) as Log;
    const lines = (log.runs[0]?.results ?? []).map(({ ruleId, locations }) => {
      const place = locations?.[0]?.physicalLocation;
      return `${ruleId} ${place?.artifactLocation?.uri}:${place?.region?.startLine}`;
    });
    expect(lines).toEqual(
      expect.arrayContaining([
        'image/no-world-writable servers/weather/Dockerfile:5',
        'image/no-secrets servers/weather/Dockerfile:9',
        'image/non-root-user servers/weather/Dockerfile:10',
        'image/oci-labels servers/weather/Dockerfile:2',
      ]),
    );
  });

  it('annotate the same lines, and sum up the step', async () => {
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/^::error file=servers\/weather\/Dockerfile,line=9,title=image\/no-secrets::/mu);
    expect(run.stdout).toMatch(
      /^::warning file=servers\/weather\/Dockerfile,line=5,title=image\/no-world-writable::/mu,
    );
    expect(await readFile(summary, 'utf8')).toContain(`## ❌ \`${image}\` is not good`);
  });

  it('name the layers of the project, and never the secret', async () => {
    const report = JSON.parse(await read('json')) as {
      image: { layers: { instruction: string; fromBase: boolean }[] };
    };
    const own = report.image.layers.filter(({ fromBase }) => !fromBase).map(({ instruction }) => instruction);
    expect(own.some((instruction) => instruction.startsWith('RUN mkdir /app/open'))).toBe(true);
    for (const id of ['sarif', 'junit', 'json', 'markdown', 'html', 'pretty'])
      expect(await read(id)).not.toContain('npm_a1B2c3');
  });
});
