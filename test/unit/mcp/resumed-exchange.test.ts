import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createHttpWire } from '../../../src/mcp/http-wire.js';
import { askHttpRules } from '../../../src/mcp/http-rules/ask-http-rules.js';
import type { Era } from '../../../src/model/mcp-protocol.js';
import { localServer, type Received } from '../../support/local-server.js';
import { tool } from '../../support/mcp-facts.js';

const client = { name: 'mcp-dock', version: '1' };
const STREAM = { 'content-type': 'text/event-stream' };

const answerTo = ({ body }: Received, result: object = { ok: true }) => {
  const { id } = JSON.parse(body) as { readonly id: unknown };
  return JSON.stringify({ jsonrpc: '2.0', id, result });
};
/** The answer to a POST, and to each GET after it; the last one of them stands for all further. */
type Script = readonly [
  post: (response: ServerResponse, answer: string) => void,
  ...gets: ((response: ServerResponse, answer: string) => void)[],
];
const stream = (response: ServerResponse, text: string, status = 200) => {
  response.writeHead(status, STREAM).end(text);
};
const primed = (response: ServerResponse) => stream(response, 'id: e1\nretry: 20\ndata:\n\n');
const answering = (response: ServerResponse, answer: string) => stream(response, `id: e9\ndata: ${answer}\n\n`);

async function ask(
  [post, ...gets]: Script,
  { era = 'handshake', timeoutMs = 2_000 }: { era?: Era; timeoutMs?: number } = {},
) {
  let answer = '';
  let asked = 0;
  await using server = await localServer((request, response) => {
    if (request.method === 'POST') {
      answer = answerTo(request);
      post(response, answer);
      return;
    }
    const get = gets[Math.min(asked, gets.length - 1)];
    asked += 1;
    if (get === undefined) response.writeHead(405).end();
    else get(response, answer);
  });
  const wire = createHttpWire({ url: server.url, client, headers: { 'X-Api-Key': 'key' } });
  const found = await wire.request('tools/list', {}, { era, timeoutMs });
  await wire.close();
  return { found, gets: server.received.filter(({ method }) => method === 'GET') };
}

