import { cleanText } from '../model/clean-text.js';
import type { RateLimitFact } from '../model/facts/guards.js';
import {
  initializeParams,
  isObject,
  MODERN_VERSION,
  modernHeaders,
  versionHeader,
  withModernMeta,
  type ClientInfo,
  type Era,
} from '../model/mcp-protocol.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import type { RequestHeaders } from '../targets/target.js';
import { exchange, freshAgent, type ExchangeResult } from './http-exchange.js';

export interface UntilLimitedOptions {
  readonly url: URL;
  readonly client: ClientInfo;
  readonly headers: RequestHeaders;
  readonly era: Era;
  /** What the limit should be. */
  readonly requests: number;
  /** No request is sent after this long. */
  readonly withinMs: number;
}

const SIDE_BY_SIDE = 8;
const ASK_MS = 5_000;

/**
 * Asks until the first 429. Up to twice the limit and one: where a window of time ends meanwhile, a server rightly answers that
 * many. Never throws for what the server does.
 */
export async function askUntilLimited(options: UntilLimitedOptions): Promise<Omit<RateLimitFact, 'command'>> {
  const { url, client, headers, era, requests, withinMs } = options;
  const agent = freshAgent(url, { keepAlive: true, maxSockets: SIDE_BY_SIDE });
  const modern = era === MODERN_VERSION;
  const post = (method: string, params: Readonly<Record<string, unknown>>, own: RequestHeaders) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    return exchange({
      url,
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': String(Buffer.byteLength(body)),
        Accept: 'application/json, text/event-stream',
        ...own,
        ...headers,
      },
      body,
      timeoutMs: ASK_MS,
      agent,
      onEvent: () => true,
    });
  };
  const startedAt = performance.now();
  const seen = { sent: 0, answered: 0, limited: false } as {
    sent: number;
    answered: number;
    limited: boolean;
    retryAfter?: string;
    other?: string;
  };
  const note = ({ status, headers: said, failure }: ExchangeResult) => {
    if (status === 429) {
      const retryAfter = said['retry-after'];
      if (!seen.limited && retryAfter !== undefined) seen.retryAfter = cleanText(retryAfter, 60);
      seen.limited = true;
    } else if (status !== undefined && status < 400) {
      if (!seen.limited) seen.answered += 1;
    } else seen.other ??= status === undefined ? cleanText(failure?.message ?? 'no answer', 200) : String(status);
  };
  const ask = async (method: string, own: RequestHeaders) => {
    seen.sent += 1;
    note(await post(method, modern ? withModernMeta({}, client) : {}, own));
  };

  const method = modern ? 'server/discover' : 'ping';
  try {
    let own: RequestHeaders = modern ? modernHeaders(method, {}) : {};
    if (!modern) {
      seen.sent += 1;
      const hello = await post('initialize', initializeParams(client), {});
      note(hello);
      own = sessionHeaders(hello);
    }
    const isOver = () =>
      seen.limited || seen.other !== undefined || seen.sent > 2 * requests || performance.now() - startedAt > withinMs;
    const worker = async () => {
      while (!isOver()) await ask(method, own);
    };
    await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, requests) }, worker));
  } finally {
    agent.destroy();
  }
  return { method, ...seen, durationMs: performance.now() - startedAt };
}

function sessionHeaders({ headers, body }: ExchangeResult): RequestHeaders {
  const id = headers['mcp-session-id'];
  const message = jsonOrUndefined(body ?? '');
  const result = isObject(message) ? message['result'] : undefined;
  const version = isObject(result) ? result['protocolVersion'] : undefined;
  return {
    ...versionHeader(typeof version === 'string' ? version : undefined),
    ...(typeof id === 'string' ? { 'Mcp-Session-Id': id } : {}),
  };
}
