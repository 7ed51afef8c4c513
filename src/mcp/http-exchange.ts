import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type Socket } from 'node:net';
import { createParser } from 'eventsource-parser';
import { connectionFault } from '../targets/connection-fault.js';
import { cleanText } from '../model/clean-text.js';
import { formatBytes, formatDuration } from '../model/units.js';
import { codingOf, decoded, UNCOMPRESSED } from '../targets/decoded.js';
import { MAX_ANSWER_BYTES, type Failure } from './wire.js';

export interface ExchangeRequest {
  readonly url: URL;
  readonly method: 'POST' | 'DELETE' | 'GET' | 'OPTIONS';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** Counted from when it has a connection: an agent lets some wait for one. */
  readonly timeoutMs: number;
  readonly agent: http.Agent | https.Agent;
  /** A stream is answer enough by its head: it is not waited for what comes on it. */
  readonly headOnly?: boolean;
  /** For how long a stream is read on after the event that ends the wait. */
  readonly readOnMs?: number | undefined;
  /** Told when the request has left, each time that it is made. */
  readonly onSent?: (() => void) | undefined;
  /** Closes the connection. */
  readonly signal?: AbortSignal | undefined;
  /** Each event of a stream, with its name where it has one; returns true for the one that ends the wait. */
  onEvent(data: string, name?: string): boolean;
}

export interface ExchangeResult {
  readonly status?: number;
  readonly headers: IncomingHttpHeaders;
  /** `performance.now()` when it had its connection. */
  readonly sentAt?: number;
  /** The whole body when it is no stream. */
  readonly body?: string;
  readonly failure?: Failure;
  /** Of an event stream that ended before its answer: what is known for taking it up again. */
  readonly broken?: BrokenStream;
}

export interface BrokenStream {
  readonly lastEventId?: string;
  /** After which time the server wants to be asked for the rest. */
  readonly retryMs?: number;
}

/**
 * One HTTP request, bounded in bytes and time. node:http instead of fetch, because fetch forbids setting Host and Origin.
 * Redirects are not followed.
 */
export async function exchange(request: ExchangeRequest): Promise<ExchangeResult> {
  const result = await attempt(request);
  // A server may close an idle connection at the moment we use it again; that says nothing about the server.
  return result === 'stale-connection' && request.signal?.aborted !== true
    ? settled(await attempt({ ...request, agent: freshAgent(request.url) }))
    : settled(result);
}

const CLOSED = 'the server closed the connection';
export const GIVEN_UP: Failure = { kind: 'cancelled', message: 'the request was given up' };
export const UNFINISHED: Failure = { kind: 'unfinished', message: 'the event stream ended without the answer' };

export const freshAgent = (url: URL, options: Pick<http.AgentOptions, 'keepAlive' | 'maxSockets'> = {}) =>
  new (url.protocol === 'https:' ? https : http).Agent(options);
const settled = (result: ExchangeResult | 'stale-connection'): ExchangeResult =>
  result === 'stale-connection' ? { headers: {}, failure: { kind: 'closed', message: CLOSED } } : result;

/** Whom we talk to, whatever name the Host header has. */
function serverNameOf({ protocol, hostname }: URL): { readonly servername?: string } {
  if (protocol !== 'https:') return {};
  return { servername: isIP(hostname.replace(/^\[|\]$/gu, '')) === 0 ? hostname : '' };
}

/** Sockets that have carried a request: an agent tells it of those that were idle, and not of those that somebody waited for. */
const USED = new WeakSet<Socket>();

type Came = Pick<ExchangeResult, 'body' | 'failure' | 'broken'>;

