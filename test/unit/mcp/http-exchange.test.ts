import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { exchange } from '../../../src/mcp/http-exchange.js';
import { localServer } from '../../support/local-server.js';
import { AUTHORITY, SERVER_CERTIFICATE, SERVER_KEY } from '../../support/tls-certificates.js';

it('asks the server that it talks to for its certificate, whatever Host a request names', async () => {
  const heard: unknown[] = [];
  const server = https.createServer({ cert: SERVER_CERTIFICATE, key: SERVER_KEY }, ({ headers }, response) => {
    heard.push(headers.host);
    response.end('{}');
  });
  await using _ = { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  await once(server.listen(0, 'localhost'), 'listening');
  const agent = new https.Agent({ ca: AUTHORITY });
  const { port } = server.address() as AddressInfo;
  const result = await exchange({
    url: new URL(`https://localhost:${port}/mcp`),
    method: 'POST',
    headers: { Host: 'evil.example.com' },
    body: '{}',
    timeoutMs: 5_000,
    agent,
    onEvent: () => true,
  });
  agent.destroy();
  expect([result.status, result.failure, heard]).toEqual([200, undefined, ['evil.example.com']]);
});

it('counts the time from the connection, which an agent may give late', async () => {
  await using server = await localServer((_, response) => {
    setTimeout(() => response.end('{}'), 150);
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const asked = () =>
    exchange({ url: server.url, method: 'POST', headers: {}, body: '{}', timeoutMs: 250, agent, onEvent: () => true });
  const startedAt = performance.now();
  const results = await Promise.all([asked(), asked(), asked()]);
  agent.destroy();
  expect(results.map(({ status, failure }) => failure?.message ?? status)).toEqual([200, 200, 200]);
  expect((results[2]?.sentAt ?? 0) - startedAt).toBeGreaterThan(250);
});

it('asks again on a new connection where the server has closed the old one, whoever waited for it', async () => {
  let requests = 0;
  const server = http.createServer((request, response) => {
    requests += 1;
    request.resume();
    // The first answer stays whole, and its connection is cut before the next request is read.
    if (requests === 1) response.end('{}', () => setImmediate(() => request.socket.resetAndDestroy()));
    else response.end('{}');
  });
  await using _ = { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const asked = () =>
    exchange({
      url: new URL(`http://127.0.0.1:${port}/mcp`),
      method: 'GET',
      headers: {},
      timeoutMs: 2_000,
      agent,
      onEvent: () => true,
    });
  const results = await Promise.all([asked(), asked()]);
  agent.destroy();
  expect(results.map(({ status, failure }) => failure?.message ?? status)).toEqual([200, 200]);
});
