import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { oldTransport } from '../../../src/mcp/old-transport.js';

const stream = { 'Content-Type': 'text/event-stream; charset=utf-8' };

describe('HTTP+SSE of 2024-11-05', () => {
  it.each([
    {
      name: 'a stream that begins with its endpoint',
      body: 'event: endpoint\ndata: /messages?id=1\n\n',
      found: '/sse',
    },
    {
      name: 'one with a comment before it',
      body: ': hello\n\nevent: endpoint\ndata: /messages\n\n',
      found: '/sse',
    },
    {
      name: 'a stream at the address that was given',
      at: '/v1/events',
      body: 'event: endpoint\ndata: /m\n\n',
      found: '/v1/events',
    },
    { name: 'a stream of other events', body: 'event: tick\ndata: 1\n\n' },
    { name: 'a stream of events without a name', body: 'data: /messages\n\n' },
    { name: 'an endpoint that is not the first', body: 'data: 1\n\nevent: endpoint\ndata: /messages\n\n' },
    { name: 'an endpoint without an address', body: 'event: endpoint\ndata:\n\n' },
    { name: 'a stream that ends', body: '' },
    { name: 'no stream', headers: { 'Content-Type': 'text/plain' }, body: 'event: endpoint\ndata: /messages\n\n' },
    { name: 'a refusal', status: 404, body: 'event: endpoint\ndata: /messages\n\n' },
  ])('is told by $name', async ({ at = '/sse', status = 200, headers = stream, body, found }) => {
    await using server = createServer(({ url }, response) =>
      url === at ? void response.writeHead(status, headers).end(body) : void response.writeHead(404).end(),
    );
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}${at === '/sse' ? '/mcp' : at}`);
    expect(await oldTransport(url, { headers: {} })).toBe(found);
  });
});
