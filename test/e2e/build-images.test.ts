import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildReportSchema } from '../../src/model/build-report.js';
import { buildsReportSchema } from '../../src/model/builds-report.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Engine } from '../../src/ports/engine.js';
import { removeLabelledImages } from '../support/labelled-images.js';
import { mustRun } from '../support/run.js';
import { errorOf, realEngine, runCommand } from '../support/verify-engine.js';

const ID = randomUUID().slice(0, 8);
const TAG = `mcp-dock-images-test-${ID}`;
const BASE = `FROM debian:bookworm-slim\nLABEL ${RUN_LABEL}=${TAG}\n`;

let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await realEngine();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-images-e2e-'));
  await mkdir(join(folder, 'backend'));
  await put(
    'mcp-dock.yaml',
    `name: todo-${ID}\nimage: ${TAG}/todo:1\nimages:\n  backend:\n    image: ${TAG}/backend:1\n    build: { context: backend, dockerfile: backend/Dockerfile }\n`,
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => removeLabelledImages(TAG));

const put = (path: string, content: string) => writeFile(join(folder, path), content);
const idOf = async (name: string) => (await engine.inspectImage(`${TAG}/${name}:1`)).id;
const running = async (marker: string) => {
  const output = await mustRun('ps', ['-eo', 'args']);
  return output.split('\n').filter((line) => line.includes(marker) && !line.includes('runc')).length;
};

describe('mcp-dock build of a project with several images', () => {
  it('builds all, says whose step it is, and is one document with --json', async () => {
    await put('Dockerfile', `${BASE}RUN echo todo ${ID}\n`);
    await put('backend/Dockerfile', `${BASE}RUN echo backend ${ID}\n`);
    const first = await runCommand(['build'], { cwd: folder });
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toMatch(new RegExp(`done: todo-${ID}  \\[2/2\\] RUN echo todo`, 'u'));
    expect(first.stderr).toMatch(/done: backend {2}\[2\/2\] RUN echo backend/u);
    expect(first.stdout.trim().split('\n').at(-1)).toMatch(
      new RegExp(`todo-${ID}, backend are built in .*Next: mcp-dock verify$`, 'u'),
    );
    const again = await runCommand(['build', '--json'], { cwd: folder });
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    const { images } = buildsReportSchema.parse(JSON.parse(again.stdout));
    expect(images).toMatchObject([
      {
        name: `todo-${ID}`,
        report: { image: { id: await idOf('todo'), tags: [`${TAG}/todo:1`] }, cache: { hits: 1 } },
      },
      { name: 'backend', report: { image: { id: await idOf('backend') }, context: { files: 1 } } },
    ]);
    const plan = await runCommand(['build', '--plan'], { cwd: folder });
    expect(JSON.parse(plan.stdout)).toMatchObject([
      { name: `todo-${ID}` },
      { name: 'backend', tags: [`${TAG}/backend:1`] },
    ]);
  });

  it('builds one of them alone, with the document of one', async () => {
    await put('backend/Dockerfile', `${BASE}RUN echo alone ${ID}\n`);
    const result = await runCommand(['build', '--json', '--image', 'backend', '--tag', `${TAG}/other:1`], {
      cwd: folder,
    });
    expect(result.exitCode).toBe(0);
    expect(buildReportSchema.parse(JSON.parse(result.stdout)).image.tags).toEqual([`${TAG}/other:1`]);
    const refused = await runCommand(['build', '--json', '--tag', 'x:1'], { cwd: folder });
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(errorOf(refused)).toMatchObject({ code: 'FLAG_INVALID' });
  });

  it('lets the others finish when one fails, and ends with 4', async () => {
    await put('Dockerfile', `${BASE}RUN echo lost words ${ID}; exit 3\n`);
    await put('backend/Dockerfile', `${BASE}RUN sleep 1; echo fine ${ID}\n`);
    const json = await runCommand(['build', '--json'], { cwd: folder });
    expect(json.exitCode).toBe(4);
    expect(errorOf(json)).toMatchObject({ code: 'IMAGES_FAILED', exitCode: 4 });
    expect(buildsReportSchema.parse(JSON.parse(json.stdout)).images).toMatchObject([
      { outcome: 'failed', error: { code: 'BUILD_FAILED', lastLines: [`lost words ${ID}`] } },
      { outcome: 'built' },
    ]);
    const text = await runCommand(['build'], { cwd: folder });
    expect(text.exitCode).toBe(4);
    expect(text.stdout).toContain(`backend  ${TAG}/backend:1`);
    expect(text.stderr).toContain(`  │ lost words ${ID}`);
    expect(text.stderr).toMatch(/✖ Not every image was built/u);
  });

  it('stops all of them on Ctrl-C', async () => {
    const seconds = String(60_000 + Math.floor(Math.random() * 9000));
    await put('Dockerfile', `${BASE}RUN sleep ${seconds} && echo a\n`);
    await put('backend/Dockerfile', `${BASE}RUN sleep ${seconds} && echo b\n`);
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    const work = runCommand(['build'], { cwd: folder, onStart: (end) => (kill = end) });
    await expect.poll(() => running(`sleep ${seconds} && echo`), { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    kill?.('SIGINT');
    await expect(work).resolves.toMatchObject({ exitCode: 130, stdout: '' });
    await expect.poll(() => running(`sleep ${seconds}`), { timeout: 10_000 }).toBe(0);
  });
});
