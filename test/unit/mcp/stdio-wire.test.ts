import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createStdioWire } from '../../../src/mcp/stdio-wire.js';

const CLIENT = { name: 'mcp-dock', version: '1' };
const HANDSHAKE = { era: 'handshake', timeoutMs: 1_000 } as const;

function wired(whyGone?: () => Promise<string>, exited?: Promise<unknown>) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const wire = createStdioWire({
    streams: { stdin, stdout },
    client: CLIENT,
    ...(whyGone && { whyGone }),
    ...(exited && { exited }),
  });
  /** What the server has read so far. */
  const heard = (): unknown[] =>
    String(stdin.read() ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  const say = (message: object) => stdout.write(`${JSON.stringify(message)}\n`);
  return { wire, stdin, stdout, heard, say };
}

describe('stdio wire', () => {
  it('pairs answers with requests by id, whatever their order', async () => {
    const { wire, say } = wired();
    const first = wire.request('a', {}, HANDSHAKE);
    const second = wire.request('b', {}, HANDSHAKE);
    say({ jsonrpc: '2.0', id: 2, result: { of: 'b' } });
    say({ jsonrpc: '2.0', id: 99, result: { of: 'nobody' } });
    say({ jsonrpc: '2.0', id: 1, error: { code: -1, message: 'of a' } });
    expect(await first).toMatchObject({ method: 'a', error: { code: -1, message: 'of a' } });
    expect(await second).toMatchObject({ method: 'b', result: { of: 'b' } });
  });

  it('carries the metadata of 2026-07-28 in that era only', async () => {
    const { wire, heard } = wired();
    await wire.notify('notifications/initialized', {}, HANDSHAKE);
    await wire.notify('notifications/cancelled', { requestId: 1 }, { era: '2026-07-28', timeoutMs: 1 });
    expect(heard()).toMatchObject([
      { method: 'notifications/initialized', params: {} },
      { params: { requestId: 1, _meta: { 'io.modelcontextprotocol/clientInfo': CLIENT } } },
    ]);
  });

  it('answers what a server asks of its client', async () => {
    const { wire, heard, say } = wired();
    say({ jsonrpc: '2.0', id: 's1', method: 'ping' });
    say({ jsonrpc: '2.0', id: 's2', method: 'roots/list' });
    await new Promise(setImmediate);
    expect(heard()).toMatchObject([
      { id: 's1', result: {} },
      { id: 's2', error: { code: -32_601 } },
    ]);
    expect(wire.stdoutRecord()).toMatchObject({ messages: 2, offending: [] });
  });

  it('gives up after the time', async () => {
    const { wire } = wired();
    const answer = await wire.request('a', {}, { era: 'handshake', timeoutMs: 20 });
    expect(answer.failure).toEqual({ kind: 'timeout', message: 'no answer within 20 ms' });
  });

  it('says why the server is gone, to the waiting and to the later', async () => {
    const { wire, stdout } = wired(async () => 'it exited with code 1: API_KEY is required');
    const waiting = wire.request('a', {}, HANDSHAKE);
    stdout.end();
    const failure = { kind: 'closed', message: 'it exited with code 1: API_KEY is required' };
    expect((await waiting).failure).toEqual(failure);
    expect((await wire.request('b', {}, HANDSHAKE)).failure).toEqual(failure);
    await wire.stdoutEnded(1_000);
  });

  describe('of a program that is gone while something holds its stdout open', () => {
    const GONE = { failure: { kind: 'closed', message: 'it exited with code 1' } };
    const whyGone = async () => 'it exited with code 1';

    it('ends once nothing comes any more', async () => {
      const { wire, stdin, say } = wired(whyGone, Promise.resolve());
      stdin.destroy();
      const [asked, unheard] = [wire.request('a', {}, HANDSHAKE), wire.request('b', {}, HANDSHAKE)];
      // A server that it left running may still answer what it was asked.
      await new Promise((resolve) => setTimeout(resolve, 400));
      say({ jsonrpc: '2.0', id: 7, result: {} });
      await new Promise((resolve) => setTimeout(resolve, 400));
      say({ jsonrpc: '2.0', id: 1, result: { of: 'a' } });
      expect(await asked).toMatchObject({ result: { of: 'a' } });
      expect(await unheard).toMatchObject({ failure: { kind: 'timeout' } });
      await wire.stdoutEnded(1_000);
      expect(await wire.request('c', {}, HANDSHAKE)).toMatchObject(GONE);
    });

    it('says so to whoever waits', async () => {
      const { wire, stdin } = wired(whyGone, Promise.resolve());
      stdin.destroy();
      expect(await wire.request('a', {}, HANDSHAKE)).toMatchObject(GONE);
    });

    it('goes on for as long as somebody reads its stdin', async () => {
      const { wire } = wired(whyGone, Promise.resolve());
      expect(await wire.request('a', {}, HANDSHAKE)).toMatchObject({ failure: { kind: 'timeout' } });
    });
  });

  it.each([
    ['{"jsonrpc":"2.0","id":1,', 'it wrote 24 bytes to stdout that no newline ended'],
    ['{}\n{', 'it wrote 1 byte to stdout that no newline ended'],
  ])('counts the bytes of half a message: %j', async (text, words) => {
    const { wire, stdout } = wired(async () => 'it exited with code 1: it did not say why');
    stdout.write(text);
    const late = await wire.request('a', {}, { era: 'handshake', timeoutMs: 20 });
    expect(late.failure?.message).toBe(`no answer within 20 ms; ${words}`);
    expect(wire.unended()).toBe(words);
    stdout.end();
    await wire.stdoutEnded(1_000);
    const { failure } = await wire.request('b', {}, HANDSHAKE);
    expect(failure?.message).toBe(`it exited with code 1: it did not say why; ${words}`);
  });

  it('fails the waiting request when the answer is too large', async () => {
    const { wire, stdout, say } = wired();
    const waiting = wire.request('a', {}, HANDSHAKE);
    stdout.write(`{"jsonrpc":"2.0","id":1,"result":"${'x'.repeat(5 * 1024 * 1024)}"}\n`);
    expect((await waiting).failure?.kind).toBe('too-large');
    const next = wire.request('b', {}, HANDSHAKE);
    say({ jsonrpc: '2.0', id: 2, result: 1 });
    expect((await next).result).toBe(1);
  });

  it('does not read what is nested too deep, and goes on', async () => {
    const { wire, stdout, say } = wired();
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const first = wire.request('a', {}, HANDSHAKE);
    const second = wire.request('b', {}, HANDSHAKE);
    stdout.write(`{"jsonrpc":"2.0","method":"notifications/message","params":{"data":${deep(4_000)}}}\n`);
    stdout.write(`{"jsonrpc":"2.0","id":1,"result":{"a":${deep(3_998)}}}\n`);
    say({ jsonrpc: '2.0', id: 2, result: 2 });
    expect((await first).failure).toEqual({
      kind: 'too-deep',
      message:
        'an answer that could not be read by mcp-dock: it is nested 4,000 levels deep, more than the 1,000 that are read',
    });
    expect((await second).result).toBe(2);
    const third = wire.request('c', {}, HANDSHAKE);
    stdout.write(`{"jsonrpc":"2.0","id":3,"result":{"a":${deep(400)}}}\n`);
    expect(JSON.stringify((await third).result)).toBe(`{"a":${deep(400)}}`);
    expect(wire.stdoutRecord()).toMatchObject({ messages: 4, offending: [] });
    expect(wire.transcript.record('stdio')).toMatchObject({ messages: [{ answers: 'b' }, { answers: 'c' }], left: 2 });
  });

  it('survives a broken pipe', async () => {
    const { wire, stdin } = wired();
    stdin.destroy(new Error('EPIPE'));
    const answer = await wire.request('a', {}, { era: 'handshake', timeoutMs: 20 });
    expect(answer.failure?.kind).toBe('timeout');
    await wire.close();
  });
});
