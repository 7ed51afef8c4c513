import { setTimeout as delay } from 'node:timers/promises';
import type { McpAnswer } from '../model/facts/mcp.js';
import { initializeParams, isObject, MODERN_VERSION, type ClientInfo, type Era } from '../model/mcp-protocol.js';
import type { McpWire } from './wire.js';

/** A server that is silent on `server/discover` may know only the handshake; after this long we stop waiting for it alone. */
const PATIENCE_MS = 5_000;
/** Both were sent long ago when one of them is answered; the other one is not waited for much longer. */
const STRAGGLER_MS = 1_000;

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
  const note = (answer: McpAnswer): McpAnswer => {
    if (answer.result !== undefined) answeredAt ??= performance.now();
    return answer;
  };
  const discovering = handshakeOnly
    ? undefined
    : wire.request('server/discover', {}, { era: MODERN_VERSION, timeoutMs }).then(note);
  if (discovering !== undefined && wire.transport === 'stdio')
    await Promise.race([discovering, delay(PATIENCE_MS, undefined, { ref: false })]);
  const left = Math.max(STRAGGLER_MS, deadline - performance.now());
  const handshake = note(
    await wire.request('initialize', initializeParams(client), { era: 'handshake', timeoutMs: left }),
  );
  const patienceMs = handshake.failure === undefined ? STRAGGLER_MS : timeoutMs;
  const discover = discovering === undefined ? undefined : await withPatience(discovering, patienceMs);

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

/** A result is an answer of that era, well formed or not; whether it is, a check says. */
const offersModern = (discover: McpAnswer): boolean => isObject(discover.result);

async function withPatience(answer: Promise<McpAnswer>, patienceMs: number): Promise<McpAnswer> {
  const late: McpAnswer = {
    method: 'server/discover',
    failure: { kind: 'timeout', message: 'no answer, although a later request was answered' },
    durationMs: patienceMs,
  };
  return Promise.race([answer, delay(patienceMs, late, { ref: false })]);
}
