/** Where preparation steps say what they do; one line of text per call. */
export type Log = (line: string) => void;

/** What is shown on a terminal, and what is not: colours stay off for files, pipes and NO_COLOR. */
export interface ProgressLogOptions {
  /** Where lines go; standard error by default, so that standard output stays the result. */
  write?: (text: string) => void;
  /** When the clock started, in milliseconds; now by default. */
  since?: number;
}

/**
 * Makes a {@link Log} that puts the seconds since the start in front of every line, so that a
 * reader of a long preparation can tell a slow step from a stuck one.
 *
 * @param options - Where to write, and from when to count.
 * @returns The log function.
 */
export function progressLog(options: ProgressLogOptions = {}): Log {
  const since = options.since ?? Date.now();
  const write = options.write ?? ((text: string) => process.stderr.write(text));
  return (line) => {
    const seconds = ((Date.now() - since) / 1000).toFixed(1).padStart(6);
    write(`${seconds} s  ${line}\n`);
  };
}

/**
 * Writes a line every few seconds while something long runs, because a silent minute looks like
 * a hang.
 *
 * @param log - Where the lines go.
 * @param line - What is under way.
 * @param work - The work itself.
 * @returns What the work returns.
 */
export async function withHeartbeat<T>(log: Log, line: string, work: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const timer = setInterval(() => {
    log(`${line} (${Math.round((Date.now() - started) / 1000)} s so far)`);
  }, 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
