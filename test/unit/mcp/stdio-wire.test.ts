import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createStdioWire } from '../../../src/mcp/stdio-wire.js';

const CLIENT = { name: 'mcp-dock', version: '1' };
const HANDSHAKE = { era: 'handshake', timeoutMs: 1_000 } as const;

function wired(whyGone?: () => Promise<string>) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const wire = createStdioWire({ streams: { stdin, stdout }, client: CLIENT, ...(whyGone && { whyGone }) });
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

  it('fails the waiting request when the answer is too large', async () => {
    const { wire, stdout, say } = wired();
    const waiting = wire.request('a', {}, HANDSHAKE);
    stdout.write(`{"jsonrpc":"2.0","id":1,"result":"${'x'.repeat(5 * 1024 * 1024)}"}\n`);
    expect((await waiting).failure?.kind).toBe('too-large');
    const next = wire.request('b', {}, HANDSHAKE);
    say({ jsonrpc: '2.0', id: 2, result: 1 });
    expect((await next).result).toBe(1);
  });

  it('survives a broken pipe', async () => {
    const { wire, stdin } = wired();
    stdin.destroy(new Error('EPIPE'));
    const answer = await wire.request('a', {}, { era: 'handshake', timeoutMs: 20 });
    expect(answer.failure?.kind).toBe('timeout');
    await wire.close();
  });
});
