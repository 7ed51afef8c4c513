import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RoundRobin extends AsyncDisposable {
  /** Origin under which the replicas are one server. */
  readonly origin: string;
  /** The next request goes to the first replica again. */
  restart(): void;
  /** Answers so far that named an MCP session. */
  readonly sessions: () => number;
}

/**
 * A load balancer in this process: every request goes to the next replica, with the Host that this one is asked under anyway. On
 * 127.0.0.1, a free port. A replica that does not answer is a 502.
 */
export async function roundRobin(
  replicas: readonly URL[],
  hostFor: (replica: URL) => string = ({ host }) => host,
): Promise<RoundRobin> {
  let next = 0;
  let sessions = 0;
  const agent = new http.Agent({ keepAlive: false });
  const server = http.createServer((request, response) => {
    const replica = replicas[next++ % replicas.length];
    if (replica === undefined) return void response.writeHead(502).end();
    const { host: _, connection: __, ...headers } = request.headers;
    const forwarded = http.request(new URL(request.url ?? '/', replica), {
      method: request.method ?? 'GET',
      headers: { ...headers, host: hostFor(replica) },
      agent,
    });
    forwarded.on('response', (answer) => {
      if (answer.headers['mcp-session-id'] !== undefined) sessions += 1;
      passOn(answer, response);
    });
    forwarded.on('error', () => fail(response));
    // A client that goes away ends what it asked for.
    response.on('close', () => forwarded.destroy());
    request.on('error', () => forwarded.destroy());
    request.pipe(forwarded);
    return undefined;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    restart: () => void (next = 0),
    sessions: () => sessions,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      agent.destroy();
    },
  };
}

function passOn(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.on('error', () => response.destroy());
  answer.pipe(response);
}

function fail(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(502).end();
}
