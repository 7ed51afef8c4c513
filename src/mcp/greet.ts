import { setTimeout as delay } from 'node:timers/promises';
import type { McpAnswer } from '../model/facts/mcp.js';
import {
  initializeParams,
  isObject,
  MODERN_VERSION,
  type ClientInfo,
  type Era,
  type JsonObject,
} from '../model/mcp-protocol.js';
import type { McpWire, RequestOptions } from './wire.js';

/** A server that is silent on `server/discover` may know only the handshake; after this long we stop waiting for it alone. */
const PATIENCE_MS = 5_000;
/** Both were sent long ago when one of them is answered; the other one is not waited for much longer. */
const STRAGGLER_MS = 1_000;
/** Whatever its budget, a server is heard out for so long: in less time nothing can be said of which eras it has. */
const LEAST_MS = 5_000;
/** So that the time of one that is late can be told. */
const GREETING_BUDGETS = 1.5;

/** For how long a greeting is waited for, given the time that is allowed from the start to the first answer. */
export const greetingMs = (budgetMs: number): number => Math.max(budgetMs * GREETING_BUDGETS, LEAST_MS);

export interface Greeting {
  /** Absent when it was not asked. */
  readonly discover?: McpAnswer;
  readonly handshake: McpAnswer;
  readonly eras: readonly Era[];
  /** `performance.now()` of the first good answer. */
  readonly answeredAt?: number;
}

export interface GreetOptions {
  readonly client: ClientInfo;
  /** For the whole greeting, counted from now. */
  readonly timeoutMs: number;
  /** Leaves `server/discover` out, for a server that does not survive it. */
  readonly handshakeOnly?: boolean;
}

/**
 * Opens both eras. Over stdio `server/discover` goes first, in the same process, as the specification has dual-era clients do;
 * over HTTP the two requests do not know of each other. Ends with `notifications/initialized` where there was a handshake.
 */
export async function greet(
  wire: McpWire,
  { client, timeoutMs, handshakeOnly = false }: GreetOptions,
): Promise<Greeting> {
  const deadline = performance.now() + timeoutMs;
  let answeredAt: number | undefined;
  const ask = async (method: string, params: JsonObject, options: RequestOptions, onWait: (ms: number) => void) => {
    let waited = false;
    const answer = await wire.request(method, params, {
      ...options,
      onWait(ms) {
        waited = true;
        onWait(ms);
      },
    });
    // The time of a server that wants fewer requests is no time of its start.
    if (answer.result !== undefined && !waited) answeredAt ??= performance.now();
    return answer;
  };
  let waitedMs = 0;
  const discovering = handshakeOnly
    ? undefined
    : ask('server/discover', {}, { era: MODERN_VERSION, timeoutMs }, (ms) => {
        waitedMs += ms;
      });
  if (discovering !== undefined && wire.transport === 'stdio')
    await Promise.race([discovering, delay(Math.min(PATIENCE_MS, timeoutMs / 2), undefined, { ref: false })]);
  const left = Math.max(STRAGGLER_MS, deadline - performance.now());
  const handshake = await ask('initialize', initializeParams(client), { era: 'handshake', timeoutMs: left }, () => {});
  const isOver = handshake.failure === undefined || handshake.failure.kind === 'other-id';
  const patienceMs = isOver ? STRAGGLER_MS : timeoutMs;
  const discover = discovering === undefined ? undefined : await withPatience(discovering, () => patienceMs + waitedMs);

  const eras: Era[] = [];
  if (isObject(handshake.result)) {
    eras.push('handshake');
    await wire.notify('notifications/initialized', {}, { era: 'handshake', timeoutMs: PATIENCE_MS });
  }
  if (discover !== undefined && offersModern(discover)) eras.push(MODERN_VERSION);
  return {
    handshake,
    eras,
    ...(discover === undefined ? {} : { discover }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
  };
}

/** A version is a date; whatever a server sends in its place is shown in one line of a report. */
const MAX_VERSION_CHARACTERS = 40;
const MAX_VERSIONS = 20;

/** Versions that the answer to `server/discover` names, the first 20 of them. */
export function modernVersionsOf({ result }: McpAnswer): string[] {
  const versions = isObject(result) ? result['supportedVersions'] : undefined;
  return Array.isArray(versions) ? versions.flatMap((version) => versionOf(version) ?? []).slice(0, MAX_VERSIONS) : [];
}

/** A version as a server says it; undefined when it is no text. */
export const versionOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, MAX_VERSION_CHARACTERS) : undefined;

/**
 * A result is an answer of that era, well formed or not; whether it is, a check says. One that lists its versions, and not this one,
 * says that the era is not spoken.
 */
const offersModern = (discover: McpAnswer): boolean => isObject(discover.result) && !listsOthers(discover);

/** `server/discover` is answered with versions among which 2026-07-28 is not. */
export function listsOthers({ result }: McpAnswer): boolean {
  const versions = isObject(result) ? result['supportedVersions'] : undefined;
  return Array.isArray(versions) && versions.length > 0 && !versions.includes(MODERN_VERSION);
}

/** The time may become longer while it is waited for. */
async function withPatience(answer: Promise<McpAnswer>, patienceMs: () => number): Promise<McpAnswer> {
  let waitedMs = 0;
  while (waitedMs < patienceMs()) {
    const leftMs = patienceMs() - waitedMs;
    const came = await Promise.race([answer, delay(leftMs, undefined, { ref: false })]);
    if (came !== undefined) return came;
    waitedMs += leftMs;
  }
  return {
    method: 'server/discover',
    failure: { kind: 'timeout', message: 'no answer, although a later request was answered' },
    durationMs: waitedMs,
  };
}
