import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { largestFiles } from '../../../src/actions/largest-files.js';
import { verify } from '../../../src/actions/verify.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { checks } from '../../../src/checks/index.js';
import { loadConfig } from '../../../src/config/load-config.js';
import type { Context } from '../../../src/ports/context.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { imageEngine } from '../../fakes/image-engine.js';
import { createScriptedPrompter } from '../../fakes/scripted-prompter.js';
import { classicArchive, type TarEntry } from '../../fakes/tar.js';
import { fakeProcesses } from '../../support/probe-context.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'largest-files-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const SECRET = 'hunter22-hunter22-hunter22';
const file = (name: string, bytes: number): TarEntry => ({ name, content: 'x'.repeat(bytes) });
const layer = (instruction: string, sizeBytes = 1) => ({ instruction, sizeBytes, emptyLayer: false });

async function image(layers: readonly (readonly TarEntry[])[]) {
  const images = imageEngine([
    { references: ['debian:bookworm-slim'], layers: ['d'], config: { createdAt: '2026-01-01T00:00:00Z' } },
    {
      references: ['todo:1'],
      layers: ['d', 'a', 'b'],
      history: [
        layer('ADD file:x in / '),
        layer('COPY /app/dist ./ # buildkit'),
        layer(`RUN /bin/sh -c fetch --key ${SECRET} # buildkit`),
      ],
      archive: await classicArchive(layers),
    },
  ]);
  const engine = fakeEngine({
    ...images,
    saveImage: (reference) => images.saveImage(reference),
    listContainers: async () => [],
  });
  const context: Context = {
    engine,
    processes: fakeProcesses(),
    prompter: createScriptedPrompter(),
    progress: createSilentProgress(),
    signal: new AbortController().signal,
    cwd: join(directory, '..'),
    environment: { XDG_CACHE_HOME: join(directory, '.cache') },
    toolVersion: '1.2.3',
  };
  return { images, context };
}

const large = Array.from({ length: 30 }, (_, index) => file(`usr/lib/${index}.so`, 5000 + index));

describe('largestFiles', () => {
  it('are those over the base, however many large ones that has, with what made them', async () => {
    const { context } = await image([
      [...large, file('gone', 9000)],
      [file('app/small.js', 10), file('app/server.js', 4000), file('.wh.gone', 0)],
      [file(`app/model-${SECRET}`, 3000)],
    ]);
    expect(await largestFiles({ reference: 'todo:1', directory, masked: [SECRET] }, context)).toEqual({
      files: [
        { path: '/app/server.js', sizeBytes: 4000, instruction: 'COPY /app/dist ./' },
        { path: '/app/model-••••••', sizeBytes: 3000, instruction: 'RUN fetch --key ••••••' },
        { path: '/app/small.js', sizeBytes: 10, instruction: 'COPY /app/dist ./' },
      ],
    });
  });

  it('leaves the layers read for the verify that follows, in the folder of a project', async () => {
    const { images, context } = await image([large, [file('app/server.js', 4000)], []]);
    await writeFile(
      join(directory, 'mcp-dock.yaml'),
      'name: todo\nimage: todo:1\nserver: { transports: { stdio: {} } }\n',
    );
    await writeFile(join(directory, 'Dockerfile'), 'FROM debian:bookworm-slim\n');
    await writeFile(join(directory, '.env'), `SERVICE_TOKEN=${SECRET}\n`);
    const project = await loadConfig(directory);
    if (project === undefined) throw new Error('The test has written a project.');
    await largestFiles({ reference: 'todo:1', directory, project, masked: [] }, context);
    expect(images.saved).toBe(1);
    const { results } = await verify(
      {
        target: { kind: 'project' },
        project,
        checks: checks.filter(({ id }) => id === 'image/no-setuid-surprise'),
        environment: {},
        headers: {},
        timeoutMs: 60_000,
      },
      { ...context, cwd: directory },
    );
    expect(results).toMatchObject([{ outcome: 'pass' }]);
    expect(images.saved).toBe(1);
  });

  it('says why they are not known', async () => {
    const { context } = await image([]);
    const images = imageEngine([{ references: ['todo:1'], layers: [] }]);
    const engine = fakeEngine({ ...images, saveImage: () => Promise.reject(new Error('cut off')) });
    expect(await largestFiles({ reference: 'todo:1', directory, masked: [] }, { ...context, engine })).toEqual({
      reason: 'cut off',
    });
  });
});
