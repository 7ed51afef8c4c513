import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { createHttpWire } from '../../../src/mcp/http-wire.js';
import { Transcript } from '../../../src/mcp/transcript.js';
import { answerAll, localServer } from '../../support/local-server.js';

const client = { name: 'mcp-dock', version: '0' };
const options = { era: 'handshake', timeoutMs: 5_000 } as const;
const LOG = { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x' } };
const WISH = { jsonrpc: '2.0', id: 'w', method: 'roots/list' };

const MANY_WISHES = Array.from({ length: 1_200 }, (_, id) => `data: ${JSON.stringify({ ...WISH, id })}\n\n`).join('');

/** A server that speaks on the stream of a GET, with or without sessions. */
async function serving(session: Record<string, string>) {
  const streams: ServerResponse[] = [];
  const server = await localServer((request, response) => {
    if (request.method !== 'GET') {
      answerAll(request, response, session);
      return;
    }
    streams.push(response);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const message of [LOG, WISH]) response.write(`data: ${JSON.stringify(message)}\n\n`);
  });
  return { server, streams };
}

it('hears what a server says unasked, answers its requests, and closes the stream with the wire', async () => {
  const { server, streams } = await serving({ 'mcp-session-id': 's1' });
  await using _ = server;
  const transcript = new Transcript();
  const wire = createHttpWire({ url: server.url, client, transcript, headers: { authorization: 'Bearer t' } });
  await wire.request('initialize', {}, options);
  wire.hear();
  const replies = () => server.received.filter(({ body }) => body.includes('"error"'));
  await expect.poll(() => replies().length).toBe(1);
  const { messages } = transcript.record('http');
  expect(messages.map(({ message }) => message)).toEqual([expect.anything(), LOG, WISH]);
  expect(messages.slice(1).every(({ answers }) => answers === undefined)).toBe(true);
  expect(JSON.parse(replies()[0]?.body ?? '')).toMatchObject({ id: 'w', error: { code: -32_601 } });
  const get = server.received.find(({ method }) => method === 'GET');
  expect(get?.headers).toMatchObject({
    accept: 'text/event-stream',
    authorization: 'Bearer t',
    'mcp-protocol-version': '2025-11-25',
    'mcp-session-id': 's1',
  });
  expect(streams[0]?.destroyed).toBe(false);
  await wire.close();
  await expect.poll(() => streams[0]?.destroyed).toBe(true);
  expect(server.received.at(-1)?.method).toBe('DELETE');
});

it('asks its own questions while a server takes no replies', async () => {
  await using server = await localServer((request, response) => {
    if (request.method === 'GET') response.writeHead(200, { 'content-type': 'text/event-stream' }).write(MANY_WISHES);
    // It is sent replies, and lets none of them go.
    else if (!request.body.includes('"error"')) answerAll(request, response, { 'mcp-session-id': 's1' });
  });
  const transcript = new Transcript();
  const wire = createHttpWire({ url: server.url, client, transcript });
  await wire.request('initialize', {}, options);
  let heard = 0;
  using _ = transcript.listen(() => (heard += 1));
  wire.hear();
  await expect.poll(() => heard).toBe(1_200);
  expect(await wire.request('ping', {}, { ...options, timeoutMs: 2_000 })).toMatchObject({ result: {} });
  await wire.close();
});

it('does not reply without end', async () => {
  await using server = await localServer((request, response) => {
    if (request.method === 'GET') response.writeHead(200, { 'content-type': 'text/event-stream' }).write(MANY_WISHES);
    else if (request.body.includes('"error"')) response.writeHead(202).end();
    else answerAll(request, response, { 'mcp-session-id': 's1' });
  });
  const wire = createHttpWire({ url: server.url, client });
  await wire.request('initialize', {}, options);
  wire.hear();
  const replies = () => server.received.filter(({ body }) => body.includes('"error"')).length;
  await expect.poll(replies, { timeout: 5_000 }).toBe(1_000);
  await wire.request('ping', {}, options);
  expect(replies()).toBe(1_000);
  await wire.close();
});

it('opens no stream where there are no sessions', async () => {
  const { server, streams } = await serving({});
  await using _ = server;
  const wire = createHttpWire({ url: server.url, client });
  await wire.request('initialize', {}, options);
  wire.hear();
  await wire.request('ping', {}, options);
  await wire.close();
  expect(streams).toEqual([]);
});