function attempt(request: ExchangeRequest): Promise<ExchangeResult | 'stale-connection'> {
  const { url, method, headers, body, timeoutMs, agent, signal } = request;
  if (signal?.aborted === true) return Promise.resolve({ headers: {}, failure: GIVEN_UP });
  const { promise, resolve } = Promise.withResolvers<ExchangeResult | 'stale-connection'>();
  let response: IncomingMessage | undefined;
  let timer: NodeJS.Timeout | undefined;
  let sentAt: number | undefined;

  const client = (url.protocol === 'https:' ? https : http).request(url, {
    method,
    headers: { ...UNCOMPRESSED, ...headers },
    ...serverNameOf(url),
    agent,
  });
  const finish = (result: Came, keep = false) => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
    resolve({
      headers: response?.headers ?? {},
      ...(response && { status: response.statusCode ?? 0 }),
      ...(sentAt === undefined ? {} : { sentAt }),
      ...result,
    });
    if (!keep) client.destroy();
  };
  const giveUp = () => finish({ failure: GIVEN_UP });
  signal?.addEventListener('abort', giveUp, { once: true });
  const late = () => {
    const sofar = response === undefined ? 'no answer' : `HTTP ${response.statusCode} but no end of the answer`;
    finish({ failure: { kind: 'timeout', message: `${sofar} within ${formatDuration(timeoutMs)}` } });
  };
  let isReused = false;
  client.once('socket', (socket) => {
    isReused = USED.has(socket);
    USED.add(socket);
    sentAt = performance.now();
    timer = setTimeout(late, timeoutMs);
  });

  client.once('finish', () => request.onSent?.());

  client.on('response', (incoming) => {
    response = incoming;
    readAnswer(incoming, request, finish);
  });
  client.on('error', (error: NodeJS.ErrnoException) => {
    if (response === undefined && isReused && error.code === 'ECONNRESET') {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      resolve('stale-connection');
      return;
    }
    finish({ failure: connectionFault(error, url, CLOSED) });
  });
  // A text takes the headers along in its own encoding, and the id of a session goes back as it came: a byte for each character.
  client.end(typeof body === 'string' ? Buffer.from(body) : body);
  return promise;
}

function readAnswer(
  response: IncomingMessage,
  request: ExchangeRequest,
  finish: (result: Came, keep?: boolean) => void,
): void {
  const stream = /^text\/event-stream\b/iu.test(response.headers['content-type'] ?? '');
  const decoder = new TextDecoder();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let over = false;
  let broken: BrokenStream = {};
  let readingOn: NodeJS.Timeout | undefined;
  const close = () => {
    over = true;
    finish({});
  };
  const answered = () => {
    if (request.readOnMs === undefined) close();
    else readingOn ??= setTimeout(close, request.readOnMs);
  };
  const parser = createParser({
    onEvent: ({ data, event, id }) => {
      // An empty one takes the last id back.
      if (id !== undefined) broken = { ...broken, lastEventId: id };
      if (!over && request.onEvent(data, event)) answered();
    },
    onRetry: (retryMs) => {
      broken = { ...broken, retryMs };
    },
  });
  response.on('error', (error) => {
    clearTimeout(readingOn);
    const failed = { failure: connectionFault(error, request.url, CLOSED), ...(stream ? { broken } : {}) };
    finish(readingOn === undefined ? failed : {});
  });
  if (stream && request.headOnly === true) {
    finish({});
    return;
  }
  const coding = cleanText(codingOf(response) ?? '', 40);
  const source = decoded(response);
  if (source === undefined) {
    finish({
      failure: { kind: 'not-decoded', message: `the answer is compressed with ${coding}, which was not asked for` },
    });
    return;
  }
  if (source !== response)
    source.on('error', () =>
      finish({
        failure: { kind: 'not-decoded', message: `the answer is said to be compressed with ${coding}, and is not` },
      }),
    );
  source.on('data', (chunk: Buffer) => {
    if (over) return;
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      over = true;
      source.destroy();
      finish({ failure: { kind: 'too-large', message: `the answer is larger than ${formatBytes(MAX_ANSWER_BYTES)}` } });
    } else if (stream) parser.feed(decoder.decode(chunk, { stream: true }));
    else chunks.push(chunk);
  });
  source.on('end', () => {
    clearTimeout(readingOn);
    if (over) return;
    if (stream) finish(readingOn === undefined ? { failure: UNFINISHED, broken } : {}, true);
    else finish({ body: Buffer.concat(chunks).toString('utf8') }, true);
  });
}
