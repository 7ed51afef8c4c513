import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ContainerExit } from '../../../src/model/facts/run.js';
import { waitForHttp } from '../../../src/targets/wait-for-http.js';
import type { ScenarioRun } from '../../../src/targets/target.js';
import { exit } from '../../support/run-facts.js';

const servers: Server[] = [];
const controller = new AbortController();

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<URL> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
}

const answering = (handler: RequestListener) => listen(createServer(handler));
const table =
  (routes: Record<string, number>): RequestListener =>
  (request, response) =>
    void response.writeHead(routes[request.url ?? ''] ?? 404).end('{}');

function wait(
  url: URL,
  options: {
    healthPath?: string;
    budgetMs?: number;
    askMs?: number;
    sockets?: string;
    exited?: Promise<ContainerExit>;
  } = {},
) {
  const run = {
    url,
    containerId: 'c1',
    port: 3000,
    startedAt: performance.now(),
    exited: options.exited ?? new Promise<ContainerExit>(() => undefined),
  } as unknown as ScenarioRun;
  return waitForHttp({
    run,
    settings: options.healthPath === undefined ? {} : { healthPath: options.healthPath },
    headers: { authorization: 'Bearer x' },
    engine: { exec: async () => ({ exitCode: 0, stdout: options.sockets ?? '', stderr: '' }) },
    budgetMs: options.budgetMs ?? 3_000,
    ...(options.askMs === undefined ? {} : { askMs: options.askMs }),
    signal: controller.signal,
  });
}

const readyNow = { listeningAt: expect.any(Number) as number, readyAt: expect.any(Number) as number };

describe('waitForHttp', () => {
  it('is ready with the health path', async () => {
    expect(await wait(await answering(table({ '/health': 200, '/mcp': 500 })), { healthPath: '/health' })).toEqual(
      readyNow,
    );
  });

  it('waits while the server says that it is not', async () => {
    let asked = 0;
    const url = await answering((_, response) => void response.writeHead(++asked < 4 ? 503 : 200).end());
    expect(await wait(url, { healthPath: '/health' })).toEqual(readyNow);
    expect(asked).toBe(4);
  });

  it.each([400, 401, 406])('takes %i of the MCP endpoint for an answer', async (status) => {
    expect(await wait(await answering(table({ '/mcp': status })))).toEqual(readyNow);
  });

  it('asks the MCP endpoint where the health path is wrong', async () => {
    expect(await wait(await answering(table({ '/mcp': 400 })), { healthPath: '/health' })).toEqual(readyNow);
  });

  it.each([
    { askMs: 100, expected: { lastAnswer: 'no answer within 0.1 s (/mcp)' } },
    { askMs: 2_000, expected: { readyAt: expect.any(Number) as number } },
  ])('waits $askMs ms for an answer on a connection that stands', async ({ askMs, expected }) => {
    const url = await answering((_, response) => void setTimeout(() => response.end('{}'), 400));
    expect(await wait(url, { budgetMs: 50, askMs })).toMatchObject({
      listeningAt: expect.any(Number) as number,
      ...expected,
    });
  });

  it('says what came in place of a good answer', async () => {
    const url = await answering(table({ '/health': 503 }));
    expect(await wait(url, { healthPath: '/health', budgetMs: 100 })).toEqual({
      listeningAt: expect.any(Number) as number,
      lastAnswer: '503 from /health',
      lastStatus: 503,
    });
  });

  it.each([
    ['https://login.example.com/start?token=secret#x', 'https://login.example.com/start?token=…'],
    ['/elsewhere', 'http://127.0.0.1:PORT/elsewhere'],
    [`https://${'a'.repeat(300)}.example.com/`, `https://${'a'.repeat(192)}… (321 characters)`],
  ])('says where it redirects to: %s', async (location, shown) => {
    const url = await answering(
      (request, response) =>
        void (request.url === '/health' ? response.writeHead(302, { location }).end() : response.writeHead(404).end()),
    );
    expect(await wait(url, { healthPath: '/health', budgetMs: 100 })).toMatchObject({
      lastAnswer: `302 from /health, which redirects to ${shown.replace('PORT', url.port)}`,
      lastStatus: 302,
    });
  });

  it('does not take a proxy without a server behind it for a server', async () => {
    const url = await listen(createTcpServer((socket) => socket.destroy()));
    expect(await wait(url, { budgetMs: 100 })).toEqual({
      lastAnswer: 'the connection was closed without an answer (/mcp)',
    });
  });

  it('gives up on a server that listens on loopback only', async () => {
    const url = await listen(createTcpServer((socket) => socket.destroy()));
    const sockets = '  sl  local_address rem_address   st\n   0: 0100007F:0BB8 00000000:0000 0A\n';
    const from = performance.now();
    expect(await wait(url, { budgetMs: 20_000, sockets })).toMatchObject({ onlyInside: ['127.0.0.1:3000'] });
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('says on which ports it listens when it is none of the one that was asked', async () => {
    const url = await listen(createTcpServer((socket) => socket.destroy()));
    const sockets = '  sl  local_address rem_address   st\n   0: 00000000:1FA3 00000000:0000 0A\n';
    expect(await wait(url, { budgetMs: 100, sockets })).toMatchObject({ elsewhere: ['0.0.0.0:8099'] });
  });

  it('gives up at once on a port that speaks no TLS', async () => {
    const { host, port } = await answering(table({}));
    const from = performance.now();
    expect(await wait(new URL(`https://127.0.0.1:${port}/mcp`), { budgetMs: 20_000 })).toEqual({
      fault: 'plain-http',
      lastAnswer: `that port does not speak TLS; try http://${host}`,
    });
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  it('stops when the container exits', async () => {
    const url = await listen(createTcpServer((socket) => socket.destroy()));
    const exited = new Promise<ContainerExit>((resolve) => setTimeout(() => resolve(exit()), 50));
    expect(await wait(url, { budgetMs: 20_000, exited })).not.toHaveProperty('readyAt');
  });
});
