import http from 'node:http';
import https from 'node:https';
import { cleanText } from '../model/clean-text.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import type { RequestHeaders } from '../targets/target.js';
import { exchange, type ExchangeResult } from './http-exchange.js';
import { classify, parseMessage, replyTo, type RpcMessage } from './json-rpc.js';
import {
  isObject,
  MODERN_VERSION,
  modernHeaders,
  versionHeader,
  withModernMeta,
  type ClientInfo,
  type JsonObject,
} from '../model/mcp-protocol.js';
import type { Transcript } from './transcript.js';
import type { McpWire, RequestOptions } from './wire.js';

const MAX_REDIRECTS = 3;
const GOODBYE_MS = 1_000;

export interface HttpWireOptions {
  readonly url: URL;
  readonly client: ClientInfo;
  /** Go with every request; their values are secrets. */
  readonly headers?: RequestHeaders;
  /** Keeps what the server says. */
  readonly transcript?: Transcript;
}

/** Streamable HTTP: one POST per message, answers as JSON or as an event stream, sessions of the handshake era. */
export function createHttpWire({ url, client, headers: fixedHeaders = {}, transcript }: HttpWireOptions): McpWire {
  const agent = new (url.protocol === 'https:' ? https : http).Agent({ keepAlive: true, maxSockets: 8 });
  let endpoint = url;
  let nextId = 1;
  let session: { id?: string; version?: string } = {};

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
    signal?: AbortSignal,
  ): Promise<ExchangeResult> => {
    const body = JSON.stringify(message);
    for (let redirects = 0; ; redirects += 1) {
      const result = await exchange({
        url: endpoint,
        method: 'POST',
        headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
        body,
        timeoutMs,
        agent,
        onEvent,
        signal,
      });
      const target = redirectTarget(result, endpoint);
      if (target === undefined || redirects === MAX_REDIRECTS) return result;
      endpoint = target;
    }
  };

  return {
    transport: 'http',

    async request(method, params, options) {
      const startedAt = performance.now();
      const id = nextId++;
      options.onId?.(id);
      const sent = options.era === MODERN_VERSION ? withModernMeta(params, client) : params;
      const headers = headersFor(method, params, options);
      let streamed: Extract<RpcMessage, { kind: 'response' }> | undefined;
      const onEvent = (data: string) => {
        const message = parseMessage(data);
        const answers = message.kind === 'response' && message.id === id ? method : undefined;
        transcript?.keep(data, options.era, answers);
        if (message.kind === 'request')
          void post(replyTo(message), headersFor('', {}, options), options.timeoutMs, () => true);
        if (message.kind === 'response' && message.id === id) streamed = message;
        return streamed !== undefined;
      };
      const message = { jsonrpc: '2.0', id, method, params: sent };
      const result = await post(message, headers, options.timeoutMs, onEvent, options.signal);
      if (streamed === undefined && result.body !== undefined)
        transcript?.keep(result.body, options.era, method, result.status);
      const answer: McpAnswer = {
        method,
        ...(result.status === undefined ? {} : { httpStatus: result.status }),
        ...(streamed === undefined ? answerIn(result, id) : outcomeOf(streamed)),
        durationMs: performance.now() - startedAt,
      };
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

    async notify(method, params, options) {
      const sent = options.era === MODERN_VERSION ? withModernMeta(params, client) : params;
      const headers = headersFor(method, params, options);
      await post({ jsonrpc: '2.0', method, params: sent }, headers, options.timeoutMs, () => false);
    },

    async close() {
      if (session.id !== undefined) {
        // Servers may refuse to end a session (405); we only offer them to free it.
        await exchange({
          url: endpoint,
          method: 'DELETE',
          headers: { ...sessionHeaders(''), ...fixedHeaders },
          timeoutMs: GOODBYE_MS,
          agent,
          onEvent: () => true,
        });
        session = {};
      }
      agent.destroy();
    },
  };
}

/** Where to go instead: only to the same origin, since the headers carry credentials. */
function redirectTarget({ status, headers }: ExchangeResult, from: URL): URL | undefined {
  if ((status !== 307 && status !== 308) || headers.location === undefined) return undefined;
  const target = URL.canParse(headers.location, from.href) ? new URL(headers.location, from) : undefined;
  return target?.origin === from.origin ? target : undefined;
}

type Outcome = Pick<McpAnswer, 'result' | 'error' | 'failure' | 'challenge'>;

const outcomeOf = ({ result, error }: Extract<RpcMessage, { kind: 'response' }>): Outcome =>
  error === undefined ? { result } : { error };

function answerIn({ status, headers, body, failure }: ExchangeResult, id: number): Outcome {
  if (failure !== undefined) return { failure };
  const challenge = headers['www-authenticate'];
  if (status === 401) {
    return {
      failure: { kind: 'unauthorized', message: 'the server answered 401 and asks for authorization' },
      ...(challenge === undefined ? {} : { challenge: cleanText(challenge) }),
    };
  }
  const type = cleanText(headers['content-type'] ?? 'no content type', 100);
  const text = body ?? '';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const what = text.trim() === '' ? 'an empty body' : `a body that is no JSON (${type})`;
    return { failure: { kind: 'not-json', message: `HTTP ${status} with ${what}` } };
  }
  const messages = (Array.isArray(value) ? value : [value]).map(classify);
  const own = messages.find((message) => message.kind === 'response' && message.id === id);
  if (own?.kind === 'response') return outcomeOf(own);
  const anonymous = messages.find((message) => message.kind === 'response' && message.id === null);
  if (anonymous?.kind === 'response') return outcomeOf(anonymous);
  const [first] = messages;
  const reason = first?.kind === 'invalid' ? first.reason : 'a message that does not answer the request';
  return { failure: { kind: 'not-json-rpc', message: `HTTP ${status} with ${reason}` } };
}
