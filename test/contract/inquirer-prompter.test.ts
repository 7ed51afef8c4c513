import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createInquirerPrompter } from '../../src/adapters/inquirer-prompter.js';

const ENTER = '\r';
const DOWN = '\u001b[B';
const CTRL_C = '\u0003';

/** A terminal as far as inquirer looks at it. */
function terminal({ isTTY = true } = {}) {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  // A pipe ends every other stream, but never the process's own.
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 24, end: () => undefined });
  let shown = '';
  output.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  const controller = new AbortController();
  const prompter = createInquirerPrompter({ input, output, signal: controller.signal });
  /** Types one key after the other, each when the last one was taken in. */
  const type = async (...keys: string[]) => {
    for (const key of keys) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      input.write(key);
    }
  };
  return { prompter, type, abort: () => controller.abort(), shown: () => shown };
}

describe('the prompter on a terminal', () => {
  it('takes what was typed, and the default on Enter alone', async () => {
    const { prompter, type } = terminal();
    expect(prompter.interactive).toBe(true);
    const first = prompter.text({ message: 'Name', flag: '--name' });
    await type('todo', ENTER);
    expect(await first).toBe('todo');
    const second = prompter.text({ message: 'Port', default: '3000', flag: '--port' });
    await type(ENTER);
    expect(await second).toBe('3000');
  });

  it('asks again, saying why, until the answer can be used', async () => {
    const { prompter, type, shown } = terminal();
    const answer = prompter.text({
      message: 'Name',
      flag: '--name',
      validate: (value) => (value === 'x1' ? true : 'It has to be x1.'),
    });
    await type('x', ENTER, '1', ENTER);
    expect(await answer).toBe('x1');
    expect(shown()).toContain('It has to be x1.');
  });

  it('explains a question to whoever asks, and asks again', async () => {
    const { prompter, type, shown } = terminal();
    const answer = prompter.text({
      message: 'Port',
      default: '3000',
      flag: '--port',
      about: `Where the server listens. ${'More about it. '.repeat(6)}`.trim(),
      validate: (value) => (/^\d+$/u.test(value) ? true : 'It has to be a number.'),
    });
    await type('?', ENTER, '8080', ENTER);
    expect(await answer).toBe('8080');
    expect(shown()).toContain('(? explains)');
    expect(shown()).toContain('Where the server listens.');
    expect(shown()).toContain('More\nabout it.');
    expect(shown()).not.toContain('It has to be a number.');
    const plain = prompter.text({ message: 'Word', flag: '--word' });
    await type('?', ENTER);
    expect(await plain).toBe('?');
  });

  it('lets any number be chosen, beginning with the default', async () => {
    const { prompter, type } = terminal();
    const ask = () =>
      prompter.several({
        message: 'Parts',
        default: ['b'],
        flag: '--with',
        choices: ['a', 'b', 'c'].map((value) => ({ value, name: value })),
      });
    const more = ask();
    await type(' ', ENTER);
    expect(await more).toEqual(['a', 'b']);
    const none = ask();
    await type(DOWN, ' ', ENTER);
    expect(await none).toEqual([]);
  });

  it('lets one of several be chosen, beginning at the default', async () => {
    const { prompter, type } = terminal();
    const answer = prompter.select({
      message: 'Version',
      default: '24',
      flag: '--node',
      choices: [
        { value: '22', name: '22' },
        { value: '24', name: '24', description: 'LTS' },
        { value: '26', name: '26' },
      ],
    });
    await type(DOWN, ENTER);
    expect(await answer).toBe('26');
  });

  it('takes yes, no and the default', async () => {
    const { prompter, type } = terminal();
    const ask = () => prompter.confirm({ message: 'Write', default: true, flag: '--yes' });
    const no = ask();
    await type('n', ENTER);
    expect(await no).toBe(false);
    const fallback = ask();
    await type(ENTER);
    expect(await fallback).toBe(true);
  });

  it('ends as interrupted on Ctrl-C and on a signal', async () => {
    const pressed = terminal();
    const first = pressed.prompter.text({ message: 'Name', flag: '--name' });
    const [outcome] = await Promise.allSettled([first, pressed.type(CTRL_C)]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'INTERRUPTED' } });

    const aborted = terminal();
    const second = aborted.prompter.confirm({ message: 'Write', default: true, flag: '--yes' });
    aborted.abort();
    await expect(second).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});

it('asks nobody where there is no terminal, and names the flag', async () => {
  const { prompter } = terminal({ isTTY: false });
  expect(prompter.interactive).toBe(false);
  const details = { question: 'Name', flag: '--name' };
  const refused = { code: 'PROMPT_WITHOUT_TERMINAL', details };
  await expect(prompter.text({ message: 'Name', flag: '--name' })).rejects.toMatchObject(refused);
  await expect(prompter.confirm({ message: 'Name', default: true, flag: '--name' })).rejects.toMatchObject(refused);
  await expect(prompter.several({ message: 'Name', flag: '--name', default: [], choices: [] })).rejects.toMatchObject(
    refused,
  );
  await expect(prompter.select({ message: 'Name', flag: '--name', choices: [] })).rejects.toMatchObject(refused);
});
