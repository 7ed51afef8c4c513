import { describe, expect, it } from 'vitest';
import type { RpcMessage } from '../../../src/mcp/json-rpc.js';
import { MAX_STDOUT_BYTES, MAX_STDOUT_LINES, StdoutReader, type BrokenLine } from '../../../src/mcp/stdout-reader.js';
import { MAX_ANSWER_BYTES } from '../../../src/mcp/wire.js';

function reader() {
  const seen = { messages: [] as RpcMessage[], stray: [] as string[], tooLarge: 0, floods: 0 };
  const stdout = new StdoutReader({
    message: (message) => seen.messages.push(message),
    stray: (text) => seen.stray.push(text),
    broken: () => false,
    tooLarge: () => (seen.tooLarge += 1),
    flooded: () => (seen.floods += 1),
  });
  return { stdout, seen };
}

const answer = (id: number) => `{"jsonrpc":"2.0","id":${id},"result":{}}\n`;

describe('StdoutReader', () => {
  it('joins lines over chunks and splits chunks into lines', () => {
    const { stdout, seen } = reader();
    const bytes = Buffer.from(`${answer(1)}${answer(2)}${answer(3)}`);
    for (const byte of bytes) stdout.feed(Buffer.from([byte]));
    stdout.feed(Buffer.from(answer(4) + answer(5)));
    expect(seen.messages.map((message) => 'id' in message && message.id)).toEqual([1, 2, 3, 4, 5]);
    expect(stdout.record()).toEqual({
      bytes: bytes.length + answer(4).length * 2,
      messages: 5,
      offending: [],
      offendingLines: 0,
      truncated: false,
    });
  });

  it('keeps a character that is split over chunks', () => {
    const { stdout, seen } = reader();
    const bytes = Buffer.from('{"jsonrpc":"2.0","method":"größe"}\n');
    stdout.feed(bytes.subarray(0, 29));
    stdout.feed(bytes.subarray(29));
    expect(seen.messages).toEqual([{ kind: 'notification', method: 'größe', params: {} }]);
  });

  it('reads a message in another encoding as well as it can, and says so', () => {
    const { stdout, seen } = reader();
    stdout.asked = 'tools/list';
    stdout.feed(Buffer.from(`{"jsonrpc":"2.0","id":1,"result":"${'x'.repeat(300)}ä"}\n`, 'latin1'));
    expect(seen.messages).toEqual([{ kind: 'response', id: 1, result: `${'x'.repeat(300)}\ufffd` }]);
    expect(stdout.record()).toMatchObject({
      messages: 1,
      offending: [
        {
          line: 1,
          text: `…${'x'.repeat(100)}\ufffd"}`,
          reason: 'bytes that are no UTF-8',
          kind: 'encoding',
          asked: 'tools/list',
        },
      ],
      offendingLines: 1,
    });
  });

  it('tells what was meant as a message from lines of a log', () => {
    const { stdout } = reader();
    stdout.feed(Buffer.from('{"level":"info"}\n{"jsonrpc":"2.0","id":null,"result":{}}\n[{"jsonrpc":"2.0"}]\nbye\n'));
    expect(stdout.record().offending.map(({ kind }) => kind)).toEqual([undefined, 'message', 'message', undefined]);
  });

  it('counts a line that was given back, in its place', () => {
    const held: BrokenLine[] = [];
    const stdout = new StdoutReader({
      message: () => undefined,
      broken: (line) => line.whole.includes('held') && held.push(line) > 0,
      tooLarge: () => undefined,
      flooded: () => undefined,
    });
    stdout.feed(Buffer.from('held\nbye\n'));
    expect(stdout.record()).toMatchObject({ messages: 1, offendingLines: 1 });
    for (const line of held) stdout.count(line);
    expect(stdout.record()).toMatchObject({
      messages: 0,
      offending: [
        { line: 1, text: 'held' },
        { line: 2, text: 'bye' },
      ],
    });
  });

  it('accepts Windows line ends', () => {
    const { stdout } = reader();
    stdout.feed(Buffer.from(answer(1).replace('\n', '\r\n')));
    expect(stdout.record()).toMatchObject({ messages: 1, offending: [] });
  });

  it('names every line that is no message', () => {
    const { stdout } = reader();
    stdout.feed(Buffer.from(`Starting...\n${answer(1)}\n{"level":"info"}\n`));
    stdout.feed(Buffer.from([0xff, 0xfe, 0x0a]));
    stdout.feed(Buffer.from('\u001b[2Jcleared\nbye'));
    stdout.end();
    expect(stdout.record().offending).toEqual([
      { line: 1, text: 'Starting...', reason: 'no JSON' },
      { line: 3, text: '', reason: 'an empty line' },
      { line: 4, text: '{"level":"info"}', reason: 'JSON, but without "jsonrpc": "2.0"' },
      { line: 5, text: '\ufffd\ufffd', reason: 'bytes that are no UTF-8' },
      { line: 6, text: '\\u001b[2Jcleared', reason: 'no JSON' },
      { line: 7, text: 'bye', reason: 'the output ends without a newline' },
    ]);
  });

  it('takes a message without its newline for one that was meant', () => {
    const { stdout } = reader();
    stdout.feed(Buffer.from(answer(1).trim()));
    stdout.end();
    expect(stdout.record()).toMatchObject({
      messages: 0,
      offending: [{ line: 1, text: answer(1).trim(), kind: 'message', reason: 'the output ends without a newline' }],
    });
  });

  describe('while what is said may answer what no client would send', () => {
    function aside() {
      const { stdout, seen } = reader();
      stdout.aside = true;
      return { stdout, seen };
    }
    const error = (id: string, message: string) =>
      `{"jsonrpc":"2.0","id":${id},"error":{"code":-32700,"message":"${message}"}}`;

    it.each([
      ['a result without an id', '{"jsonrpc":"2.0","id":null,"result":{}}\n'],
      ['an error that is a text', '{"jsonrpc":"2.0","id":"mcp-dock-text","error":"Invalid params"}\n'],
      ['an error in a list', `[${error('null', 'Parse error')}]\n`],
      ['an error that repeats bytes', `${error('null', 'No text: \u00ff')}\n`],
      ['an answer that the end cuts off', '{"jsonrpc":"2.0","id":null,"er'],
    ])('excuses %s, and counts it again', (_, said) => {
      const { stdout, seen } = aside();
      stdout.feed(Buffer.from(said, 'latin1'));
      stdout.end();
      expect(stdout.record()).toMatchObject({ offending: [], offendingLines: 0 });
      expect([seen.messages.length, seen.stray.length]).toEqual(said.includes('No text') ? [1, 0] : [0, 1]);

      stdout.aside = false;
      stdout.feed(Buffer.from(said, 'latin1'));
      stdout.end();
      expect(stdout.record()).toMatchObject({ offendingLines: 1 });
    });

    it.each([
      ['a line of a log', 'Cache warmed\n', 'no JSON'],
      ['one in JSON', '{"level":"info"}\n', 'JSON, but without "jsonrpc": "2.0"'],
      ['an empty line', '\n', 'an empty line'],
      ['half a message', '{"jsonrpc":"2.0","id":null,"error":{\n', 'no JSON'],
      [
        'a message that is no answer',
        '{"jsonrpc":"2.0","params":{}}\n',
        'neither a method, nor a result, nor an error',
      ],
      ['a broken answer to a question of ours', '{"jsonrpc":"2.0","id":7,"result":{},"error":{}}\n', 'both a result'],
      ['an answer of ours in another encoding', `${error('7', '\u00ff')}\n`, 'bytes that are no UTF-8'],
      ['last words', 'bye', 'the output ends without a newline'],
    ])('counts %s', (_, said, reason) => {
      const { stdout } = aside();
      stdout.written = 'echo null';
      stdout.feed(Buffer.from(said, 'latin1'));
      stdout.end();
      expect(stdout.record().offending).toMatchObject([
        { line: 1, reason: expect.stringContaining(reason) as string, written: 'echo null' },
      ]);
    });

    it('tells of it either way', () => {
      const { stdout, seen } = aside();
      stdout.feed(Buffer.from('TypeError: at serve (server.js:1:2)\n{"jsonrpc":"2.0","id":null,"result":{}}\n'));
      expect(seen.stray).toEqual(['TypeError: at serve (server.js:1:2)', '{"jsonrpc":"2.0","id":null,"result":{}}']);
    });
  });

  it('keeps the first lines of many and counts all', () => {
    const { stdout } = reader();
    stdout.feed(Buffer.from('log\n'.repeat(1_000)));
    const { offending, offendingLines, truncated } = stdout.record();
    expect([offending.length, offendingLines, truncated]).toEqual([20, 1_000, true]);
  });

  it('says that a message was too long, and goes on after it', () => {
    const { stdout, seen } = reader();
    const piece = Buffer.alloc(64 * 1024, 'x');
    stdout.feed(Buffer.from('{"jsonrpc":"2.0","id":1,"result":"'));
    for (let bytes = 0; bytes <= MAX_ANSWER_BYTES; bytes += piece.length) stdout.feed(piece);
    stdout.feed(Buffer.from(`"}\n${answer(2)}`));
    expect(seen.tooLarge).toBe(1);
    expect(seen.messages).toEqual([{ kind: 'response', id: 2, result: {} }]);
    expect(stdout.record()).toMatchObject({ messages: 2, offending: [] });
  });

  it('offends at an endless line that is no message', () => {
    const { stdout, seen } = reader();
    stdout.feed(Buffer.alloc(MAX_ANSWER_BYTES + 1, '.'));
    stdout.feed(Buffer.from('\n'));
    expect(seen.tooLarge).toBe(0);
    expect(stdout.record().offending[0]?.reason).toBe('a line longer than 4.2 MB');
  });

  it('stops reading at the bound, says so once, and still counts', () => {
    const { stdout, seen } = reader();
    const chunk = Buffer.alloc(16 * 1024 * 1024, `${'y'.repeat(1_023)}\n`);
    for (let bytes = 0; bytes <= MAX_STDOUT_BYTES + chunk.length; bytes += chunk.length) stdout.feed(chunk);
    stdout.feed(Buffer.from(answer(1)));
    stdout.end();
    expect(seen).toMatchObject({ messages: [], tooLarge: 0, floods: 1 });
    expect(stdout.flooded).toBe(true);
    expect(stdout.record()).toMatchObject({ bytes: chunk.length * 6 + answer(1).length, truncated: true });
  });

  it('stops reading at the bound of lines too', () => {
    const { stdout, seen } = reader();
    stdout.feed(Buffer.alloc(16 * 1024 * 1024, 'y\n'));
    stdout.feed(Buffer.from(answer(1)));
    expect(seen).toMatchObject({ messages: [], tooLarge: 0, floods: 1 });
    expect(stdout.record()).toMatchObject({ offendingLines: MAX_STDOUT_LINES + 1, truncated: true });
  });

  it('shows no secret, also none that the cut would leave in half', () => {
    const { stdout } = reader();
    stdout.feed(Buffer.from(`${'.'.repeat(190)}hunter22-hunter22\n`));
    expect(stdout.record(['hunter22-hunter22']).offending[0]?.text).toBe(`${'.'.repeat(190)}••••••`);
  });

  it('shows nothing of a secret that is longer than what is kept of a line', () => {
    const { stdout } = reader();
    const secret = 'eyJrFQ4dCX1ZxIF'.repeat(100);
    stdout.feed(Buffer.from(`token=${secret} from the environment\n`));
    expect(stdout.record([secret]).offending[0]?.text).toBe('token=••••••');
  });
});
