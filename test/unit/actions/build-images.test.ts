import { describe, expect, it } from 'vitest';
import { buildImages, type BuildOne } from '../../../src/actions/build-images.js';
import { createPlainProgress } from '../../../src/adapters/plain-progress.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { buildReportSchema } from '../../../src/model/build-report.js';
import { buildsReportSchema } from '../../../src/model/builds-report.js';
import type { Engine } from '../../../src/ports/engine.js';
import { fakeEngine, scriptedEngine } from '../../fakes/fake-engine.js';
import { fakeProcesses } from '../../support/probe-context.js';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

const reportOf = (name: string) =>
  buildReportSchema.parse({
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: '1.2.3' },
    command: 'build',
    startedAt: '2026-11-21T10:00:00.000Z',
    image: { id: 'sha256:a', tags: [`registry.invalid/${name}:1`], platform: 'linux/amd64', sizeBytes: 1 },
    builder: 'buildkit',
    durationMs: 1,
    context: { files: 1, bytes: 1 },
    steps: [],
    cache: { hits: 0, total: 0 },
    largestLayers: [],
    labels: {},
    warnings: [],
  });
const failed = (reason: string) =>
  new McpDockError('BUILD_FAILED', { cause: 'other', reason, lastLines: ['last\u001b words'], advice: ['Mend it.'] });

async function run(
  names: readonly string[],
  one: (name: string, ...rest: Parameters<BuildOne>) => Promise<void>,
  {
    push = false,
    engine = {},
    abort = new AbortController(),
  }: { push?: boolean; engine?: Partial<Engine>; abort?: AbortController } = {},
) {
  const stream = new PassThrough();
  const outcome = await buildImages(
    names.map((name) => ({ name, input: { directory: `/${name}`, flags: {}, verbose: false, push } })),
    {
      engine: fakeEngine({ info: (signal) => scriptedEngine({}).engine.info(signal), ...engine }),
      progress: createPlainProgress({ stream, now: () => 0, symbols: false }),
      processes: fakeProcesses(),
      signal: abort.signal,
      cwd: '/',
      environment: { DOCKER_CONFIG: '/nowhere' },
      toolVersion: '1.2.3',
    },
    async (input, ports) => {
      const name = input.directory.slice(1);
      await one(name, input, ports);
      return reportOf(name);
    },
  );
  return { ...outcome, said: String(stream.read() ?? '') };
}

describe('buildImages', () => {
  it('builds side by side, each line with its name, and reports in order', async () => {
    const running = new Set<string>();
    let most = 0;
    const { report, failure, said } = await run(['todo', 'backend'], async (name, _, { progress }) => {
      running.add(name);
      await progress.group('Build', async (group) => {
        group.open('1', '[1/2] RUN x');
        await delay(name === 'todo' ? 30 : 5);
        most = Math.max(most, running.size);
        group.close('1', 'done');
      });
      running.delete(name);
    });
    expect(failure).toBeUndefined();
    expect(most).toBe(2);
    expect(buildsReportSchema.parse(report)).toEqual(report);
    expect(report.images.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['todo built', 'backend built']);
    expect(said).toContain('  done: todo  [1/2] RUN x');
    expect(said).toContain('  done: backend  [1/2] RUN x');
    expect(said).toContain('done: backend: Build');
  });

  it('lets the others finish when one fails, and pushes nothing then', async () => {
    const pushed: string[] = [];
    const { report, failure, images } = await run(
      ['todo', 'backend'],
      async (name, { push }) => {
        expect(push).toBe('later');
        if (name === 'todo') throw failed('exit code 1');
        await delay(10);
      },
      { push: true, engine: { pushImage: async (reference) => (pushed.push(reference), { digest: 'sha256:d' }) } },
    );
    expect(failure).toMatchObject({
      code: 'IMAGES_FAILED',
      exitCode: 4,
      message: expect.stringMatching(/^Failed: todo;.*Built: backend\. Nothing was pushed\.$/u) as string,
      suggestions: ['Build what failed alone: mcp-dock build --image todo'],
    });
    expect(buildsReportSchema.parse(report)).toEqual(report);
    expect(report.images).toMatchObject([
      {
        name: 'todo',
        outcome: 'failed',
        error: { code: 'BUILD_FAILED', exitCode: 4, suggestions: ['Mend it.'], lastLines: ['last\\u001b words'] },
      },
      { name: 'backend', outcome: 'built' },
    ]);
    expect(images[0]?.error?.code).toBe('BUILD_FAILED');
    expect(pushed).toEqual([]);
  });

  it('says once what stops all of them alike', async () => {
    const lost = () => new McpDockError('ENGINE_LOST', { during: 'the build' });
    expect((await run(['a', 'b'], async () => Promise.reject(lost()))).failure).toMatchObject({ code: 'ENGINE_LOST' });
    const { failure } = await run(['a', 'b'], async (name) => Promise.reject(failed(name)));
    expect(failure).toMatchObject({ code: 'IMAGES_FAILED', details: { failed: ['a', 'b'], built: [] } });
  });

  it('pushes after all are built, and stops at the first registry that refuses', async () => {
    const calls: string[] = [];
    const { report, failure } = await run(
      ['a', 'b', 'c'],
      async (name) => {
        await delay(name === 'a' ? 1 : 15);
        calls.push(`built ${name}`);
      },
      {
        push: true,
        engine: {
          pushImage: async (reference) => {
            calls.push(`push ${reference}`);
            if (reference.includes('/b:'))
              throw new McpDockError('PUSH_FAILED', { reference, reason: 'no', fault: 'unauthorized' });
            return { digest: `sha256:${'d'.repeat(64)}` };
          },
        },
      },
    );
    expect(calls.slice(0, 3).every((call) => call.startsWith('built'))).toBe(true);
    expect(calls.slice(3)).toEqual(['push registry.invalid/a:1', 'push registry.invalid/b:1']);
    expect(failure).toMatchObject({ code: 'PUSH_FAILED' });
    const built = report.images.flatMap((image) => (image.outcome === 'built' ? [image.report] : []));
    expect(built.map(({ pushed }) => pushed?.length)).toEqual([1, undefined, undefined]);
  });

  it('ends with all builds when it is interrupted', async () => {
    const abort = new AbortController();
    const ended: string[] = [];
    const reason = new McpDockError('INTERRUPTED', { cleaned: '' });
    const work = run(
      ['a', 'b'],
      async (name, _, { signal }) => {
        await delay(1000, undefined, { signal }).catch(() => delay(name === 'a' ? 1 : 20));
        ended.push(name);
        throw reason;
      },
      { abort },
    );
    abort.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(ended).toEqual(['a', 'b']);
  });

  it('hides no bug of ours', async () => {
    await expect(run(['a', 'b'], async () => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
  });
});
