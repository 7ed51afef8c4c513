import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ImageInput } from '../../../src/actions/build-images.js';
import { watchBuilds, type Round } from '../../../src/actions/watch-builds.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { fakeEngine } from '../../fakes/fake-engine.js';
import { buildReport } from '../../support/build-report.js';
import { fakeProcesses, folderWith } from '../../support/probe-context.js';

const failed = (reason: string) =>
  new McpDockError('BUILD_FAILED', { cause: 'other', reason, lastLines: [], advice: [] });

/** A watch over a real folder whose changes are told by hand, with time that passes at once. */
async function watching(
  files: Readonly<Record<string, string>>,
  names: readonly string[],
  {
    buildOne = async () => {},
    load,
  }: { buildOne?: (name: string, count: number) => Promise<void>; load?: () => Promise<readonly ImageInput[]> } = {},
) {
  const folder = await folderWith(files);
  const abort = new AbortController();
  const rounds: string[] = [];
  const notes: string[] = [];
  const faults: string[] = [];
  const builds: string[] = [];
  let tell = () => {};
  let watched: readonly string[] = [];
  let time = 0;
  const wake: (() => void)[] = [];
  const said = () => {
    for (const resolve of wake.splice(0)) resolve();
  };
  const inputs = names.map((name) => ({
    name,
    input: { directory: join(folder.path, name), flags: {}, verbose: false },
  }));
  const work = watchBuilds(
    {
      load: load ?? (async () => inputs),
      buildOne: async ({ directory }) => {
        const name = directory.slice(folder.path.length + 1);
        builds.push(name);
        await buildOne(name, builds.length);
        return buildReport({ image: { ...buildReport().image, tags: [`${name}:1`] } });
      },
      watcher: {
        watch: (folders, onChange) => {
          watched = folders;
          tell = onChange;
        },
        [Symbol.dispose]: () => {},
      },
      clock: {
        now: () => time,
        sleep: async (ms, signal) => {
          time += ms;
          await delay(1);
          signal.throwIfAborted();
        },
      },
      onRound: ({ images }: Round) => {
        rounds.push(images.map(({ name, error }) => (error === undefined ? name : `${name}!${error.code}`)).join('+'));
        said();
      },
      onFault: ({ code }) => {
        faults.push(code);
        said();
      },
    },
    {
      engine: fakeEngine({
        inspectImage: async (reference) => Promise.reject(new McpDockError('IMAGE_NOT_FOUND', { reference })),
      }),
      progress: { ...createSilentProgress(), note: (line) => notes.push(line) },
      processes: fakeProcesses(),
      signal: abort.signal,
      cwd: folder.path,
      environment: {},
      toolVersion: '1.2.3',
    },
  );
  work.catch(() => said());
  return {
    folder: folder.path,
    work,
    abort,
    rounds,
    notes,
    faults,
    builds,
    watched: () => watched,
    tell: () => tell(),
    put: async (path: string, content: string) => {
      await writeFile(join(folder.path, path), content);
      tell();
    },
    /** The next round or fault. */
    next: () => new Promise<void>((resolve) => void wake.push(resolve)),
    /** Long enough for a round, were there one. */
    idle: () => delay(60),
    async [Symbol.asyncDispose]() {
      abort.abort(new McpDockError('INTERRUPTED', { cleaned: '' }));
      await work.catch(() => {});
      await folder[Symbol.asyncDispose]();
    },
  };
}

const two = { 'a/Dockerfile': 'FROM x\n', 'b/Dockerfile': 'FROM x\n', 'b/.dockerignore': 'log\n' };

