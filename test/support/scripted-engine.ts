import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { EngineEndpoint } from '../../src/model/engine-endpoint.ts';

/** One route: what the engine does when it is asked. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface ScriptedEngine extends AsyncDisposable {
  readonly endpoint: EngineEndpoint;
  /** `GET /version` and so on, as they came, with their bodies. */
  readonly requests: { readonly line: string; readonly body: string; readonly headers: IncomingMessage['headers'] }[];
  /** Ends the engine as a crash would: nothing listens, every connection breaks. */
  die(): Promise<void>;
}

export interface Script {
  readonly routes: Readonly<Record<string, Answer>>;
  /** Takes over `Upgrade` requests. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly over?: 'socket' | 'tcp';
}

export const json =
  (body: unknown, status = 200): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

export const VERSION = {
  Version: '28.5.0',
  ApiVersion: '1.51',
  Os: 'linux',
  Arch: 'amd64',
  Components: [{ Name: 'Engine' }],
};

const DEFAULTS: Readonly<Record<string, Answer>> = {
  'GET /version': json(VERSION),
  'GET /info': json({ DockerRootDir: '/var/lib/docker', SecurityOptions: [] }),
};

/** An engine that says what the test wants. Routes are `METHOD /path` without the query. */
export async function scriptedEngine({ routes, upgrade, over = 'socket' }: Script): Promise<ScriptedEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  const sockets = new Set<Socket>();
  const requests: ScriptedEngine['requests'] = [];
  const all = { ...DEFAULTS, ...routes };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push({ line: `${request.method} ${request.url}`, body, headers: request.headers });
      const answer = all[`${request.method} ${request.url?.split('?', 1)[0]}`];
      (answer ?? json({ message: 'page not found' }, 404))(request, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  if (upgrade !== undefined) server.on('upgrade', upgrade);
  const path = join(folder, 'engine.sock');
  await new Promise<void>((resolve) => {
    if (over === 'socket') server.listen(path, resolve);
    else server.listen(0, '127.0.0.1', resolve);
  });
  const die = async () => {
    for (const socket of sockets) socket.destroy();
    await closed(server);
  };
  return {
    endpoint: over === 'socket' ? socketEndpoint(path) : tcpEndpoint((server.address() as AddressInfo).port),
    requests,
    die,
    async [Symbol.asyncDispose]() {
      await die();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const socketEndpoint = (path: string): EngineEndpoint => ({
  endpoint: `unix://${path}`,
  from: 'the test',
  protocol: 'socket',
  socketPath: path,
  alternatives: [],
});

export const tcpEndpoint = (port: number): EngineEndpoint => ({
  endpoint: `tcp://127.0.0.1:${port}`,
  from: 'the test',
  protocol: 'http',
  host: '127.0.0.1',
  port,
  alternatives: [],
});

const closed = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
