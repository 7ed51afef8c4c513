import type { Logger } from './log.ts';

/** Something this server cannot work without. The signal aborts a check that takes too long. */
export type Check = (signal: AbortSignal) => Promise<void>;

export interface HealthReport {
  status: 'ok' | 'error';
  timestamp: string;
  checks: Record<string, 'ok' | 'error'>;
}

const CHECK_LIMIT_MS = 5_000;

/** Asks all dependencies at once. The report says which one fails; why it fails is for the log, since anyone may read the report. */
export class Health {
  readonly #checks: Readonly<Record<string, Check>>;
  readonly #log: Logger;
  readonly #failing = new Set<string>();

  constructor(checks: Readonly<Record<string, Check>>, log: Logger) {
    this.#checks = checks;
    this.#log = log;
  }

  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      Object.entries(this.#checks).map(async ([name, check]) => [name, await this.#run(name, check)] as const),
    );
    const status = results.every(([, result]) => result === 'ok') ? 'ok' : 'error';
    return { status, timestamp: new Date().toISOString(), checks: Object.fromEntries(results) };
  }

  async #run(name: string, check: Check): Promise<'ok' | 'error'> {
    try {
      await check(AbortSignal.timeout(CHECK_LIMIT_MS));
      if (this.#failing.delete(name)) this.#log.info('Health check passes again', { check: name });
      return 'ok';
    } catch (error) {
      // Probes come every few seconds; the log needs the change, not the repetition.
      if (!this.#failing.has(name)) this.#log.error('Health check fails', { check: name, error });
      this.#failing.add(name);
      return 'error';
    }
  }
}
