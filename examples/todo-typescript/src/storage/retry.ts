import { setTimeout as pause } from 'node:timers/promises';

import { StoreError } from './task-store.ts';

export interface RetryOptions {
  /** Limit of one attempt. */
  timeoutMs: number;
  /** Limit of all attempts and the pauses between them. */
  deadlineMs: number;
  maxRetries: number;
  /** Whether doing it twice is the same as doing it once. If not, only attempts that surely had no effect are repeated. */
  repeatable: boolean;
  signal: AbortSignal;
}

/** An attempt without a usable answer. */
export class UnansweredError extends StoreError {
  override readonly name = 'UnansweredError';
  /** Whether the request may have taken effect all the same. */
  readonly mayHaveRun: boolean;

  constructor(message: string, { mayHaveRun, cause }: { mayHaveRun: boolean; cause?: unknown }) {
    super(message, { cause });
    this.mayHaveRun = mayHaveRun;
  }
}

const FIRST_PAUSE_MS = 200;
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Runs `attempt` until it answers, is refused a repetition, or runs out of time.
 * `repeated` tells that an earlier attempt may have taken effect.
 */
export async function attemptRepeatedly<Value>(
  attempt: (signal: AbortSignal) => Promise<Value>,
  { timeoutMs, deadlineMs, maxRetries, repeatable, signal }: RetryOptions,
): Promise<{ value: Value; repeated: boolean }> {
  const deadline = Date.now() + deadlineMs;
  let repeated = false;
  for (let retries = 0; ; retries += 1) {
    const limitMs = Math.min(timeoutMs, deadline - Date.now());
    try {
      return { value: await attempt(AbortSignal.any([signal, AbortSignal.timeout(limitMs)])), repeated };
    } catch (error) {
      signal.throwIfAborted();
      const failure = explain(error, limitMs);
      // Jitter keeps several servers from knocking at a recovering backend in step.
      const pauseMs = FIRST_PAUSE_MS * 2 ** retries * (0.5 + Math.random() / 2);
      const outOfTime = Date.now() + pauseMs >= deadline;
      if (retries >= maxRetries || outOfTime || (failure.mayHaveRun && !repeatable)) throw failure;
      repeated ||= failure.mayHaveRun;
      await pause(pauseMs, undefined, { signal });
    }
  }
}

function explain(error: unknown, limitMs: number): UnansweredError {
  if (error instanceof UnansweredError) return error;
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    const message = `The task backend did not answer within ${Math.round(limitMs / 100) / 10} s.`;
    return new UnansweredError(message, { mayHaveRun: true, cause: error });
  }
  // fetch wraps what happened on the network in a TypeError, and keeps the code one level down.
  const code = error instanceof TypeError ? (error.cause as NodeJS.ErrnoException | undefined)?.code : undefined;
  const mayHaveRun = code === undefined || !NEVER_CONNECTED.has(code);
  return new UnansweredError(`The task backend cannot be reached${code ? ` (${code})` : ''}.`, {
    mayHaveRun,
    cause: error,
  });
}
