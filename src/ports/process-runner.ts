export interface ProcessResult {
  /** `undefined` when it was killed or never started. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The program is not on the PATH. */
  readonly missing: boolean;
  readonly timedOut: boolean;
}

/** Runs a program of the host. Arguments are a list: no shell ever sees them. */
export interface ProcessRunner {
  run(
    command: string,
    args: readonly string[],
    options?: {
      readonly timeoutMs?: number;
      readonly cwd?: string;
      readonly signal?: AbortSignal;
      /** Its standard input, in full; it has none when absent. */
      readonly input?: string;
    },
  ): Promise<ProcessResult>;
}
