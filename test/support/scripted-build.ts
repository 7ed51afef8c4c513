import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import type { BuildEvent } from '../../src/model/build-event.js';
import type { BuildRequest } from '../../src/ports/engine.js';
import { log, traceLine, vertex } from './build-trace.js';
import { scriptedEngine, type Answer, type Script } from './scripted-engine.js';

export const IMAGE = `${JSON.stringify({ id: 'moby.image.id', aux: { ID: 'sha256:built' } })}\r\n`;
export const STARTED = traceLine(vertex({ id: 'a', name: '[1/1] RUN x', started: 1 }), log('a', 'hello\n'));

/** The engine's end of BuildKit's session: it is the gRPC client there. */
export interface Session {
  readonly socket: Duplex;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly client: ClientHttp2Session;
}
export function sessions() {
  const opened: Session[] = [];
  const upgrade: Script['upgrade'] = (request, socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    const client = connectHttp2('http://session', { createConnection: () => socket });
    client.on('error', () => {});
    opened.push({ socket, headers: request.headers, client });
  };
  return { opened, upgrade };
}

export const request = (overrides: Partial<BuildRequest> = {}): BuildRequest => ({
  context: Readable.from([Buffer.from('tar')]),
  dockerfile: 'Dockerfile',
  tags: ['a:1', 'b:2'],
  buildArguments: {},
  labels: {},
  noCache: false,
  pull: false,
  secrets: {},
  ...overrides,
});

export async function build(script: Script, overrides: Partial<BuildRequest> = {}, signal?: AbortSignal) {
  await using scripted = await scriptedEngine(script);
  const events: BuildEvent[] = [];
  const engine = createDockerodeEngine(scripted.endpoint);
  const result = await engine
    .buildImage(request(overrides), (event) => events.push(event), signal)
    .catch((error: unknown) => ({ error }));
  const asked = scripted.requests.find(({ line }) => line.startsWith('POST /build'));
  const query = new URL(asked?.line.split(' ')[1] ?? '/', 'http://x').searchParams;
  return { result, events, query, asked, requests: scripted.requests };
}
export const answer =
  (...lines: string[]): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(lines.join(''));
  };
