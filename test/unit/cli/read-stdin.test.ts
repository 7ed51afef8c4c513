import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readBoundedStdin } from '../../../src/cli/read-stdin.js';

function reading(isTTY?: true) {
  const stdin = Object.assign(new PassThrough(), isTTY && { isTTY });
  const controller = new AbortController();
  const notes: string[] = [];
  const text = readBoundedStdin(stdin, { signal: controller.signal, note: (message) => void notes.push(message) });
  return { stdin, controller, notes, text };
}

describe('standard input', () => {
  it('is read to its end, without a word to a program', async () => {
    const { stdin, text, notes } = reading();
    stdin.write('{"a":');
    stdin.end('1}');
    expect(await text).toBe('{"a":1}');
    expect(notes).toEqual([]);
  });

  it('is asked for at a terminal, with the way to end it', async () => {
    const { stdin, text, notes } = reading(true);
    stdin.end('{}');
    expect(await text).toBe('{}');
    expect(notes).toEqual([expect.stringContaining('end with Ctrl-D')]);
  });

  it('is waited for no longer after Ctrl-C', async () => {
    const { controller, text, stdin } = reading(true);
    controller.abort(new Error('Ctrl-C'));
    await expect(text).rejects.toThrow('aborted');
    expect(stdin.destroyed).toBe(true);
  });

  it('is refused where it is too much', async () => {
    const { stdin, text } = reading();
    stdin.end(Buffer.alloc(4 * 1024 * 1024 + 1));
    await expect(text).rejects.toMatchObject({ code: 'FLAG_INVALID' });
  });
});
