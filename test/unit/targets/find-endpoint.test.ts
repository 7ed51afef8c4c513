import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { findEndpoint } from '../../../src/targets/find-endpoint.js';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function find(handler: RequestListener, query = ''): Promise<string | undefined> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return findEndpoint(new URL(`http://127.0.0.1:${port}/${query}`), {
    headers: {},
    signal: new AbortController().signal,
  });
}

const at =
  (path: string, status: number, body: string, type = 'application/json'): RequestListener =>
  (request, response) =>
    void (request.url === path
      ? response.writeHead(status, { 'content-type': type }).end(body)
      : response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>not here</h1>'));

describe('findEndpoint', () => {
  it.each([
    { name: 'an answer', handler: at('/mcp', 200, '{"jsonrpc":"2.0"}'), path: '/mcp' },
    { name: 'a refusal', handler: at('/', 400, '{"jsonrpc":"2.0","error":{}}'), path: '/' },
    { name: 'a stream', handler: at('/api/mcp', 200, ': hi', 'text/event-stream; charset=utf-8'), path: '/api/mcp' },
    { name: 'a request for authorization', handler: at('/mcp', 401, ''), path: '/mcp' },
    { name: 'no MCP', handler: at('/', 200, '<h1>hello</h1>'), path: undefined },
  ])('finds $path by $name', async ({ handler, path }) => {
    expect(await find(handler)).toBe(path);
  });

  it('asks with the query of the address, and keeps it', async () => {
    expect(await find(at('/mcp?key=a%2Fb', 200, '{"jsonrpc":"2.0"}'), '?key=a%2Fb')).toBe('/mcp?key=a%2Fb');
  });
});
