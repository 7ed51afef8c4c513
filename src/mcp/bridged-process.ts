import type { ServerResponse } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { JsonObject } from '../model/mcp-protocol.js';
import type { RpcId } from '../model/rpc-id.js';
import type { RpcMessage } from './json-rpc.js';
import { StdoutReader } from './stdout-reader.js';

export interface BridgedStreams {
  readonly stdin: Writable;
  readonly stdout: Readable;
}

interface Waiting {
  /** As the client numbered its request. */
  readonly id: unknown;
  readonly response: ServerResponse;
  readonly timer: NodeJS.Timeout;
}

const ANSWER_MS = 30_000;
/** What a server says of its own accord, and nobody listens to, is kept no longer. */
const MAX_WAITING = 64;

/** One process behind the bridge: its answers go to who asked, and what it says meanwhile goes with them. */
export class BridgedProcess implements AsyncDisposable {
  readonly #target: AsyncDisposable & { readonly streams: BridgedStreams };
  readonly #waiting = new Map<RpcId, Waiting>();
  #listener: ServerResponse | undefined;
  #nextId = 1;
  #gone = false;

  constructor(target: AsyncDisposable & { readonly streams: BridgedStreams }) {
    this.#target = target;
    const { stdin, stdout } = target.streams;
    const reader = new StdoutReader({
      message: (message, text) => this.#hear(message, text),
      broken: ({ message: { answers: id } }) => {
        // Who asked gets no answer, and need not wait to learn it.
        if (typeof id === 'number') this.#forget(id, 502);
        return false;
      },
      tooLarge: () => this.#end(),
      flooded: () => this.#end(),
    });
    stdout.on('data', (chunk: Buffer | string) => reader.feed(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    for (const event of ['end', 'close', 'error']) stdout.once(event, () => this.#end());
    stdin.on('error', () => undefined);
  }

  /** Gives a client's message to the server. A request is answered when the server has. */
  pass(message: JsonObject, response: ServerResponse): void {
    const { id, method } = message;
    if (this.#gone || this.#waiting.size === MAX_WAITING) return void response.writeHead(502).end();
    if (id === undefined || typeof method !== 'string') {
      this.#write(message);
      return void response.writeHead(202).end();
    }
    // Clients on several connections may use one number twice.
    const own = this.#nextId++;
    const timer = setTimeout(() => this.#forget(own, 504), ANSWER_MS);
    this.#waiting.set(own, { id, response, timer });
    response.once('close', () => {
      clearTimeout(timer);
      this.#waiting.delete(own);
    });
    this.#write({ ...message, id: own });
    return undefined;
  }

  /** Opens the stream for what the server says of its own accord. */
  listen(response: ServerResponse): void {
    if (this.#gone || this.#listener !== undefined) return void response.writeHead(this.#gone ? 404 : 409).end();
    this.#listener = response;
    response.once('close', () => {
      this.#listener = undefined;
    });
    openStream(response);
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
    await this.#target[Symbol.asyncDispose]();
  }

  #hear(message: RpcMessage, text: string): void {
    if (message.kind !== 'response') {
      const asked = this.#waiting.values().next().value?.response ?? this.#listener;
      if (asked === undefined) return;
      if (!asked.headersSent) openStream(asked);
      send(asked, text);
      return;
    }
    const waiting = message.id === null ? undefined : this.#waiting.get(message.id);
    if (waiting === undefined || message.id === null) return;
    this.#waiting.delete(message.id);
    clearTimeout(waiting.timer);
    const { id: _, ...answer } = JSON.parse(text) as JsonObject;
    const body = JSON.stringify({ ...answer, id: waiting.id });
    if (waiting.response.headersSent) {
      send(waiting.response, body);
      waiting.response.end();
    } else waiting.response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
  }

  #write(message: JsonObject): void {
    const { stdin } = this.#target.streams;
    if (stdin.writable) stdin.write(`${JSON.stringify(message)}\n`);
  }

  #forget(id: RpcId, status: number): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    if (waiting.response.headersSent) waiting.response.end();
    else waiting.response.writeHead(status).end();
  }

  #end(): void {
    this.#gone = true;
    for (const id of this.#waiting.keys()) this.#forget(id, 502);
    this.#listener?.end();
  }
}

function openStream(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  response.flushHeaders();
}

const send = (response: ServerResponse, text: string): void => {
  response.write(`event: message\ndata: ${text}\n\n`);
};
