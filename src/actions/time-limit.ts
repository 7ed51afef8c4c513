import { McpDockError } from '../errors/mcp-dock-error.js';

interface TimeLimit extends Disposable {
  /** Aborted with the given one, or when the time is over. */
  readonly signal: AbortSignal;
  /** The time runs from the first call. */
  start(): void;
}

/** A limit on a whole run: aborted with TIMED_OUT, which names it. */
export function timeLimit(signal: AbortSignal, limitMs: number, during = 'verify'): TimeLimit {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any([signal, late.signal]),
    start() {
      timer ??= setTimeout(
        () => late.abort(new McpDockError('TIMED_OUT', { limitMs, during })),
        Math.min(limitMs, 2 ** 31 - 1),
      );
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
