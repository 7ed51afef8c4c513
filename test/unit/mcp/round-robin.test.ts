import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { roundRobin } from '../../../src/mcp/round-robin.js';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function replica(handler: RequestListener): Promise<URL> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
}

const named =
  (name: string): RequestListener =>
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('connection', 'close');
      if (name === 'a') response.setHeader('mcp-session-id', 's1');
      response.end(
        `${name} ${request.method} ${request.url} ${request.headers.host} ${Buffer.concat(chunks).toString()}`,
      );
    });
  };

it('gives each request to the next replica, under its own name, and knows of sessions', async () => {
  const [a, b] = [await replica(named('a')), await replica(named('b'))];
  await using balancer = await roundRobin([a, b]);
  const ask = async (body: string) => (await fetch(`${balancer.origin}/mcp?x=1`, { method: 'POST', body })).text();
  expect([await ask('1'), await ask('2'), await ask('3')]).toEqual([
    `a POST /mcp?x=1 ${a.host} 1`,
    `b POST /mcp?x=1 ${b.host} 2`,
    `a POST /mcp?x=1 ${a.host} 3`,
  ]);
  balancer.restart();
  expect(await ask('4')).toMatch(/^a /u);
  expect(balancer.sessions()).toBe(3);
});

it('answers 502 for a replica that does not', async () => {
  const broken = await replica((request) => request.socket.destroy());
  await using balancer = await roundRobin([broken], () => 'localhost:1');
  expect((await fetch(balancer.origin)).status).toBe(502);
});
