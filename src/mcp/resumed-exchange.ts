import { validateHeaderValue } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { isLimited } from '../model/is-limited.js';
import { formatDuration } from '../model/units.js';
import { exchange, GIVEN_UP, UNFINISHED, type ExchangeRequest, type ExchangeResult } from './http-exchange.js';
import type { Failure } from './wire.js';

/** Where the server names no time, as its clients have it. */
const USUAL_MS = 1_000;
/** Longer each time: a server that ends every stream at once is not asked without end. */
const SHORTEST_MS = 10;
const GROWTH = 1.5;
/** A connection that fails, or one request too many, may pass. */
const MAX_FAILURES = 2;

/**
 * An exchange of the handshake era, to its answer. A server may close an event stream before that and give what is left to a GET
 * that names the last event; its clients ask for it, after the time that the server wants. All together takes no longer than the
 * request may.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery
 */
export async function resumedExchange(request: ExchangeRequest): Promise<ExchangeResult> {
  const first = await exchange(request);
  const deadline = (first.sentAt ?? performance.now()) + request.timeoutMs;
  const { status = 0, headers, broken } = first;
  if (status >= 300 || !isId(broken?.lastEventId)) return first;
  const failed = (failure: Failure): ExchangeResult => ({ status, headers, failure });
  let { lastEventId, retryMs = USUAL_MS } = broken;
  let failures = 0;
  for (let shortestMs = SHORTEST_MS; ; shortestMs *= GROWTH) {
    const pauseMs = Math.max(retryMs, shortestMs);
    const leftMs = deadline - performance.now() - pauseMs;
    if (leftMs <= 0) return failed(tooLate(status, request, retryMs));
    if (!(await paused(pauseMs, request.signal))) return failed(GIVEN_UP);
    const next = await exchange({ ...request, ...forTheRest(request, first, lastEventId), timeoutMs: leftMs });
    const { status: got = 0, failure, broken: again, body } = next;
    if (failure === undefined && body === undefined) return { status, headers };
    if (failure?.kind === 'timeout') return failed(tooLate(status, request));
    if (failure !== undefined && ['cancelled', 'too-large'].includes(failure.kind)) return failed(failure);
    if (again !== undefined && got < 300) {
      if (isId(again.lastEventId)) ({ lastEventId } = again);
      ({ retryMs = retryMs } = again);
      failures = 0;
    } else {
      failures += 1;
      const mayPass = got === 0 || isLimited(got);
      if (!mayPass || failures > MAX_FAILURES) return failed(refused(next));
    }
  }
}

/** The same of the server as the request itself, without its body. */
function forTheRest(request: ExchangeRequest, { headers }: ExchangeResult, lastEventId: string) {
  const own = Object.entries(request.headers).filter(([name]) => !/^(?:content-.*|accept)$/iu.test(name));
  const session = headers['mcp-session-id'];
  return {
    method: 'GET' as const,
    body: undefined,
    headers: {
      // The answer to initialize gives a session before it gives its result.
      ...(typeof session === 'string' ? { 'Mcp-Session-Id': session } : {}),
      ...Object.fromEntries(own),
      Accept: 'text/event-stream',
      'Last-Event-ID': asHeader(lastEventId),
    },
  };
}

/** Event ids are text; a header is bytes, and those are the ones of UTF-8. */
const asHeader = (id: string) => Buffer.from(id, 'utf8').toString('latin1');

function isId(id: string | undefined): id is string {
  if (id === undefined || id === '') return false;
  try {
    validateHeaderValue('Last-Event-ID', asHeader(id));
    return true;
  } catch {
    // With control characters in it, it can be named in no request.
    return false;
  }
}

async function paused(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
    return true;
  } catch {
    // Given up meanwhile: whoever did that wants no answer.
    return false;
  }
}

function tooLate(status: number, { timeoutMs }: ExchangeRequest, retryMs = 0): Failure {
  const wish = retryMs < timeoutMs ? '' : `; it wants to be asked for it after ${formatDuration(retryMs)}`;
  return {
    kind: 'timeout',
    message: `HTTP ${status} but no end of the answer within ${formatDuration(timeoutMs)}${wish}`,
  };
}

const refused = ({ status, failure }: ExchangeResult): Failure => ({
  ...UNFINISHED,
  message: `${UNFINISHED.message}, and GET with its Last-Event-ID got ${failure?.message ?? `HTTP ${status}`}`,
});
