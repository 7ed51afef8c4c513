import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { RUN_LABEL } from '../../src/model/tool.js';
import type { Engine } from '../../src/ports/engine.js';
import { labelledImages, removeLabelledImages } from '../support/labelled-images.js';
import { errorOf, realEngine, runCommand } from '../support/verify-engine.js';

const ID = randomUUID().slice(0, 8);
const TAG = `mcp-dock-watch-test-${ID}:1`;

let engine: Engine;
let folder: string;

beforeAll(async () => {
  engine = await realEngine();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-dock-watch-e2e-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const ours = () => labelledImages(TAG);
afterAll(() => removeLabelledImages(TAG));

const put = (path: string, content: string) => writeFile(join(folder, path), content);
const idNow = () =>
  engine.inspectImage(TAG).then(
    ({ id }) => id,
    () => undefined,
  );

describe('mcp-dock build --watch', () => {
  it('builds again what has changed, not what is ignored, goes on after a failure, and leaves one image', async () => {
    const dockerfile = (step: string) =>
      `FROM debian:bookworm-slim\nLABEL ${RUN_LABEL}=${TAG}\nRUN echo first ${ID}\nCOPY a /a\nRUN ${step}\n`;
    await put('Dockerfile', dockerfile(`echo ${ID}`));
    await put('.dockerignore', 'ignored\n');
    await put('a', '1');
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    const work = runCommand(['build', '--watch', '--tag', TAG], { cwd: folder, onStart: (end) => (kill = end) });
    onTestFinished(() => kill?.('SIGKILL'));
    await expect.poll(idNow, { timeout: 20_000 }).toBeDefined();
    const first = await idNow();

    await put('a', '2');
    await expect.poll(idNow, { timeout: 20_000 }).not.toBe(first);
    const second = await idNow();
    await put('ignored', 'x');
    await delay(1500);
    expect(await idNow()).toBe(second);

    await put('Dockerfile', dockerfile('exit 7'));
    await delay(2500);
    await put('Dockerfile', dockerfile(`echo mended ${ID}`));
    await expect.poll(idNow, { timeout: 20_000 }).not.toBe(second);
    await expect.poll(ours, { timeout: 20_000 }).toEqual([await idNow()]);
    kill?.('SIGINT');
    const { exitCode, stdout, stderr } = await work;
    expect(exitCode).toBe(130);
    const lines = stdout.trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/built in .*0 of 3 steps cached$/u),
      expect.stringMatching(/built in .*, as before, 1 of 3 steps cached$/u),
      expect.stringMatching(/not built: BUILD_FAILED$/u),
      expect.stringMatching(/built in .*, as before, 2 of 3 steps cached$/u),
    ]);
    expect(stderr).toMatch(/Watching for changes.*a changed: building.*Dockerfile changed: building.*exit code 7/su);
  });

  it('is refused with what makes no sense beside it', async () => {
    await put('Dockerfile', 'FROM debian:bookworm-slim\n');
    for (const flag of ['--plan', '--push']) {
      const result = await runCommand(['build', '--watch', flag], { cwd: folder });
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toMatch(new RegExp(`FLAG_INVALID.*${flag}`, 'su'));
    }
    const json = await runCommand(['build', '--watch', '--json'], { cwd: folder });
    expect(json).toMatchObject({ exitCode: 2, stdout: '' });
    expect(errorOf(json)).toMatchObject({ code: 'FLAG_INVALID' });
  });
});
