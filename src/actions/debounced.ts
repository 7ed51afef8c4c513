/** Time, for what waits. `sleep` rejects with the signal's reason. */
export interface Clock {
  /** Milliseconds from any origin. */
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Many changes that come together as one: an editor saves in several steps, and a checkout writes for seconds. */
export class Debounced {
  readonly #clock: Clock;
  readonly #limits: { readonly quietMs: number; readonly mostMs: number };
  #first: number | undefined;
  #last = 0;
  #wake: () => void = () => {};

  /** Waits until nothing was noticed for `quietMs`, and never longer than `mostMs` after the first. */
  constructor(clock: Clock, limits: { readonly quietMs: number; readonly mostMs: number }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  notice(): void {
    this.#last = this.#clock.now();
    this.#first ??= this.#last;
    this.#wake();
  }

  /** Resolves once for all that was noticed since it last did. */
  async next(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#first === undefined) {
        await this.#noticed(signal);
        continue;
      }
      const { quietMs, mostMs } = this.#limits;
      const left = Math.min(this.#last + quietMs, this.#first + mostMs) - this.#clock.now();
      if (left <= 0) break;
      await this.#clock.sleep(left, signal);
    }
    this.#first = undefined;
  }

  async #noticed(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
  }
}
