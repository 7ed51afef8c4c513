import { setTimeout as delay } from 'node:timers/promises';
import { isLimited } from '../model/is-limited.js';

/** Of all waiting together: as long as a person may wait for a server that does nothing. */
const TOTAL_MS = 10_000;
/** By all together, where a server wants next to no time each time. */
const MOST_ROUNDS = 200;
/** Where a server does not say how long. */
const USUAL_MS = 1_000;

/** What came back, as far as it says when to ask again. */
interface Came {
  readonly status?: number | undefined;
  readonly retryAfter?: string | undefined;
}

/** Asks again when a server wants it, as its clients do; shared by all who ask in one conversation, so that it has an end. */
export class Patience {
  #left: number;
  #rounds = MOST_ROUNDS;
  /** `performance.now()` before which nothing is asked again. */
  #until = 0;

  constructor(totalMs = TOTAL_MS) {
    this.#left = totalMs;
  }

  /** Waits, and says whether to ask again. False for an answer that is one, and where a server wants more time than there is left. */
  async hasFor({ status, retryAfter }: Came, signal?: AbortSignal, onWait?: (ms: number) => void): Promise<boolean> {
    if (!isLimited(status) || this.#rounds === 0 || signal?.aborted === true) return false;
    const now = performance.now();
    const until = now + waitOf(retryAfter);
    // Whoever waits at the same time waits only once.
    const more = Math.max(0, until - Math.max(now, this.#until));
    if (more > this.#left) return false;
    this.#left -= more;
    this.#rounds -= 1;
    this.#until = Math.max(this.#until, until);
    onWait?.(until - now);
    try {
      await delay(until - now, undefined, signal === undefined ? {} : { signal });
      return true;
    } catch {
      // Given up meanwhile: whoever did that wants no answer.
      return false;
    }
  }
}

/** Seconds or a date, as RFC 9110 has it. */
function waitOf(retryAfter: string | undefined): number {
  if (retryAfter === undefined) return USUAL_MS;
  const seconds = /^\s*\d{1,9}\s*$/u.test(retryAfter) ? Number(retryAfter) : undefined;
  const ms = seconds === undefined ? Date.parse(retryAfter) - Date.now() : seconds * 1_000;
  // A limit that is over by its own word is asked again at once, but not without end.
  return Number.isNaN(ms) ? USUAL_MS : Math.max(ms, 100);
}
