import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { keepStream, keptStream } from '../../../src/mcp/held-stream.js';
import type { Era } from '../../../src/model/mcp-protocol.js';
import type { ScenarioRun } from '../../../src/targets/target.js';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function keep(handler: RequestListener, eras: Era[], version?: string) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
  const run = {} as ScenarioRun;
  await keepStream(run, { url, eras, version, headers: {}, client: { name: 'mcp-dock', version: '1' } });
  return keptStream(run);
}

const STREAM = { 'content-type': 'text/event-stream' };

describe('a stream kept open', () => {
  it('belongs to the session of the handshake', async () => {
    using stream = await keep(
      (request, response) => {
        if (request.method === 'POST') response.writeHead(200, { 'mcp-session-id': 's1' }).end('{}');
        else if (request.headers['mcp-session-id'] === 's1') response.writeHead(200, STREAM).write(': hi');
        else response.writeHead(400).end();
      },
      ['handshake', '2026-07-28'],
    );
    expect(stream?.openedBy).toBe('GET');
  });

  it.each([
    { version: '2025-06-18', sent: '2025-06-18' },
    { version: undefined, sent: undefined },
    { version: 'no header\nvalue', sent: undefined },
  ])('names the version that was settled on: $sent', async ({ version, sent }) => {
    const named: unknown[] = [];
    using stream = await keep(
      (request, response) => {
        named.push(request.headers['mcp-protocol-version']);
        if (request.method === 'POST') response.writeHead(200).end('{}');
        else response.writeHead(200, STREAM).write(': hi');
      },
      ['handshake'],
      version,
    );
    expect(stream?.openedBy).toBe('GET');
    // initialize itself, notifications/initialized, the stream.
    expect(named).toEqual([undefined, sent, sent]);
  });

  it('is a subscription where there is no handshake', async () => {
    using stream = await keep(
      (request, response) => {
        const listens = request.headers['mcp-method'] === 'subscriptions/listen';
        if (listens) response.writeHead(200, STREAM).write(': hi');
        else response.writeHead(400).end();
      },
      ['2026-07-28'],
    );
    expect(stream?.openedBy).toBe('subscriptions/listen');
  });

  it.each([
    { name: 'refuses', handler: ((_, response) => void response.writeHead(405).end()) satisfies RequestListener },
    {
      name: 'answers with something else',
      handler: ((_, response) => void response.writeHead(200).end('{}')) satisfies RequestListener,
    },
    { name: 'hangs up', handler: ((request) => void request.socket.destroy()) satisfies RequestListener },
  ])('is none when the server $name', async ({ handler }) => {
    expect(await keep(handler, ['handshake'])).toBeUndefined();
  });
});
