import http from 'node:http';
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { McpSession } from '../model/facts/mcp.js';
import { UNCOMPRESSED } from '../targets/decoded.js';
import type { RequestHeaders, ScenarioRun } from '../targets/target.js';
import {
  initializeParams,
  modernHeaders,
  versionHeader,
  withModernMeta,
  type ClientInfo,
  type JsonObject,
} from '../model/mcp-protocol.js';

export interface HoldStreamOptions {
  readonly url: URL;
  readonly client: ClientInfo;
  /** Go with every request; their values are secrets. */
  readonly headers: RequestHeaders;
  readonly eras: McpSession['eras'];
  /** What the handshake of the session settled on. */
  readonly version?: string | undefined;
}

/** An event stream that the server keeps open; disposing it closes it. */
export interface HeldStream extends Disposable {
  /** The request that opened it: `GET` or `subscriptions/listen`. */
  readonly openedBy: string;
}

const ASK_MS = 2_000;

interface Opened {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The end of the answer, or of our patience. */
  readonly over: Promise<void>;
  close(): void;
}

const streams = new WeakMap<ScenarioRun, HeldStream>();

/** Opens a stream that stays open until the run has ended. */
export async function keepStream(run: ScenarioRun, options: HoldStreamOptions): Promise<void> {
  const stream = await holdStream(options);
  if (stream !== undefined) streams.set(run, stream);
}

/** The stream that was kept open for the run, if the server offered one. */
export const keptStream = (run: ScenarioRun): HeldStream | undefined => streams.get(run);

/** Opens the stream on which a server tells its clients of changes, as connected clients do; undefined when it offers none. */
async function holdStream(options: HoldStreamOptions): Promise<HeldStream | undefined> {
  const { client, eras, version } = options;
  if (eras.includes('handshake')) {
    const hello = await send(options, 'POST', {}, message('initialize', initializeParams(client)));
    await hello?.over;
    const id = hello?.headers['mcp-session-id'];
    const own = {
      ...versionHeader(version),
      ...(typeof id === 'string' ? { 'Mcp-Session-Id': id } : {}),
    };
    const ready = await send(options, 'POST', own, { jsonrpc: '2.0', method: 'notifications/initialized' });
    await ready?.over;
    return held('GET', await send(options, 'GET', own));
  }
  const method = 'subscriptions/listen';
  const params = { notifications: { toolsListChanged: true } };
  return held(
    method,
    await send(options, 'POST', modernHeaders(method, params), message(method, withModernMeta(params, client))),
  );
}

const message = (method: string, params: JsonObject): JsonObject => ({ jsonrpc: '2.0', id: 1, method, params });

function held(openedBy: string, stream: Opened | undefined): HeldStream | undefined {
  if (stream === undefined) return undefined;
  if (stream.status === 200 && /^text\/event-stream\b/iu.test(stream.headers['content-type'] ?? ''))
    return { openedBy, [Symbol.dispose]: () => stream.close() };
  stream.close();
  return undefined;
}

/** Resolves with the head of the answer; what follows it is drained and never kept. */
function send(
  { url, headers }: HoldStreamOptions,
  method: 'GET' | 'POST',
  own: Readonly<Record<string, string>>,
  body?: JsonObject,
): Promise<Opened | undefined> {
  const { promise, resolve } = Promise.withResolvers<Opened | undefined>();
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method,
    agent: false,
    headers: {
      ...UNCOMPRESSED,
      Accept: body === undefined ? 'text/event-stream' : 'application/json, text/event-stream',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...own,
      ...headers,
    },
  });
  const close = () => request.destroy();
  const timer = setTimeout(() => {
    close();
    resolve(undefined);
  }, ASK_MS);
  request.on('response', (response) => {
    clearTimeout(timer);
    response.on('error', () => undefined);
    response.resume();
    const over = Promise.race([
      new Promise<void>((done) => response.once('close', done)),
      delay(ASK_MS, undefined, { ref: false }),
    ]);
    resolve({ status: response.statusCode ?? 0, headers: response.headers, over, close });
  });
  request.on('error', () => {
    clearTimeout(timer);
    resolve(undefined);
  });
  // As bytes, so that the headers keep theirs.
  request.end(body === undefined ? undefined : Buffer.from(JSON.stringify(body)));
  return promise;
}
