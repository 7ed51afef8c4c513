import type { WriteStream } from 'node:tty';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createListrProgress } from '../../../src/adapters/listr-progress.js';

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';

/** A terminal that remembers what was written to it. */
function terminal({ columns = 80, rows = 30 } = {}) {
  let written = '';
  const stream = Object.assign(
    new Writable({
      write(chunk: Buffer, _, done) {
        written += chunk.toString();
        done();
      },
    }),
    { isTTY: true, columns, rows },
  );
  return {
    stream: stream as unknown as WriteStream,
    written: () => written,
    /** What is left on the screen: the last frame, and what came after it. */
    screen: () =>
      stripVTControlCharacters(written.split('\u001b[?2026h').at(-1) ?? '')
        .split('\n')
        .map((line) => line.replace(/\r/gu, '').trimEnd())
        .filter((line) => line !== ''),
  };
}

describe('the live list', () => {
  it('shows steps, keeps them, and gives the cursor back', async () => {
    const { stream, written, screen } = terminal();
    const progress = createListrProgress({ stream });
    await expect(progress.step('Read', async () => 7)).resolves.toBe(7);
    expect(screen()[0]).toMatch(/Read {2}\d/u);
    expect(written().lastIndexOf(SHOW)).toBeGreaterThan(written().lastIndexOf(HIDE));
  });

  it('shows the steps of a group while they run', async () => {
    const { stream, written, screen } = terminal();
    const progress = createListrProgress({ stream });
    await progress.group('Build', async (group) => {
      group.open('a', '[1/2] FROM x');
      group.close('a', 'cached');
      group.open('b', '[2/2] RUN y');
      await sleep(150);
      group.log('some output', 'b');
      group.updateStep('b', '3 of 9 MB');
      await sleep(250);
      group.close('b', 'done', '1.2 s');
      group.open('c', 'Look');
      group.close('c', 'skipped');
      group.update('2 steps');
    });
    expect(stripVTControlCharacters(written())).toContain('some output');
    expect(stripVTControlCharacters(written())).toContain('3 of 9 MB');
    expect(screen()).toHaveLength(4);
    expect(screen()[3]).toMatch(/Look {2}not needed here/u);
    expect(screen()[0]).toMatch(/Build {2}2 steps · /u);
    expect(screen()[1]).toMatch(/\[1\/2\] FROM x {2}cached/u);
    expect(screen()[2]).toMatch(/\[2\/2\] RUN y {2}1\.2 s/u);
  });

  it('leaves the last lines under a failed step, and the cursor', async () => {
    const { stream, written, screen } = terminal();
    const progress = createListrProgress({ stream });
    const work = progress.group('Build', async (group) => {
      group.open('a', 'RUN y');
      await sleep(150);
      for (let line = 1; line <= 9; line += 1) group.log(`line ${line}`, 'a');
      group.close('a', 'failed');
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(screen().join('\n')).toMatch(/RUN y[\s\S]*line 5[\s\S]*line 9/u);
    expect(screen().join('\n')).not.toContain('line 4');
    expect(written().lastIndexOf(SHOW)).toBeGreaterThan(written().lastIndexOf(HIDE));
  });

  it('shows steps that run side by side in one list, and notes after it', async () => {
    const { stream, screen } = terminal();
    const progress = createListrProgress({ stream });
    await Promise.all([
      progress.step('One', () => sleep(30)),
      progress.step('Two', async () => {
        progress.note('A note.');
        await sleep(60);
      }),
    ]);
    expect(screen().map((line) => line.replace(/ {2}.*$/u, ''))).toEqual([
      expect.stringMatching(/One$/u) as string,
      expect.stringMatching(/Two$/u) as string,
      'A note.',
    ]);
  });

  it('draws on a terminal that says it has no width', async () => {
    const { stream, screen } = terminal({ columns: 0, rows: 0 });
    await createListrProgress({ stream }).step('Read', async () => {});
    expect(screen()[0]).toContain('Read');
  });
});
