import type { McpAnswer } from '../model/facts/mcp.js';
import { isLimited } from '../model/is-limited.js';
import { ownRedirect } from '../targets/redirected-to.js';
import type { RequestHeaders } from '../targets/target.js';
import { answerIn, misnumberedIn, outcomeIn, type Outcome } from './http-answer.js';
import { exchange, freshAgent, type ExchangeRequest, type ExchangeResult } from './http-exchange.js';
import { parseMessage, replyTo } from './json-rpc.js';
import {
  isObject,
  MODERN_VERSION,
  modernHeaders,
  versionHeader,
  withModernMeta,
  type ClientInfo,
  type Era,
  type JsonObject,
} from '../model/mcp-protocol.js';
import type { Patience } from './patience.js';
import { resumedExchange } from './resumed-exchange.js';
import type { Transcript } from './transcript.js';
import { BETTER_WITHIN_MS, MAX_REDIRECTS, type Failure, type McpWire, type RequestOptions } from './wire.js';

const GOODBYE_MS = 1_000;
/** A server that always wants another moment is given up with its word. */
const MAX_REPEATS = 5;
const UNAVAILABLE = 503;
/** What is sent twice is sent at once. */
const READ_ON_MS = 50;
/** The stream beside all requests is closed with the wire, and not before. */
const HEARING_MS = 10 * 60_000;
const REPLY_MS = 5_000;
/** More than a server asks of a client while it is verified; one that never stops is left without an answer. */
const MAX_REPLIES = 1_000;
const CONNECTIONS = { keepAlive: true, maxSockets: 8 };

export interface HttpWireOptions {
  readonly url: URL;
  readonly client: ClientInfo;
  /** Go with every request; their values are secrets. */
  readonly headers?: RequestHeaders;
  /** Waits where the server wants fewer requests; without it, such an answer stands. */
  readonly patience?: Patience;
  /** Keeps what the server says. */
  readonly transcript?: Transcript;
  /** Ends what is under way, and every wait. */
  readonly signal?: AbortSignal;
  /** Asks in the session of somebody else, who ends it. */
  readonly within?: WireSession;
}

/** A session of the handshake era that is open. */
export interface WireSession {
  /** Absent where the server gives none. */
  readonly id?: string;
  readonly version?: string;
  /** Lower ids were used in it. */
  readonly firstId: number;
}

export interface HttpWire extends McpWire {
  /** What the handshake gave. */
  session(): Omit<WireSession, 'firstId'>;
  /** Where its requests go: what redirects within the origin have led to. */
  endpoint(): URL;
  /** With which status the session was ended; undefined before that, and where there was none to end. */
  goodbye(): number | undefined;
  /**
   * Opens the stream on which the server speaks without being asked, as clients do after the handshake, and hears it until the end.
   * Without a session it is left out: such a server may have one stream for all its clients.
   *
   * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server
   */
  hear(): void;
}

