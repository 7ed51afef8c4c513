import type { Ending, ScenarioRun, ScenarioSpec } from '../../targets/target.js';
import { leave } from './farewells.js';

/** How a session reaches the world; `gate` holds back the opening while too many others run. */
interface SessionHooks {
  /** Once aborted, nothing is measured any more: only disposed of. */
  readonly signal: AbortSignal;
  open(): Promise<ScenarioRun>;
  gate<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Disposing failed, or ending did: never the probes' fault. */
  onError(error: unknown): void;
}

/** One scenario, opened once: running probes side by side, then those that come last, then the end, then what can be read after it, then disposal. */
export class ScenarioSession {
  readonly spec: ScenarioSpec;
  readonly #hooks: SessionHooks;
  readonly #opening = Promise.withResolvers<ScenarioRun>();
  readonly #ending = Promise.withResolvers<Ending | undefined>();
  readonly #quiet = Promise.withResolvers<void>();
  readonly #during = new Set<Promise<unknown>>();
  readonly #last = new Set<Promise<unknown>>();
  readonly #afterwards = new Set<Promise<unknown>>();
  #over = false;

  constructor(spec: ScenarioSpec, hooks: SessionHooks) {
    this.spec = spec;
    this.#hooks = hooks;
    // Whoever waits gets the rejection; with nobody waiting it is not our business.
    this.#opening.promise.catch(() => undefined);
    this.#ending.promise.catch(() => undefined);
  }

  /** Reads while the scenario runs. */
  async whileRunning<Value>(read: (run: ScenarioRun) => Promise<Value>): Promise<Value> {
    if (this.#over) throw new Error('The run had already been ended when this was asked.');
    return track(this.#during, this.#opening.promise.then(read));
  }

  /** Reads while it still runs, when all that was to be read beside each other has been. */
  async whenQuiet<Value>(read: (run: ScenarioRun) => Promise<Value>): Promise<Value> {
    if (this.#over) throw new Error('The run had already been ended when this was asked.');
    return track(
      this.#last,
      this.#opening.promise.then(async (run) => {
        await this.#quiet.promise;
        return read(run);
      }),
    );
  }

  /** Reads after the scenario was ended. Must be asked before `run`, or while it runs. */
  async whenEnded<Value>(read: (run: ScenarioRun, ending: Ending | undefined) => Promise<Value>): Promise<Value> {
    return track(
      this.#afterwards,
      this.#opening.promise.then(async (run) => read(run, await this.#ending.promise)),
    );
  }

  /** Resolves when everything is read and disposed of, with whether it could be opened and read to its end. Never rejects. */
  async run(): Promise<boolean> {
    return this.#hooks.gate(async () => {
      let run: ScenarioRun;
      try {
        run = await this.#hooks.open();
      } catch (error) {
        this.#over = true;
        this.#opening.reject(error);
        await settled(this.#during);
        await settled(this.#last);
        await settled(this.#afterwards);
        return false;
      }
      this.#opening.resolve(run);
      await settled(this.#during);
      this.#quiet.resolve();
      await settled(this.#last);
      this.#over = true;
      await leave(run);
      if (this.#hooks.signal.aborted) this.#ending.reject(this.#hooks.signal.reason);
      if (this.#afterwards.size > 0) {
        if (!this.#hooks.signal.aborted) await run.end().then(this.#ending.resolve, this.#ending.reject);
        await settled(this.#afterwards);
      }
      try {
        await run[Symbol.asyncDispose]();
      } catch (error) {
        this.#hooks.onError(error);
      }
      return !this.#hooks.signal.aborted;
    });
  }
}

function track<Value>(set: Set<Promise<unknown>>, promise: Promise<Value>): Promise<Value> {
  set.add(promise);
  const forget = () => void set.delete(promise);
  promise.then(forget, forget);
  return promise;
}

/** Reads may bring about further reads: done when none is left. */
async function settled(set: Set<Promise<unknown>>): Promise<void> {
  while (set.size > 0) {
    await Promise.allSettled(set);
    // The bookkeeping of `track` runs in the same turn as this continuation; let it go first.
    await Promise.resolve();
  }
}
