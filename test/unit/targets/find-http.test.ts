import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/ports/engine.js';
import { findHttp } from '../../../src/targets/find-http.js';
import { scriptedEngine } from '../../fakes/fake-engine.js';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function serve(answer: string): Promise<number> {
  const server = createServer((_, response) => void response.end(answer)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const MCP = '{"jsonrpc":"2.0","id":"find","result":{}}';
const socket = (address: string, port: number) =>
  `sl local_address rem_address st\n 0: ${address}:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A\n`;

/** A container whose ports are servers of this test, and whose kernel lists `sockets`. */
async function find(exposed: number[], ports: Record<number, string>, sockets = '', gone = false) {
  const bound = Object.fromEntries(
    await Promise.all(
      Object.entries(ports).map(
        async ([port, answer]) => [port, { host: '127.0.0.1', port: await serve(answer) }] as const,
      ),
    ),
  );
  const starts: (readonly number[])[] = [];
  let disposed = 0;
  const engine: Pick<Engine, 'info' | 'inspectContainer' | 'exec'> = {
    info: () => scriptedEngine({}).engine.info(),
    inspectContainer: async () => {
      const published = Object.fromEntries((starts.at(-1) ?? []).flatMap((port) => [[port, bound[port]]]));
      return { published } as unknown as Awaited<ReturnType<Engine['inspectContainer']>>;
    },
    exec: async () => ({ exitCode: 0, stdout: sockets, stderr: '' }),
  };
  const place = await findHttp({
    engine,
    exposed,
    headers: {},
    signal: new AbortController().signal,
    start: async (publish) => {
      starts.push(publish);
      return {
        containerId: 'c1',
        hasExited: () => (gone ? { exitCode: 1, oomKilled: false, afterMs: 1, lastLines: [] } : undefined),
        [Symbol.asyncDispose]: async () => void (disposed += 1),
      };
    },
  });
  expect(disposed).toBe(starts.length);
  return { place, starts };
}

describe('findHttp', () => {
  it('takes the exposed port that speaks MCP', async () => {
    const { place } = await find([3000, 9090], { 3000: '<h1>hello</h1>', 9090: MCP });
    expect(place).toEqual({ port: 9090, path: '/mcp' });
  });

  it('publishes what is listened on where nothing is exposed', async () => {
    const { place, starts } = await find([], { 4567: MCP }, socket('00000000', 4567));
    expect(place).toEqual({ port: 4567, path: '/mcp' });
    expect(starts).toEqual([[], [4567]]);
  });

  it('names a port that only the container reaches', async () => {
    expect((await find([], {}, socket('0100007F', 4567))).place).toEqual({ port: 4567, path: '/mcp' });
  });

  it('finds nothing in a container that is gone', async () => {
    expect((await find([], {}, '', true)).place).toBeUndefined();
  });
});
