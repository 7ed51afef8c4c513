import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { createParser } from 'eventsource-parser';
import { connectionFault } from '../targets/connection-fault.js';
import { formatBytes, formatDuration } from '../model/units.js';
import { MAX_ANSWER_BYTES, type Failure } from './wire.js';

export interface ExchangeRequest {
  readonly url: URL;
  readonly method: 'POST' | 'DELETE' | 'GET' | 'OPTIONS';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly timeoutMs: number;
  readonly agent: http.Agent | https.Agent;
  /** A stream is answer enough by its head: it is not waited for what comes on it. */
  readonly headOnly?: boolean;
  /** Closes the connection. */
  readonly signal?: AbortSignal | undefined;
  /** Each event of a stream; returns true for the one that ends the wait. */
  onEvent(data: string): boolean;
}

export interface ExchangeResult {
  readonly status?: number;
  readonly headers: IncomingHttpHeaders;
  /** The whole body when it is no stream. */
  readonly body?: string;
  readonly failure?: Failure;
}

/**
 * One HTTP request, bounded in bytes and time. node:http instead of fetch, because fetch forbids setting Host and Origin.
 * Redirects are not followed.
 */
export async function exchange(request: ExchangeRequest): Promise<ExchangeResult> {
  const result = await attempt(request);
  // A server may close an idle connection at the moment we use it again; that says nothing about the server.
  return result === 'stale-connection'
    ? settled(await attempt({ ...request, agent: freshAgent(request.url) }))
    : result;
}

const CLOSED = 'the server closed the connection';

const freshAgent = (url: URL) => (url.protocol === 'https:' ? new https.Agent() : new http.Agent());
const settled = (result: ExchangeResult | 'stale-connection'): ExchangeResult =>
  result === 'stale-connection' ? { headers: {}, failure: { kind: 'closed', message: CLOSED } } : result;

function attempt(request: ExchangeRequest): Promise<ExchangeResult | 'stale-connection'> {
  const { url, method, headers, body, timeoutMs, agent, signal } = request;
  const { promise, resolve } = Promise.withResolvers<ExchangeResult | 'stale-connection'>();
  let response: IncomingMessage | undefined;

  const client = (url.protocol === 'https:' ? https : http).request(url, { method, headers, agent });
  const finish = (result: Pick<ExchangeResult, 'body' | 'failure'>, keep = false) => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    resolve({ headers: response?.headers ?? {}, ...(response && { status: response.statusCode ?? 0 }), ...result });
    if (!keep) client.destroy();
  };
  const giveUp = () => finish({ failure: { kind: 'cancelled', message: 'the request was given up' } });
  signal?.addEventListener('abort', giveUp, { once: true });
  const timer = setTimeout(() => {
    const sofar = response === undefined ? 'no answer' : `HTTP ${response.statusCode} but no end of the answer`;
    finish({ failure: { kind: 'timeout', message: `${sofar} within ${formatDuration(timeoutMs)}` } });
  }, timeoutMs);

  client.on('response', (incoming) => {
    response = incoming;
    readAnswer(incoming, request, finish);
  });
  client.on('error', (error: NodeJS.ErrnoException) => {
    if (response === undefined && client.reusedSocket && error.code === 'ECONNRESET') {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      resolve('stale-connection');
      return;
    }
    finish({ failure: connectionFault(error, url, CLOSED) });
  });
  client.end(body);
  return promise;
}

function readAnswer(
  response: IncomingMessage,
  request: ExchangeRequest,
  finish: (result: Pick<ExchangeResult, 'body' | 'failure'>, keep?: boolean) => void,
): void {
  const stream = /^text\/event-stream\b/iu.test(response.headers['content-type'] ?? '');
  const decoder = new TextDecoder();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let over = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (over || !request.onEvent(data)) return;
      over = true;
      finish({});
    },
  });
  response.on('error', (error) => finish({ failure: connectionFault(error, request.url, CLOSED) }));
  if (stream && request.headOnly === true) {
    finish({});
    return;
  }
  response.on('data', (chunk: Buffer) => {
    if (over) return;
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      over = true;
      finish({ failure: { kind: 'too-large', message: `the answer is larger than ${formatBytes(MAX_ANSWER_BYTES)}` } });
    } else if (stream) parser.feed(decoder.decode(chunk, { stream: true }));
    else chunks.push(chunk);
  });
  response.on('end', () => {
    if (over) return;
    if (stream) finish({ failure: { kind: 'closed', message: 'the event stream ended without the answer' } }, true);
    else finish({ body: Buffer.concat(chunks).toString('utf8') }, true);
  });
}
