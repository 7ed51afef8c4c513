import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Serve = (request: Received, response: ServerResponse) => void;

/** An HTTP server of this process; `received` is every request that came in whole. Disposing it closes its connections. */
export async function localServer(
  serve: Serve,
): Promise<{ readonly url: URL; readonly received: Received[] } & AsyncDisposable> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const { method = 'GET', url: path = '/', headers } = request;
      const one = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(one);
      serve(one, response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/mcp`),
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers every JSON-RPC request with an empty result, and the handshake with a version. */
export function answerAll(
  { body, method }: Received,
  response: ServerResponse,
  headers: Record<string, string> = {},
): void {
  const { id, method: asked } = (body.startsWith('{"') ? readJson(body) : {}) as { id?: unknown; method?: string };
  if (method !== 'POST') response.writeHead(405).end();
  else if (id === undefined) response.writeHead(202).end();
  else {
    const result = asked === 'initialize' ? { protocolVersion: '2025-11-25' } : {};
    response
      .writeHead(200, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
