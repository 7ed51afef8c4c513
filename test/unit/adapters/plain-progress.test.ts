import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPlainProgress } from '../../../src/adapters/plain-progress.js';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';

function recorded(options: { symbols?: boolean; heartbeatMs?: number } = {}) {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      written += chunk.toString();
      done();
    },
  });
  let clock = 0;
  const progress = createPlainProgress({ stream, now: () => (clock += 100), symbols: true, ...options });
  return { progress, lines: () => written.split('\n').slice(0, -1) };
}

describe('plain progress', () => {
  it('writes one line per finished step and passes its value', async () => {
    const { progress, lines } = recorded();
    progress.note('Hello.');
    await expect(
      progress.step('Read', async (task) => {
        task.update('2 files');
        task.log('unseen');
        return 7;
      }),
    ).resolves.toBe(7);
    expect(lines()).toEqual(['Hello.', '✔ Read  2 files · 0.1 s']);
  });

  it('writes a failed step and passes its error', async () => {
    const { progress, lines } = recorded({ symbols: false });
    await expect(progress.step('Read', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(lines()).toEqual(['failed: Read  after 0.1 s']);
  });

  it('writes the steps of a group as they end', async () => {
    const { progress, lines } = recorded();
    await progress.group('Build', async (group) => {
      group.open('a', 'FROM x');
      group.close('a', 'cached');
      group.open('s', 'what nobody needs');
      group.close('s', 'skipped');
      group.open('b', 'RUN y');
      group.log('output', 'b');
      group.close('b', 'done');
      group.update('2 steps');
    });
    expect(lines()).toEqual(['Build', '  ✔ FROM x  cached', '  ✔ RUN y  0.1 s', '✔ Build  2 steps · 0.5 s']);
  });

  it('leaves the last lines of a failed step', async () => {
    const { progress, lines } = recorded();
    const work = progress.group('Build', async (group) => {
      group.open('a', 'RUN y');
      for (let line = 1; line <= 12; line += 1) group.log(`line ${line}`, 'a');
      group.close('a', 'failed');
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(lines().slice(0, 4)).toEqual(['Build', '  ✖ RUN y  0.1 s', '    │ line 3', '    │ line 4']);
  });

  it('does not repeat lines that the error shows itself', async () => {
    const { progress, lines } = recorded();
    const error = new McpDockError('BUILD_FAILED', { cause: 'other', reason: 'x', lastLines: ['a'], advice: [] });
    const work = progress.group('Build', async (group) => {
      group.open('a', 'RUN y');
      group.log('a', 'a');
      group.close('a', 'failed');
      throw error;
    });
    await expect(work).rejects.toBe(error);
    expect(lines().join('\n')).not.toContain('│');
  });

  it('says now and then that a long step still runs', async () => {
    const { progress, lines } = recorded({ heartbeatMs: 5 });
    await progress.step('Pull', () => sleep(40));
    expect(lines()[0]).toMatch(/^… Pull {2}/u);
    expect(lines().at(-1)).toMatch(/^✔ Pull/u);
  });
});

describe('silent progress', () => {
  it('passes values and errors', async () => {
    const progress = createSilentProgress();
    progress.note('unseen');
    await expect(progress.step('x', async () => 1)).resolves.toBe(1);
    await expect(
      progress.group('x', async (group) => {
        group.open('a', 'b');
        group.close('a', 'done');
        return 2;
      }),
    ).resolves.toBe(2);
    await expect(progress.step('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
