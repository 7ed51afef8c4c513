import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createHttpWire } from '../../../src/mcp/http-wire.js';
import { boundedFetch } from '../../../src/mcp/sdk-clients.js';
import { Patience } from '../../../src/mcp/patience.js';
import { Transcript } from '../../../src/mcp/transcript.js';

const client = { name: 'mcp-dock', version: '0' };
const options = { era: 'handshake', timeoutMs: 5_000 } as const;

async function serving(listener: RequestListener): Promise<AsyncDisposable & { readonly url: URL }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
  return { url, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test('a request too many is made again when the server wants it, and its time is that of the answer', async () => {
  let asked = 0;
  await using server = await serving((_, response) => {
    asked += 1;
    if (asked < 3) response.writeHead(429, { 'Retry-After': '0' }).end('{"jsonrpc":"2.0","id":null,"error":7}');
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"jsonrpc":"2.0","id":1,"result":{}}');
  });
  const transcript = new Transcript();
  const wire = createHttpWire({ url: server.url, client, transcript, patience: new Patience() });
  const waits: number[] = [];
  const answer = await wire.request('ping', {}, { ...options, onWait: (ms) => void waits.push(ms) });
  await wire.close();
  expect(answer).toMatchObject({ httpStatus: 200, result: {} });
  expect(answer.durationMs).toBeLessThan(100);
  expect(waits).toHaveLength(2);
  expect(transcript.record('http').messages).toHaveLength(1);
});

test.each([
  ['application/json', (message: string) => message],
  ['text/event-stream', (message: string) => `data: ${message}\n\n`],
])('what is nested too deep is told as that, in %s', async (type, framed) => {
  const answer = (id: number, levels: number) =>
    framed(`{"jsonrpc":"2.0","id":${id},"result":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`);
  let asked = 0;
  await using server = await serving((_, response) => {
    asked += 1;
    response.writeHead(200, { 'Content-Type': type });
    // The stream stays open: the answer ends the wait.
    if (type === 'application/json') response.end(answer(asked, asked === 1 ? 3_500 : 400));
    else response.write(answer(asked, asked === 1 ? 3_500 : 400));
  });
  const wire = createHttpWire({ url: server.url, client });
  const { failure } = await wire.request('tools/list', {}, options);
  expect(failure).toEqual({
    kind: 'too-deep',
    message: expect.stringContaining('it is nested 3,502 levels deep') as string,
  });
  expect((await wire.request('tools/list', {}, options)).result).toEqual({ a: expect.any(Array) as unknown });
  await wire.close();
});

test.each([
  ['application/json', (message: string) => message],
  ['text/event-stream', (message: string) => `data: ${message}\n\n`],
])('an answer whose id is a text is read, and a broken one is told at once, in %s', async (type, framed) => {
  const answers = [
    '{"jsonrpc":"2.0","id":"1","result":{}}',
    '{"jsonrpc":"2.0","id":2,"result":null,"error":null}',
    '{"jsonrpc":"2.0","id":3,"result":{"a":NaN}}',
    '{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"No"}}',
  ];
  await using server = await serving((_, response) => {
    response.writeHead(200, { 'Content-Type': type });
    const answer = framed(answers.shift() ?? '');
    if (type === 'application/json') response.end(answer);
    else response.write(answer);
  });
  const transcript = new Transcript();
  const wire = createHttpWire({ url: server.url, client, transcript });
  const ask = () => wire.request('tools/list', {}, options);
  expect((await ask()).result).toEqual({});
  expect((await ask()).failure).toMatchObject({
    kind: 'not-json-rpc',
    message: expect.stringContaining('both a result and an error') as string,
  });
  expect((await ask()).failure?.kind).toBe('not-json');
  expect((await ask()).error?.code).toBe(-32_601);
  await wire.close();
  const { messages, unreadable } = transcript.record('http');
  expect(messages.map(({ answers: method }) => method)).toEqual(['tools/list', 'tools/list', 'tools/list']);
  expect(unreadable).toMatchObject([{ answers: 'tools/list', reason: 'no JSON' }]);
});

