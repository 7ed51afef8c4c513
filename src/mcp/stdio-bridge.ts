import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { BridgedProcess, type BridgedStreams } from './bridged-process.js';
import { isLoopback } from './loopback.js';
import { MAX_ANSWER_BYTES } from './wire.js';

export interface BridgeTarget extends AsyncDisposable {
  readonly streams: BridgedStreams;
}

export interface StdioBridge extends AsyncDisposable {
  /** The MCP endpoint. */
  readonly url: URL;
}

/** Processes beside each other. One session more ends the oldest. */
const MAX_PROCESSES = 4;
/** Of one bridge, in all. */
const MAX_STARTS = 64;
const PATH = '/mcp';
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';

/**
 * Streamable HTTP in front of a server that speaks over stdio, on a free port of this machine: each session of the handshake
 * era is a process of its own, and all requests without one share another. For programs that know only HTTP; nobody but this
 * machine is answered, and no page of a browser.
 */
export async function bridgeStdio(start: () => Promise<BridgeTarget>): Promise<StdioBridge> {
  const bridge = new Bridge(start);
  const server = http.createServer((request, response) => {
    bridge.handle(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://localhost:${port}${PATH}`),
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await bridge.close();
      await closed;
    },
  };
}

class Bridge {
  readonly #start: () => Promise<BridgeTarget>;
  readonly #processes = new Map<string, Promise<BridgedProcess>>();
  #starts = 0;
  #closed = false;

  constructor(start: () => Promise<BridgeTarget>) {
    this.#start = start;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host = '', origin } = request.headers;
    const own = (text: string) => URL.canParse(text) && isLoopback(new URL(text).hostname);
    if (!own(`http://${host}`) || (origin !== undefined && !own(origin))) return end(response, 403);
    if (request.url?.split('?', 1)[0] !== PATH) return end(response, 404);
    const session = request.headers['mcp-session-id'];
    const id = typeof session === 'string' ? session : undefined;
    if (request.method === 'POST') return this.#post(request, response, id);
    if (id === undefined) return end(response, 405);
    const process = await this.#processes.get(id);
    if (process === undefined) return end(response, 404);
    if (request.method === 'GET') return process.listen(response);
    if (request.method !== 'DELETE') return end(response, 405);
    await this.#drop(id);
    return end(response, 204);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#processes.keys()].map((id) => this.#drop(id)));
  }

  async #post(request: IncomingMessage, response: ServerResponse, id: string | undefined): Promise<void> {
    const text = await bodyOf(request);
    if (text === undefined) return refuse(response, 413, -32_600, 'The request is too large.');
    const message = jsonOrUndefined(text);
    if (!isObject(message)) return refuse(response, 400, -32_700, 'The body is no JSON-RPC message.');
    const process = await this.#processFor(message, id, response);
    return process === undefined ? undefined : process.pass(message, response);
  }

  async #processFor(
    message: JsonObject,
    id: string | undefined,
    response: ServerResponse,
  ): Promise<BridgedProcess | undefined> {
    if (id !== undefined) {
      const known = await this.#processes.get(id);
      if (known === undefined) refuse(response, 404, -32_001, 'There is no such session.');
      return known;
    }
    const opens = message['method'] === 'initialize';
    const meta = isObject(message['params']) ? message['params']['_meta'] : undefined;
    if (!opens && !(isObject(meta) && VERSION_KEY in meta)) {
      refuse(response, 400, -32_000, 'There is no session.');
      return undefined;
    }
    const name = opens ? randomUUID() : 'none';
    const process = this.#processes.get(name) ?? this.#open(name);
    if (opens) response.setHeader('Mcp-Session-Id', name);
    return process;
  }

  async #open(name: string): Promise<BridgedProcess> {
    if (this.#closed || this.#starts >= MAX_STARTS) throw new Error('No further process is started.');
    this.#starts += 1;
    const opened = this.#start().then((target) => new BridgedProcess(target));
    this.#processes.set(name, opened);
    opened.catch(() => this.#processes.delete(name));
    const [oldest] = this.#processes.keys();
    if (this.#processes.size > MAX_PROCESSES && oldest !== undefined) await this.#drop(oldest);
    return opened;
  }

  async #drop(id: string): Promise<void> {
    const process = this.#processes.get(id);
    this.#processes.delete(id);
    await process?.then((open) => open[Symbol.asyncDispose]()).catch(() => undefined);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json' })
    .end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } }));
}
