import { McpDockError } from '../errors/mcp-dock-error.js';

interface TimeLimit extends Disposable {
  /** Aborted with the given one, or when the time is over. */
  readonly signal: AbortSignal;
  /** The time runs from the first call. */
  start(): void;
  /** What this takes does not count: a person is asked. */
  without<Value>(work: () => Promise<Value>): Promise<Value>;
}

/** What was waited for when the time was over. */
export interface Waiting {
  readonly during: string;
  /** A tool was called, and may have done its work. */
  readonly called?: boolean;
}

/** As long as a timer of the system can be. */
export const LONGEST_MS = 2 ** 31 - 1;

/** A limit on a whole run: aborted with TIMED_OUT, which says what was waited for when the time was over. */
export function timeLimit(signal: AbortSignal, limitMs: number, waiting: () => Waiting): TimeLimit {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let leftMs = Math.min(limitMs, LONGEST_MS);
  let from = 0;
  const run = () => {
    from = performance.now();
    timer = setTimeout(() => late.abort(new McpDockError('TIMED_OUT', { limitMs, ...waiting() })), leftMs);
  };
  return {
    signal: AbortSignal.any([signal, late.signal]),
    start() {
      if (timer === undefined) run();
    },
    async without(work) {
      clearTimeout(timer);
      leftMs -= performance.now() - from;
      try {
        return await work();
      } finally {
        // Interrupted, nobody may be left to clear it.
        if (!signal.aborted) run();
      }
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