test('what answers another request of the stream is waited past', async () => {
  await using server = await serving((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: {"jsonrpc":"2.0","id":9,"result":null,"error":null}\n\ndata: hello\n\n');
    response.write('data: {"jsonrpc":"2.0","id":1,"result":{}}\n\n');
  });
  const wire = createHttpWire({ url: server.url, client });
  expect((await wire.request('ping', {}, options)).result).toEqual({});
  await wire.close();
});

test('a refusal by HTTP is kept with its status', async () => {
  await using server = createServer((_, response) => {
    response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":"invalid_token"}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transcript = new Transcript();
  const client = { name: 'mcp-dock', version: '0' };
  const wire = createHttpWire({ url: new URL(`http://127.0.0.1:${port}/mcp`), client, transcript });
  await wire.request('tools/list', {}, { era: 'handshake', timeoutMs: 5_000 });
  await wire.close();
  expect(transcript.record('http').messages).toEqual([
    { era: 'handshake', answers: 'tools/list', status: 401, message: { error: 'invalid_token' } },
  ]);
});

test.each([
  [301, '/mcp/'],
  [302, 'https://login.example.com/?next=secret'],
  [303, '/mcp/'],
  [307, 'https://other.example.com/mcp'],
  [308, 'http://localhost:1/mcp'],
])('%i to %s is told and not followed', async (status, location) => {
  const asked: (string | undefined)[] = [];
  await using server = await serving((request, response) => {
    asked.push(request.url);
    response.writeHead(status, { Location: location }).end();
  });
  const headers = { 'X-Api-Key': 'secret' };
  const wire = createHttpWire({ url: server.url, client, headers });
  const { failure } = await wire.request('ping', {}, options);
  await wire.close();
  const shown = location.startsWith('/') ? `${server.url.origin}${location}` : location.replace('=secret', '=…');
  expect(failure).toEqual({ kind: 'redirect', message: `HTTP ${status}, which redirects to ${shown}` });
  expect(asked).toEqual(['/mcp']);
});

test.each([307, 308])('%i to another path of the same origin is followed, by client libraries too', async (status) => {
  await using server = await serving((request, response) => {
    if (request.url === '/mcp') response.writeHead(status, { Location: '/mcp/' }).end();
    else if (request.headers['x-api-key'] !== 'key') response.writeHead(401).end();
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"jsonrpc":"2.0","id":1,"result":{}}');
  });
  const headers = { 'X-Api-Key': 'key' };
  const wire = createHttpWire({ url: server.url, client, headers });
  expect(await wire.request('ping', {}, options)).toMatchObject({ result: {} });
  await wire.close();
  const response = await boundedFetch(server.url, { method: 'POST', headers, body: '{}' });
  expect([response.status, await response.json()]).toEqual([200, { jsonrpc: '2.0', id: 1, result: {} }]);
});

test('the id of a session goes back with the bytes that it came with', async () => {
  const heard: unknown[] = [];
  await using server = await serving((request, response) => {
    heard.push(request.headers['mcp-session-id']);
    response.writeHead(200, { 'Content-Type': 'application/json', 'Mcp-Session-Id': 's\u00e9ance' });
    response.end('{"jsonrpc":"2.0","id":1,"result":{}}');
  });
  const wire = createHttpWire({ url: server.url, client });
  await wire.request('initialize', {}, options);
  await wire.request('ping', {}, options);
  await wire.close();
  expect(heard).toEqual([undefined, 's\u00e9ance', 's\u00e9ance']);
});

test.each(['ping', 'tools/call'])('%s meets no connection that the server just closed', async (method) => {
  const used = new Set<unknown>();
  await using server = await serving((request, response) => {
    if (used.has(request.socket)) request.socket.resetAndDestroy();
    used.add(request.socket);
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(`{"jsonrpc":"2.0","id":${used.size},"result":{}}`);
  });
  const wire = createHttpWire({ url: server.url, client });
  for (let asked = 0; asked < 3; asked += 1)
    expect(await wire.request(method, {}, options)).toMatchObject({ httpStatus: 200, result: {} });
  expect(await wire.request('tools/call', {}, options)).toMatchObject({ httpStatus: 200, result: {} });
  await wire.close();
});

const EVENT = 'data: {"jsonrpc":"2.0","id":1,"result":{}}\n\n';
const OTHER = EVENT.replace('"id":1', '"id":2');
test.each<{ name: string; said: string; after: 'ends' | 'stays' | 'breaks'; repeats: number }>([
  { name: 'once', said: EVENT, after: 'ends', repeats: 0 },
  { name: 'once, on a stream that stays open', said: EVENT, after: 'stays', repeats: 0 },
  { name: 'once, on a stream that could be taken up again', said: `id: e1\n${EVENT}`, after: 'breaks', repeats: 0 },
  { name: 'twice', said: EVENT + EVENT, after: 'ends', repeats: 1 },
  { name: 'three times, on a stream that stays open', said: EVENT + EVENT + EVENT, after: 'stays', repeats: 2 },
  { name: 'before what is none', said: `${EVENT}${OTHER}data: 1\n\n`, after: 'ends', repeats: 0 },
])('an answer comes $name', async ({ said, after, repeats }) => {
  let asked = 0;
  await using server = await serving((_, response) => {
    asked += 1;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(said);
    if (after === 'ends') response.end();
    if (after === 'breaks') setTimeout(() => response.destroy(), 10);
  });
  const wire = createHttpWire({ url: server.url, client });
  let heard = 0;
  const startedAt = performance.now();
  const answer = await wire.request('ping', {}, { ...options, onRepeat: () => void (heard += 1) });
  await wire.close();
  expect(answer).toMatchObject({ result: {} });
  expect(answer.durationMs).toBeLessThan(50);
  expect(performance.now() - startedAt).toBeLessThan(500);
  expect([heard, asked]).toEqual([repeats, 1]);
});

const ANSWER = '{"jsonrpc":"2.0","id":1,"result":{"said":"größe"}}';
const HTML = 'x'.repeat(100);
const BOMB = Buffer.alloc(64 * 1024 * 1024);
const bad = (message: string) => ({ failure: { kind: 'not-decoded', message } });

test.each<{ coding: string; body: Buffer; type?: string; found: object }>([
  { coding: 'gzip', body: gzipSync(ANSWER), found: { result: { said: 'größe' } } },
  { coding: 'GZIP', body: gzipSync(`data: ${ANSWER}\n\n`), type: 'text/event-stream', found: { result: {} } },
  { coding: 'x-gzip', body: gzipSync(ANSWER), found: { result: {} } },
  { coding: 'deflate', body: deflateSync(ANSWER), found: { result: {} } },
  { coding: 'br', body: brotliCompressSync(ANSWER), found: { result: {} } },
  { coding: 'identity', body: Buffer.from(ANSWER), found: { result: {} } },
  { coding: 'gzip', body: Buffer.alloc(0), found: { failure: { kind: 'not-json' } } },
  { coding: 'gzip', body: gzipSync(BOMB), found: { failure: { kind: 'too-large' } } },
  {
    coding: 'gzip',
    body: Buffer.from(HTML),
    found: bad('the answer is said to be compressed with gzip, and is not'),
  },
  {
    coding: 'compress',
    body: Buffer.from(HTML),
    found: bad('the answer is compressed with compress, which was not asked for'),
  },
])('an answer that is compressed with $coding is read, or told', async ({ coding, body, type, found }) => {
  const asked: unknown[] = [];
  await using server = await serving((request, response) => {
    asked.push(request.headers['accept-encoding']);
    response.writeHead(200, { 'Content-Type': type ?? 'application/json', 'Content-Encoding': coding }).end(body);
  });
  const wire = createHttpWire({ url: server.url, client });
  const answer = await wire.request('ping', {}, options);
  await wire.close();
  expect(asked).toEqual(['identity']);
  expect(answer).toMatchObject({ httpStatus: 200, ...found });
});

test('client libraries take no header to another origin', async () => {
  const heard: unknown[] = [];
  await using other = await serving((request, response) => {
    heard.push(request.headers);
    response.end();
  });
  await using server = await serving((_, response) => {
    response.writeHead(307, { Location: other.url.href }).end();
  });
  const response = await boundedFetch(server.url, { method: 'POST', headers: { 'X-Api-Key': 'key' }, body: '{}' });
  expect([response.status, heard]).toEqual([307, []]);
});