describe('watchBuilds', () => {
  it('builds all first, then what has changed and nothing else', async () => {
    await using watch = await watching(two, ['a', 'b']);
    await watch.next();
    const next = watch.next();
    await watch.put('b/index.ts', '1');
    await next;
    expect(watch.rounds).toEqual(['a+b', 'b']);
    expect(watch.notes).toEqual(['index.ts changed: building b']);
    expect(watch.watched().toSorted()).toEqual([join(watch.folder, 'a'), join(watch.folder, 'b')]);
  });

  it('does not build for what is ignored, or for a change that is none', async () => {
    await using watch = await watching(two, ['a', 'b']);
    await watch.next();
    await watch.put('b/log', 'x');
    await watch.idle();
    watch.tell();
    await watch.idle();
    expect(watch.rounds).toEqual(['a+b']);
  });

  it('takes many changes for one', async () => {
    await using watch = await watching(two, ['a']);
    await watch.next();
    const next = watch.next();
    for (const name of ['1', '2', '3', '4', '5']) await watch.put(`a/${name}`, name);
    await next;
    await watch.idle();
    expect(watch.rounds.length).toBeLessThanOrEqual(3);
    expect(watch.notes.join('\n')).toMatch(/changed: building a/u);
  });

  it('builds once more after a round in which something changed, and does not stop it', async () => {
    const release = Promise.withResolvers<void>();
    await using watch = await watching(two, ['a'], {
      buildOne: async (_, count) => (count === 1 ? release.promise : undefined),
    });
    await expect.poll(() => watch.builds).toEqual(['a']);
    await watch.put('a/1', '1');
    await watch.put('a/2', '2');
    await watch.idle();
    expect(watch.builds).toEqual(['a']);
    const next = watch.next();
    release.resolve();
    await next;
    await watch.next();
    await watch.idle();
    expect(watch.rounds).toEqual(['a', 'a']);
    expect(watch.notes).toEqual(['1, 2 changed: building a']);
  });

  it('goes on after a failure, and builds again when its sources change', async () => {
    await using watch = await watching(two, ['a', 'b'], {
      buildOne: async (name, count) => (name === 'a' && count < 3 ? Promise.reject(failed('no')) : undefined),
    });
    await watch.next();
    watch.tell();
    await watch.idle();
    const next = watch.next();
    await watch.put('a/index.ts', 'mended');
    await next;
    expect(watch.rounds).toEqual(['a!BUILD_FAILED+b', 'a']);
  });

  it('waits for a Dockerfile that comes back', async () => {
    await using watch = await watching(two, ['a']);
    await watch.next();
    let next = watch.next();
    await rm(join(watch.folder, 'a/Dockerfile'));
    watch.tell();
    await next;
    next = watch.next();
    await watch.put('a/Dockerfile', 'FROM y\n');
    await next;
    expect(watch.rounds).toEqual(['a', 'a', 'a']);
  });

  it('says once that mcp-dock.yaml is broken, and takes it when it is mended', async () => {
    let images: readonly ImageInput[] | undefined = [];
    await using watch = await watching(two, [], {
      load: async () => {
        if (images === undefined) throw new McpDockError('CONFIG_INVALID', { path: 'mcp-dock.yaml', reason: 'x' });
        return images;
      },
    });
    images = undefined;
    const next = watch.next();
    await expect.poll(() => (watch.tell(), watch.faults.length)).toBe(1);
    await next;
    watch.tell();
    await watch.idle();
    expect(watch.faults).toEqual(['CONFIG_INVALID']);
    images = [{ name: 'a', input: { directory: join(watch.folder, 'a'), flags: {}, verbose: false } }];
    const built = watch.next();
    watch.tell();
    await built;
    expect(watch.rounds).toEqual(['a']);
  });

  it('builds nothing by a mcp-dock.yaml that is gone, and then what has changed meanwhile', async () => {
    let broken = false;
    let images: readonly ImageInput[] = [];
    await using watch = await watching(two, ['a'], {
      load: async () => {
        if (broken) throw new McpDockError('CONFIG_INVALID', { path: 'mcp-dock.yaml', reason: 'x' });
        return images;
      },
    });
    images = [{ name: 'a', input: { directory: join(watch.folder, 'a'), flags: {}, verbose: false } }];
    const first = watch.next();
    await expect.poll(() => (watch.tell(), watch.rounds.length)).toBe(1);
    await first;
    broken = true;
    await watch.put('a/mcp-dock.yaml', 'name: [');
    await expect.poll(() => watch.faults.length).toBe(1);
    await watch.idle();
    expect(watch.builds).toEqual(['a']);
    broken = false;
    const next = watch.next();
    await watch.put('a/mcp-dock.yaml', 'name: a');
    await next;
    expect(watch.rounds).toEqual(['a', 'a']);
  });

  it.each([
    [
      'an engine that cannot be reached',
      new McpDockError('ENGINE_UNREACHABLE', { endpoint: 'x', reason: 'y', kind: 'refused' }),
    ],
    ['a flag that is wrong', new McpDockError('FLAG_INVALID', { reason: 'x' })],
  ])('ends at once with %s', async (_, error) => {
    await using watch = await watching(two, ['a'], { buildOne: async () => Promise.reject(error) });
    await expect(watch.work).rejects.toBe(error);
    expect(watch.rounds).toEqual([]);
  });

  it('ends when it is interrupted, while it waits and while it builds', async () => {
    const reason = new McpDockError('INTERRUPTED', { cleaned: '' });
    const waiting = await watching(two, ['a']);
    await waiting.next();
    waiting.abort.abort(reason);
    await expect(waiting.work).rejects.toBe(reason);
    await waiting[Symbol.asyncDispose]();
    const building = await watching(two, ['a'], { buildOne: () => delay(20) });
    building.abort.abort(reason);
    await expect(building.work).rejects.toBe(reason);
    await building[Symbol.asyncDispose]();
  });
});
