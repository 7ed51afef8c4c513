import type { IncomingMessage } from 'node:http';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import type { Connection } from './connect.js';
import { translateError, type CallSubject } from './translate-error.js';

/** What bounds a piece of work, and what it is called when it fails. */
export interface Limits extends CallSubject {
  readonly signal?: AbortSignal | undefined;
  /** Longest time for the whole call, or for the headers of a stream; no limit when 0. */
  readonly limitMs?: number;
}

export interface Call extends Limits {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const DEFAULT_LIMIT_MS = 60_000;
/** No answer of the engine that is read whole comes near this. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Calls of the Engine API: bounded in time, broken connections noticed at once, failures in our words. */
export class Calls {
  readonly #connection: Connection;
  #answered = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** The whole answer as JSON; `undefined` when it is empty. */
  async json<Answer>(call: Call): Promise<Answer> {
    return this.inTime(call, async (signal) => {
      const response = await this.#dial(call, signal);
      const chunks: Buffer[] = [];
      let bytes = 0;
      // An answer that breaks off inside is an error here.
      for await (const chunk of response as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > MAX_BODY_BYTES) throw new Error(`The answer is larger than ${MAX_BODY_BYTES} bytes.`);
        chunks.push(chunk);
      }
      const text = Buffer.concat(chunks).toString('utf8');
      return (text.trim() === '' ? undefined : parseJson(text)) as Answer;
    });
  }

  /** The body as it comes. The limit holds until the headers are there; the signal until the end. */
  async stream(call: Call): Promise<IncomingMessage> {
    const response = await this.inTime(call, (signal) => this.#dial(call, signal));
    if (call.signal !== undefined) {
      const abort = () => response.destroy(call.signal?.reason as Error);
      call.signal.addEventListener('abort', abort, { once: true });
      response.once('close', () => call.signal?.removeEventListener('abort', abort));
    }
    return response;
  }

  /** Runs work against the limit of the call and translates what it throws. */
  async inTime<Value>(call: Limits, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    const { signal, limitMs = DEFAULT_LIMIT_MS } = call;
    signal?.throwIfAborted();
    const controller = new AbortController();
    const abort = () => controller.abort(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    let late = false;
    const timer =
      limitMs === 0
        ? undefined
        : setTimeout(() => {
            late = true;
            controller.abort(new Error('out of time'));
          }, limitMs);
    try {
      const value = await work(controller.signal);
      this.#answered = true;
      return value;
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      throw late ? this.#tooLate(call, limitMs, error) : this.translate(error, call);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  translate(error: unknown, subject: CallSubject): unknown {
    const { endpoint } = this.#connection.endpoint;
    return translateError(error, { ...subject, endpoint, answered: this.#answered });
  }

  #tooLate({ during }: Limits, limitMs: number, cause: unknown): McpDockError {
    const { endpoint } = this.#connection.endpoint;
    const reason = `no answer within ${limitMs / 1000} s to ${during}`;
    return new McpDockError('ENGINE_UNREACHABLE', { endpoint, reason, kind: 'timeout' }, { cause });
  }

  async #dial(
    { method = 'GET', path, query = {}, body, headers }: Call,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const asked = queryOf(query);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request = this.#connection.request({
      method,
      path: asked === '' ? path : `${path}?${asked}`,
      headers: {
        ...headers,
        ...(text === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }),
      },
    });
    // Neither a request nor an answer that is under way shall outlive the signal.
    const abort = () => request.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    request.once('close', () => signal.removeEventListener('abort', abort));
    request.on('error', reject);
    request.once('response', resolve);
    request.end(text);
    if (signal.aborted) abort();
    const response = await promise;
    this.#answered = true;
    const stop = () => response.destroy();
    signal.addEventListener('abort', stop, { once: true });
    response.once('close', () => signal.removeEventListener('abort', stop));
    if ([200, 201, 204].includes(response.statusCode ?? 0)) return response;
    throw await refusalOf(response);
  }
}

/** As the engine reads it: several values are several pairs, an object is JSON. */
function queryOf(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one: unknown): [string, string][] =>
      one === undefined ? [] : [[name, typeof one === 'string' ? one : JSON.stringify(one)]],
    ),
  );
  return new URLSearchParams(pairs).toString();
}

/** The engine's words are short; whatever else answers may go on for ever. */
const MAX_REFUSAL_BYTES = 64 * 1024;

async function refusalOf(response: IncomingMessage): Promise<Error> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_REFUSAL_BYTES) break;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return Object.assign(new Error(text.trim()), { statusCode: response.statusCode, json: jsonOrUndefined(text) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new Error('What answers is no Docker Engine.', { cause }), { code: 'HPE_INVALID_CONSTANT' });
  }
}
