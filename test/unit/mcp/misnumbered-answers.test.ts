import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createHttpWire } from '../../../src/mcp/http-wire.js';
import { createStdioWire } from '../../../src/mcp/stdio-wire.js';
import { Transcript } from '../../../src/mcp/transcript.js';

const client = { name: 'mcp-dock', version: '1' };
const HANDSHAKE = { era: 'handshake', timeoutMs: 2_000 } as const;
const BETTER_WITHIN_MS = 250;

const result = (id: unknown, value: object = {}) => JSON.stringify({ jsonrpc: '2.0', id, result: value });
const otherId = (id: string, own: number) => ({
  failure: { kind: 'other-id', message: `an answer with another id (${id} instead of ${own})` },
});

describe('over stdio, an answer under an id that nobody waits for', () => {
  function wired() {
    const stdin = new PassThrough().resume();
    const stdout = new PassThrough();
    const wire = createStdioWire({ streams: { stdin, stdout }, client });
    const ask = (method: string, timeoutMs = 2_000) => wire.request(method, {}, { ...HANDSHAKE, timeoutMs });
    const say = (line: string) => stdout.write(`${line}\n`);
    return { wire, ask, say };
  }

  it.each([
    ['0', 0],
    ['"a"', 'a'],
    ['1.5', 1.5],
  ])('is the one to the only request: %s', async (shown, id) => {
    const { wire, ask, say } = wired();
    const asked = ask('tools/list');
    say(result(id));
    const { durationMs, ...answer } = await asked;
    expect(answer).toEqual({ method: 'tools/list', ...otherId(shown, 1) });
    expect(durationMs).toBeLessThan(1_000);
    expect(wire.transcript.record('stdio').messages).toMatchObject([
      { answers: 'tools/list', sentId: 1, message: { id } },
    ]);
  });

  it('is told of an error too, and of a number that was used before by a server that counts', async () => {
    const { ask, say } = wired();
    const first = ask('server/discover');
    say('{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"No"}}');
    expect((await first).error?.code).toBe(-32_601);
    const second = ask('initialize');
    say(result(0, { protocolVersion: '2025-11-25' }));
    expect(await second).toMatchObject(otherId('0', 2));
    const third = ask('ping');
    say('{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"No"}}');
    expect(await third).toMatchObject(otherId('1', 3));
  });

  it('is none where the right one comes soon', async () => {
    const { wire, ask, say } = wired();
    const asked = ask('ping');
    say(result(7));
    say(result(1, { of: 'ping' }));
    expect((await asked).result).toEqual({ of: 'ping' });
    const { messages } = wire.transcript.record('stdio');
    expect(messages.filter(({ answers }) => answers === 'ping')).toMatchObject([{ message: { id: 1 } }]);
    expect(messages).toHaveLength(2);
  });

  it('is the one to the request, and to no notification, where it has a number', async () => {
    const { wire, ask, say } = wired();
    await wire.notify('notifications/initialized', {}, HANDSHAKE);
    const asked = ask('tools/list');
    say(result(2));
    expect(await asked).toMatchObject(otherId('2', 1));
  });

  it('is nobody’s where several wait', async () => {
    const { ask, say } = wired();
    const asked = [ask('a'), ask('b')];
    say(result(7));
    await delay(BETTER_WITHIN_MS * 1.2);
    for (const id of [1, 2]) say(result(id, { id }));
    expect((await Promise.all(asked)).map((answer) => answer.result)).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it.each(['late', 'repeated', 'to a notification'])('is nobody’s when it is %s', async (kind) => {
    const { wire, ask, say } = wired();
    const before = ask('a', kind === 'late' ? 10 : 2_000);
    if (kind !== 'late') say(result(1));
    await before;
    if (kind === 'to a notification') await wire.notify('notifications/initialized', {}, HANDSHAKE);
    const asked = ask('b');
    say(result(kind === 'to a notification' ? 0 : 1));
    await delay(BETTER_WITHIN_MS * 1.2);
    say(result(2, { of: 'b' }));
    expect((await asked).result).toEqual({ of: 'b' });
  });

  const HELLO = { protocolVersion: '2025-11-25' };

  it.each([0, 1])('is that to initialize by what it says, and never that to server/discover: %i', async (id) => {
    const { ask, say } = wired();
    const discover = ask('server/discover', 600);
    const initialize = ask('initialize');
    say(result(id, HELLO));
    expect(await initialize).toMatchObject(otherId(String(id), 2));
    expect((await discover).failure?.kind).toBe('timeout');
  });

  it('stays with server/discover where initialize has its own', async () => {
    const { ask, say } = wired();
    const asked = [ask('server/discover'), ask('initialize')];
    say(result(1, HELLO));
    say(result(2, { ...HELLO, capabilities: {} }));
    expect((await Promise.all(asked)).map((answer) => answer.result)).toEqual([HELLO, { ...HELLO, capabilities: {} }]);
  });
});

describe.each([
  ['application/json', (message: string) => message],
  ['text/event-stream', (message: string) => `data: ${message}\n\n`],
])('over HTTP, an answer under another id, in %s', (type, framed) => {
  async function serving(listener: RequestListener) {
    const server = createServer(listener);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
    return { url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  it.each([
    ['0', result(0)],
    ['"a"', '{"jsonrpc":"2.0","id":"a","error":{"code":-1,"message":"No"}}'],
  ])('is the one to the request: %s', async (shown, message) => {
    await using server = await serving((_, response) => {
      response.writeHead(200, { 'Content-Type': type });
      // The stream stays open.
      if (type === 'application/json') response.end(framed(message));
      else response.write(framed(message));
    });
    const transcript = new Transcript();
    const wire = createHttpWire({ url: server.url, client, transcript });
    const { durationMs, ...answer } = await wire.request('ping', {}, HANDSHAKE);
    await wire.close();
    expect(answer).toEqual({ method: 'ping', httpStatus: 200, ...otherId(shown, 1) });
    expect(durationMs).toBeLessThan(1_000);
    expect(transcript.record('http').messages).toMatchObject([{ answers: 'ping', sentId: 1 }]);
  });

  it('is none where the right one is beside it', async () => {
    await using server = await serving((_, response) => {
      response.writeHead(200, { 'Content-Type': type });
      const messages = [result(7), result(1, { of: 'ping' })];
      response.end(type === 'application/json' ? `[${messages.join(',')}]` : messages.map(framed).join(''));
    });
    const wire = createHttpWire({ url: server.url, client });
    expect((await wire.request('ping', {}, HANDSHAKE)).result).toEqual({ of: 'ping' });
    await wire.close();
  });

  it('is no more than a refusal where HTTP refuses', async () => {
    await using server = await serving((_, response) => {
      response.writeHead(400, { 'Content-Type': 'application/json' });
      response.end('{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"No"}}');
    });
    const wire = createHttpWire({ url: server.url, client });
    const { failure } = await wire.request('ping', {}, HANDSHAKE);
    await wire.close();
    expect(failure?.message).toBe('HTTP 400 with a message that does not answer the request');
  });
});
