import { setTimeout as delay } from 'node:timers/promises';
import type { Utilities } from '../model/facts/utilities.js';
import { isObject, MODERN_VERSION, type Era, type JsonObject } from '../model/mcp-protocol.js';
import { hasAnswered } from '../model/has-answered.js';
import type { McpWire } from './wire.js';

export interface CancelOptions {
  readonly era: Era;
  readonly question: { readonly method: string; readonly params: JsonObject; readonly tool?: string };
  /** Method that a living server answers. */
  readonly next: string;
  readonly timeoutMs: number;
  /** Hears every message of the server until disposed of. */
  readonly hear: (listener: (message: JsonObject) => void) => Disposable;
}

/** After the next question was answered, a cancelled one is not waited for much longer. */
const LATE_MS = 250;
/** A request that has not left by then is cancelled all the same. */
const LEAVES_WITHIN_MS = 1_000;
/** On another connection the cancellation could be faster than what it cancels. */
const AHEAD_MS = 5;

/**
 * Asks, and cancels at once: with the notification, or by closing the connection where the modern era is spoken over HTTP. Then asks
 * something else, which shows whether the server lives on, and when the cancelled request is answered nevertheless.
 */
export async function cancelRequest(
  wire: McpWire,
  { era, question, next, timeoutMs, hear }: CancelOptions,
): Promise<Utilities['cancellations'][number]> {
  const { method, params, tool } = question;
  const args = params['arguments'];
  const by = era === MODERN_VERSION && wire.transport === 'http' ? 'connection' : 'notification';
  const controller = new AbortController();
  let id: string | number | undefined;
  let notificationAnswered = false;
  using _ = hear((message) => {
    // An answer to nothing: the notification has no id that one could bear.
    if (message['method'] === undefined && (message['id'] === undefined || message['id'] === null))
      notificationAnswered = true;
  });
  const left = Promise.withResolvers<void>();
  const pending = wire.request(method, params, {
    era,
    timeoutMs,
    once: true,
    signal: controller.signal,
    onId: (given) => {
      id = given;
    },
    onSent: () => left.resolve(),
  });
  let answered: { readonly at: number; readonly when: 'before' | 'after' } | undefined;
  let nextAnswered = false;
  const watched = pending.then((answer) => {
    if (hasAnswered(answer)) answered = { at: performance.now(), when: nextAnswered ? 'after' : 'before' };
  });
  // What was not sent cannot be cancelled.
  await Promise.race([left.promise, watched, delay(LEAVES_WITHIN_MS, undefined, { ref: false })]);
  if (wire.transport === 'http') await delay(AHEAD_MS);
  const cancelledAt = performance.now();
  if (by === 'connection') controller.abort();
  else await wire.notify('notifications/cancelled', { requestId: id, reason: 'asked by mcp-dock' }, { era, timeoutMs });
  const { result, ...answer } = await wire.request(next, {}, { era, timeoutMs, once: true });
  nextAnswered = true;
  await Promise.race([watched, delay(LATE_MS, undefined, { ref: false })]);
  controller.abort();
  await watched;
  return {
    era,
    method,
    by,
    ...(tool === undefined ? {} : { tool }),
    ...(isObject(args) ? { arguments: args } : {}),
    ...(answered === undefined
      ? {}
      : { answered: answered.when, answeredAfterMs: Math.max(0, Math.round(answered.at - cancelledAt)) }),
    notificationAnswered,
    next: result === undefined ? answer : { ...answer, result: {} },
  };
}
