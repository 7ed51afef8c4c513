import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpWire } from '../../src/mcp/http-wire.js';
import { Patience } from '../../src/mcp/patience.js';
import type { McpWire } from '../../src/mcp/wire.js';

const CLIENT = { name: 'mcp-dock', version: '1' };
const HANDSHAKE = { era: 'handshake', timeoutMs: 2_000 } as const;
const open: (() => Promise<void>)[] = [];

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: { id?: number; method?: string; error?: { code: number } };
}

/** A server that answers as told; `seen` is every request it got. */
async function serve(
  answer: (request: Seen, response: ServerResponse) => void,
): Promise<{ url: URL; seen: Seen[]; wire: McpWire }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const body = (text === '' ? {} : JSON.parse(text)) as Seen['body'];
      const entry = { method: request.method, url: request.url, headers: request.headers, body };
      seen.push(entry);
      answer(entry, response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
  const wire = createHttpWire({ url, client: CLIENT, headers: { Authorization: 'Bearer t0ken' } });
  open.push(async () => {
    await wire.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url, seen, wire };
}

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const json = (response: ServerResponse, body: unknown, status = 200, headers = {}) => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

describe('HTTP wire', () => {
  it('keeps the session and the agreed version, and says goodbye', async () => {
    const { wire, seen } = await serve(({ body, method }, response) => {
      if (method === 'DELETE' || body.id === undefined) response.writeHead(202).end();
      else
        json(response, { jsonrpc: '2.0', id: body.id, result: { protocolVersion: '2025-06-18' } }, 200, {
          'Mcp-Session-Id': 's1',
        });
    });
    await wire.request('initialize', {}, HANDSHAKE);
    await wire.notify('notifications/initialized', {}, HANDSHAKE);
    await wire.close();
    expect(
      seen.map(({ method, headers }) => [method, headers['mcp-session-id'], headers['mcp-protocol-version']]),
    ).toEqual([
      ['POST', undefined, undefined],
      ['POST', 's1', '2025-06-18'],
      ['DELETE', 's1', '2025-06-18'],
    ]);
    expect(seen.every(({ headers }) => headers.authorization === 'Bearer t0ken')).toBe(true);
  });

  it('sends the headers of 2026-07-28 and no session', async () => {
    const { wire, seen } = await serve(({ body }, response) =>
      json(response, { jsonrpc: '2.0', id: body.id, result: {} }),
    );
    await wire.request('tools/call', { name: 'add' }, { era: '2026-07-28', timeoutMs: 2_000 });
    expect(seen[0]?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'add',
      accept: 'application/json, text/event-stream',
    });
  });

  it('sends any Host and Origin', async () => {
    const { wire, seen } = await serve(({ body }, response) =>
      json(response, { jsonrpc: '2.0', id: body.id, result: {} }),
    );
    await wire.request('initialize', {}, { ...HANDSHAKE, headers: { Host: 'evil.example.com', Origin: 'null' } });
    expect(seen[0]?.headers).toMatchObject({ host: 'evil.example.com', origin: 'null' });
  });

  it('reads an event stream up to its answer, and answers what the server asks on the way', async () => {
    const { wire, seen } = await serve(({ body }, response) => {
      if (body.method === undefined) {
        response.writeHead(202).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
      response.write(': hello\n\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/message"}\n\n');
      response.write('data: {"jsonrpc":"2.0","id":"s1","method":"sampling/createMessage"}\n\n');
      // The stream stays open after the answer: it must not be waited for.
      response.write(`data: {"jsonrpc":"2.0",\ndata: "id":${body.id},"result":{"ok":"größe"}}\n\n`);
    });
    const answer = await wire.request('tools/list', {}, HANDSHAKE);
    expect(answer).toMatchObject({ httpStatus: 200, result: { ok: 'größe' } });
    await expect.poll(() => seen.length).toBe(2);
    expect(seen[1]?.body).toMatchObject({ id: 's1', error: { code: -32_601 } });
  });

  it.each<[string, (request: Seen, response: ServerResponse) => void, object]>([
    [
      'a JSON-RPC error with a status',
      ({ body }, response) =>
        json(response, { jsonrpc: '2.0', id: body.id, error: { code: -32_601, message: 'no' } }, 404),
      { httpStatus: 404, error: { code: -32_601 } },
    ],
    [
      'an error without an id',
      (_, response) => json(response, { jsonrpc: '2.0', id: null, error: { code: -32_700, message: 'no' } }, 400),
      { error: { code: -32_700 } },
    ],
    [
      'a page',
      (_, response) => response.writeHead(500, { 'Content-Type': 'text/html' }).end('<h1>Oops</h1>'),
      { httpStatus: 500, failure: { kind: 'not-json', message: 'HTTP 500 with a body that is no JSON (text/html)' } },
    ],
    [
      'nothing',
      (_, response) => response.writeHead(403).end(),
      { httpStatus: 403, failure: { message: 'HTTP 403 with an empty body' } },
    ],
    [
      'JSON that is no JSON-RPC',
      (_, response) => json(response, { detail: 'Not Found' }, 404),
      { failure: { kind: 'not-json-rpc', message: 'HTTP 404 with JSON, but without "jsonrpc": "2.0"' } },
    ],
    [
      'an answer to something else',
      (_, response) => json(response, { jsonrpc: '2.0', id: 99, result: {} }),
      { failure: { kind: 'other-id', message: 'an answer with another id (99 instead of 1)' } },
    ],
    [
      'a challenge',
      (_, response) => response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }).end(),
      { httpStatus: 401, failure: { kind: 'unauthorized' }, challenge: 'Bearer error="invalid_token"' },
    ],
    [
      'too much',
      (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('x'.repeat(5e6)),
      { failure: { kind: 'too-large' } },
    ],
    [
      'an event stream without an end of its event',
      (_, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.end(`data: ${'x'.repeat(5e6)}`);
      },
      { failure: { kind: 'too-large' } },
    ],
    [
      'an event stream without the answer',
      (_, response) => response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(': bye\n\n'),
      { failure: { kind: 'unfinished' } },
    ],
    [
      'a cut connection',
      (_, response) => response.socket?.destroy(),
      { failure: { kind: 'closed', message: 'the server closed the connection' } },
    ],
  ])('reports %s', async (_, respond, expected) => {
    const { wire } = await serve(respond);
    expect(await wire.request('tools/list', {}, HANDSHAKE)).toMatchObject(expected);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['says nothing', () => undefined, 'no answer within 50 ms'],
    [
      'never ends',
      (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).write('{'),
      'HTTP 200 but no end of the answer within 50 ms',
    ],
  ])('does not wait for a server that %s', async (_, respond, message) => {
    const { wire } = await serve((__, response) => respond(response));
    const answer = await wire.request('tools/list', {}, { era: 'handshake', timeoutMs: 50 });
    expect(answer.failure).toEqual({ kind: 'timeout', message });
  });

  it('reports a port that nobody listens on', async () => {
    const { url } = await serve(() => undefined);
    await open.splice(0)[0]?.();
    const wire = createHttpWire({ url, client: CLIENT });
    open.push(() => wire.close());
    expect((await wire.request('tools/list', {}, HANDSHAKE)).failure?.kind).toBe('refused');
    expect(url.port).not.toBe('');
  });

  it('follows a redirect on the same origin, and no other one', async () => {
    const { wire, seen } = await serve(({ url, body }, response) => {
      if (url === '/mcp') response.writeHead(307, { Location: '/mcp/' }).end();
      else json(response, { jsonrpc: '2.0', id: body.id, result: {} });
    });
    expect((await wire.request('tools/list', {}, HANDSHAKE)).result).toEqual({});
    expect(seen.map(({ url }) => url)).toEqual(['/mcp', '/mcp/']);

    const elsewhere = await serve((_, response) =>
      response.writeHead(307, { Location: 'http://127.0.0.1:1/mcp' }).end(),
    );
    const answer = await elsewhere.wire.request('tools/list', {}, HANDSHAKE);
    expect(answer).toMatchObject({ httpStatus: 307, failure: { kind: 'redirect' } });
  });

  it.each([
    ['is under way', () => undefined],
    ['waits for another moment', (response: ServerResponse) => response.writeHead(429, { 'Retry-After': '5' }).end()],
  ])('sends a call once when it is closed while the call %s', async (_, react) => {
    const { url, seen } = await serve(({ body, method }, response) => {
      if (body.method === 'tools/call') react(response);
      else if (method === 'DELETE' || body.id === undefined) response.writeHead(202).end();
      else json(response, { jsonrpc: '2.0', id: body.id, result: {} });
    });
    const wire = createHttpWire({ url, client: CLIENT, patience: new Patience() });
    await wire.request('ping', {}, HANDSHAKE);
    const answer = wire.request('tools/call', { name: 'pay' }, { ...HANDSHAKE, timeoutMs: 10_000 });
    await expect.poll(() => seen.filter(({ body }) => body.method === 'tools/call').length).toBe(1);
    const closedAt = performance.now();
    await wire.close();
    await answer;
    expect(performance.now() - closedAt).toBeLessThan(1_500);
    expect(seen.filter(({ body }) => body.method === 'tools/call')).toHaveLength(1);
  });

  it('does not repeat a call that a busy server may have begun', async () => {
    const { url, seen } = await serve((_, response) => {
      response.writeHead(503, { 'Retry-After': '0' }).end();
    });
    const wire = createHttpWire({ url, client: CLIENT, patience: new Patience() });
    open.push(() => wire.close());
    expect((await wire.request('tools/call', { name: 'pay' }, HANDSHAKE)).httpStatus).toBe(503);
    expect(seen).toHaveLength(1);
  });

  it('does not repeat a call whose connection is reset', async () => {
    const { url, seen } = await serve(({ body }, response) => {
      if (body.method === 'tools/call') response.socket?.resetAndDestroy();
      else json(response, { jsonrpc: '2.0', id: body.id, result: {} });
    });
    const wire = createHttpWire({ url, client: CLIENT });
    open.push(() => wire.close());
    await wire.request('ping', {}, HANDSHAKE);
    const { failure } = await wire.request('tools/call', { name: 'pay' }, HANDSHAKE);
    expect(failure?.kind).toBe('closed');
    expect(seen).toHaveLength(2);
  });

  it('ends with the run that it belongs to', async () => {
    const { url } = await serve(() => undefined);
    const wire = createHttpWire({ url, client: CLIENT, signal: AbortSignal.timeout(50) });
    open.push(() => wire.close());
    expect((await wire.request('ping', {}, HANDSHAKE)).failure?.kind).toBe('cancelled');
  });
});