describe('a stream that ends before its answer', () => {
  it.each<{ name: string; script: Script; ids: readonly string[] }>([
    { name: 'is asked for the rest', script: [primed, answering], ids: ['e1'] },
    {
      name: 'is asked for what comes after its last event',
      script: [primed, (response) => stream(response, 'id: e2\ndata:\n\n'), answering],
      ids: ['e1', 'e2'],
    },
    {
      name: 'is asked again where nothing new came',
      script: [primed, (response) => stream(response, ': wait\n\n'), answering],
      ids: ['e1', 'e1'],
    },
    {
      name: 'may be cut off',
      script: [
        (response) => {
          response.writeHead(200, STREAM).write('id: e1\nretry: 20\ndata:\n\n', () => response.destroy());
        },
        answering,
      ],
      ids: ['e1'],
    },
    {
      name: 'is asked again after one request too many',
      script: [primed, (response) => response.writeHead(429).end(), answering],
      ids: ['e1', 'e1'],
    },
    {
      name: 'is asked for with the bytes of its id',
      script: [(response) => stream(response, 'id: é1\nretry: 20\ndata:\n\n'), answering],
      ids: ['Ã©1'],
    },
  ])('$name', async ({ script, ids }) => {
    const { found, gets } = await ask(script);
    expect(found).toMatchObject({ httpStatus: 200, result: { ok: true } });
    expect(found.failure).toBeUndefined();
    expect(gets.map(({ headers }) => headers['last-event-id'])).toEqual(ids);
    expect(gets[0]?.headers).toMatchObject({ accept: 'text/event-stream', 'x-api-key': 'key' });
    expect(gets[0]?.headers['content-type']).toBeUndefined();
  });

  const ENDED = 'the event stream ended without the answer';
  it.each<{ name: string; script: Script; failure: object; gets: number; era?: Era }>([
    {
      name: 'without an id is over',
      script: [(response) => stream(response, 'data:\n\n'), answering],
      failure: { kind: 'unfinished', message: ENDED },
      gets: 0,
    },
    {
      name: 'whose id can be no header is over',
      script: [(response) => stream(response, 'id: a\u0001b\ndata:\n\n'), answering],
      failure: { kind: 'unfinished', message: ENDED },
      gets: 0,
    },
    {
      name: 'is over in 2026-07-28',
      script: [primed, answering],
      failure: { kind: 'unfinished', message: ENDED },
      gets: 0,
      era: '2026-07-28',
    },
    {
      name: 'of a server without GET is over',
      script: [primed, (response) => response.writeHead(405).end()],
      failure: { kind: 'unfinished', message: `${ENDED}, and GET with its Last-Event-ID got HTTP 405` },
      gets: 1,
    },
    {
      name: 'of a server that stays too busy is over',
      script: [primed, (response) => response.writeHead(503).end()],
      failure: { kind: 'unfinished', message: `${ENDED}, and GET with its Last-Event-ID got HTTP 503` },
      gets: 3,
    },
    {
      name: 'is not waited for longer than its request',
      script: [primed, (response) => void response.writeHead(200, STREAM).write(': wait\n\n')],
      failure: { kind: 'timeout', message: 'HTTP 200 but no end of the answer within 0.3 s' },
      gets: 1,
    },
    {
      name: 'is not waited for where the server wants more time than there is',
      script: [(response) => stream(response, 'id: e1\nretry: 60000\ndata:\n\n'), answering],
      failure: {
        kind: 'timeout',
        message: 'HTTP 200 but no end of the answer within 0.3 s; it wants to be asked for it after 60 s',
      },
      gets: 0,
    },
  ])('$name', async ({ script, failure, gets: asked, era = 'handshake' }) => {
    const { found, gets } = await ask(script, { era, timeoutMs: 300 });
    expect(found.failure).toEqual(failure);
    expect(gets).toHaveLength(asked);
  });

  it('is asked for a few times only where it ends at once each time', async () => {
    const ends = (response: ServerResponse) => stream(response, 'id: e1\nretry: 0\ndata:\n\n');
    const { found, gets } = await ask([ends, ends], { timeoutMs: 500 });
    expect(found.failure?.kind).toBe('timeout');
    expect(gets.length).toBeLessThan(10);
  });

  it('of initialize belongs to the session that it gave', async () => {
    let answer = '';
    await using server = await localServer((request, response) => {
      if (request.method === 'POST') {
        answer = answerTo(request, { protocolVersion: '2025-11-25' });
        response.writeHead(200, { ...STREAM, 'mcp-session-id': 's1' }).end('id: e1\nretry: 20\ndata:\n\n');
      } else if (request.headers['mcp-session-id'] !== 's1') response.writeHead(400).end();
      else answering(response, answer);
    });
    const wire = createHttpWire({ url: server.url, client });
    const { result } = await wire.request('initialize', {}, { era: 'handshake', timeoutMs: 2_000 });
    await wire.close();
    expect(result).toEqual({ protocolVersion: '2025-11-25' });
  });

  it('is asked for by the questions about HTTP too, and never for a notification', async () => {
    const answers = new Map<string, string>();
    await using server = await localServer((request, response) => {
      const { method, headers, body } = request;
      if (method === 'POST' && /^\{"jsonrpc":"2.0","id":/u.test(body)) {
        const id = `e${answers.size}`;
        answers.set(id, answerTo(request, { protocolVersion: '2025-11-25' }));
        stream(response, `id: ${id}\nretry: 20\ndata:\n\n`);
      } else if (method === 'POST') stream(response, 'id: none\nretry: 20\ndata:\n\n');
      else answering(response, answers.get(String(headers['last-event-id'])) ?? '{}');
    });
    const session = { eras: ['handshake' as const], tools: [tool()] };
    const { version, exchanges } = await askHttpRules({ url: server.url, headers: {}, client, session, owned: false });
    expect(version).toBe('2025-11-25');
    const rowOf = (name: string) => exchanges.find(({ question }) => question === name);
    expect(rowOf('request')).toMatchObject({ status: 200, message: { result: {} } });
    expect(rowOf('request')?.failure).toBeUndefined();
    expect(server.received.some(({ headers }) => headers['last-event-id'] === 'none')).toBe(false);
  });
});
