export interface Rate {
  requests: number;
  windowMs: number;
}

const WINDOWS_MS: Record<string, number> = { second: 1_000, minute: 60_000, hour: 3_600_000 };

/** Reads `100/minute`. Throws for anything else. */
export function parseRate(text: string): Rate {
  const [, requests, unit = ''] = /^([1-9]\d{0,6})\s*\/\s*(\w+)$/.exec(text.trim().toLowerCase()) ?? [];
  const windowMs = WINDOWS_MS[unit];
  if (requests === undefined || windowMs === undefined) throw new Error(`"${text}" is not a rate.`);
  return { requests: Number(requests), windowMs };
}

/** Counts requests per client in fixed windows. All clients share the window, so forgetting them is one step. */
export class RateLimiter {
  readonly #rate: Rate;
  readonly #now: () => number;
  #windowEnd = 0;
  #counts = new Map<string, number>();

  constructor(rate: Rate, now: () => number = Date.now) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Counts one request. Returns 0 when it may pass, else the seconds to wait. */
  take(client: string): number {
    const now = this.#now();
    if (now >= this.#windowEnd) {
      this.#windowEnd = now + this.#rate.windowMs;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(client) ?? 0) + 1;
    this.#counts.set(client, count);
    return count <= this.#rate.requests ? 0 : Math.ceil((this.#windowEnd - now) / 1000);
  }
}