/** Streamable HTTP: one POST per message, answers as JSON or as an event stream, sessions of the handshake era. */
export function createHttpWire({
  url,
  client,
  headers: fixedHeaders = {},
  patience,
  transcript,
  signal: ended,
  within,
}: HttpWireOptions): HttpWire {
  const closing = new AbortController();
  const over = (signal: AbortSignal | undefined) =>
    AbortSignal.any([closing.signal, ended, signal].filter((one) => one !== undefined));
  const agent = freshAgent(url, CONNECTIONS);
  // However much a server asks of its client, the client's own questions do not wait behind the replies.
  const replying = freshAgent(url, CONNECTIONS);
  let replies = 0;
  let endpoint = url;
  let nextId = within?.firstId ?? 1;
  let session: Omit<WireSession, 'firstId'> = within ?? {};
  let goodbye: number | undefined;

  const headersFor = (method: string, params: JsonObject, { era, headers = {} }: RequestOptions) => ({
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    ...(era === MODERN_VERSION ? modernHeaders(method, params) : sessionHeaders(method)),
    ...fixedHeaders,
    ...headers,
  });
  const sessionHeaders = (method: string): Record<string, string> =>
    method === 'initialize'
      ? {}
      : {
          ...versionHeader(session.version),
          ...(session.id === undefined ? {} : { 'Mcp-Session-Id': session.id }),
        };

  const post = async (
    message: JsonObject,
    headers: Record<string, string>,
    timeoutMs: number,
    onEvent: (data: string) => boolean,
    {
      send = exchange,
      signal: given,
      onWait,
      onSent,
      readOnMs,
      agent: own = agent,
    }: Pick<RequestOptions, 'signal' | 'onWait' | 'onSent'> &
      Pick<ExchangeRequest, 'readOnMs'> & { readonly send?: typeof exchange; readonly agent?: typeof agent } = {},
  ): Promise<ExchangeResult> => {
    const body = JSON.stringify(message);
    const signal = over(given);
    // What a tool does may not be done twice; on a connection of its own it meets none that the server is about to close.
    const once = message['method'] === 'tools/call';
    let leftMs = timeoutMs;
    let repeats = 0;
    let redirects = 0;
    for (;;) {
      const askedAt = performance.now();
      const result = await send({
        url: endpoint,
        method: 'POST',
        headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
        body,
        timeoutMs: leftMs,
        agent: once ? freshAgent(endpoint) : own,
        onEvent,
        onSent,
        readOnMs,
        signal,
      });
      leftMs -= performance.now() - (result.sentAt ?? askedAt);
      if (leftMs <= 0) return result;
      const came = { status: result.status, retryAfter: result.headers['retry-after'] };
      // Unlike 429, 503 does not say that nothing was done.
      const repeatable = repeats < MAX_REPEATS && !(once && result.status === UNAVAILABLE);
      if (repeatable && (await patience?.hasFor(came, signal, onWait)) === true) {
        repeats += 1;
        continue;
      }
      const target = ownRedirect({ status: result.status, location: result.headers.location }, endpoint);
      if (target === undefined || redirects === MAX_REDIRECTS) return result;
      redirects += 1;
      endpoint = target;
    }
  };

  const answerRequest = (message: ReturnType<typeof parseMessage>, options: RequestOptions) => {
    if (message.kind !== 'request' || replies === MAX_REPLIES) return;
    replies += 1;
    void post(replyTo(message), headersFor('', {}, options), REPLY_MS, () => true, { agent: replying });
  };

  const keepBody = (
    { status, headers, body }: ExchangeResult,
    { method, failure }: McpAnswer,
    era: Era,
    sentId: number,
  ) => {
    if (body === undefined) return;
    const about = { era, answers: method, ...(status === undefined ? {} : { status }) };
    // Whoever says that it is JSON means it as an answer.
    const meant = (status ?? 0) < 400 && /\bjson\b/iu.test(headers['content-type'] ?? '');
    const message = meant && failure?.kind === 'not-json' ? parseMessage(body) : undefined;
    if (message?.kind === 'invalid' && body.trim() !== '') transcript?.keepBroken(body, message, about);
    else
      transcript?.keep(body, era, method, {
        ...(status === undefined ? {} : { status }),
        ...(failure?.kind === 'other-id' ? { sentId } : {}),
      });
  };

  return {
    transport: 'http',
    session: () => session,
    endpoint: () => endpoint,
    goodbye: () => goodbye,

    async request(method, params, options) {
      let startedAt = performance.now();
      const id = nextId++;
      options.onId?.(id);
      const sent = options.era === MODERN_VERSION ? withModernMeta(params, client) : params;
      const headers = headersFor(method, params, options);
      let answeredAt: number | undefined;
      let streamed: Outcome | undefined;
      let misnumbered: { readonly data: string; readonly failure: Failure; readonly timer: NodeJS.Timeout } | undefined;
      const enough = new AbortController();
      const onEvent = (data: string) => {
        const message = parseMessage(data);
        const failure = (streamed ?? misnumbered) === undefined ? misnumberedIn(message, id) : undefined;
        if (failure !== undefined) {
          // Nothing else can be meant by it, and the right one may still be behind it.
          answeredAt = performance.now();
          misnumbered = { data, failure, timer: setTimeout(() => enough.abort(), BETTER_WITHIN_MS) };
          return false;
        }
        const outcome = outcomeIn(message, data, id);
        if (message.kind === 'invalid' && outcome !== undefined)
          transcript?.keepBroken(data, message, { era: options.era, answers: method });
        else transcript?.keep(data, options.era, outcome === undefined ? undefined : method);
        answerRequest(message, options);
        if (outcome !== undefined && streamed !== undefined) options.onRepeat?.();
        else if (outcome !== undefined) {
          streamed = outcome;
          answeredAt = performance.now();
        }
        return streamed !== undefined;
      };
      const message = { jsonrpc: '2.0', id, method, params: sent };
      const result = await post(message, headers, options.timeoutMs, onEvent, {
        // 2026-07-28 has no resumption: a broken stream there is a lost answer.
        send: options.era === MODERN_VERSION ? exchange : resumedExchange,
        readOnMs: options.onRepeat === undefined ? undefined : READ_ON_MS,
        signal: AbortSignal.any([enough.signal, options.signal].filter((one) => one !== undefined)),
        onSent: options.onSent,
        onWait(ms) {
          // What the server takes for its answer is told, and not what it had us wait for.
          startedAt = performance.now() + ms;
          options.onWait?.(ms);
        },
      });
      if (misnumbered !== undefined) {
        const { data, failure, timer } = misnumbered;
        clearTimeout(timer);
        if (streamed === undefined) transcript?.keep(data, options.era, method, { sentId: id });
        else transcript?.keep(data, options.era);
        streamed ??= { failure };
      }
      const answer: McpAnswer = {
        method,
        ...(result.status === undefined ? {} : { httpStatus: result.status }),
        ...(streamed ?? answerIn(result, id, endpoint)),
        durationMs: Math.max(0, (answeredAt ?? performance.now()) - Math.max(startedAt, result.sentAt ?? 0)),
      };
      // One request too many is answered by whoever counts them.
      if (streamed === undefined && !isLimited(result.status)) keepBody(result, answer, options.era, id);
      if (method === 'initialize') transcript?.settle(answer.result);
      if (method === 'initialize' && isObject(answer.result)) {
        const version = answer.result['protocolVersion'];
        const sessionId = result.headers['mcp-session-id'];
        session = {
          ...(typeof version === 'string' ? { version } : {}),
          ...(typeof sessionId === 'string' ? { id: sessionId } : {}),
        };
      }
      return answer;
    },

    hear() {
      if (session.id === undefined) return;
      const options = { era: 'handshake', timeoutMs: HEARING_MS } as const;
      const onEvent = (data: string) => {
        transcript?.keep(data, options.era);
        answerRequest(parseMessage(data), options);
        return false;
      };
      void exchange({
        url: endpoint,
        method: 'GET',
        headers: { ...sessionHeaders(''), Accept: 'text/event-stream', ...fixedHeaders },
        timeoutMs: HEARING_MS,
        agent: freshAgent(endpoint),
        onEvent,
        signal: over(undefined),
      });
    },

    async notify(method, params, options) {
      const sent = options.era === MODERN_VERSION ? withModernMeta(params, client) : params;
      const headers = headersFor(method, params, options);
      await post({ jsonrpc: '2.0', method, params: sent }, headers, options.timeoutMs, () => false);
    },

    async close() {
      closing.abort();
      if (session.id !== undefined && within === undefined) {
        // Servers may refuse to end a session (405); we only offer them to free it.
        const ended = await exchange({
          url: endpoint,
          method: 'DELETE',
          headers: { ...sessionHeaders(''), ...fixedHeaders },
          timeoutMs: GOODBYE_MS,
          agent,
          onEvent: () => true,
        });
        goodbye = ended.status;
        session = {};
      }
      agent.destroy();
      replying.destroy();
    },
  };
}
