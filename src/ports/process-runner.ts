import type { Readable } from 'node:stream';

export interface ProcessResult {
  /** `undefined` when it was killed or never started. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** Empty where `onStderr` took it. */
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
      /** 30 s when absent; Infinity for a program that takes as long as its work does. */
      readonly timeoutMs?: number;
      readonly cwd?: string;
      /** Asks the program to end, and ends it when it has not after some seconds. */
      readonly signal?: AbortSignal;
      /** Its standard input, in full or as it comes; it has none when absent. */
      readonly input?: string | Readable;
      /** Variables beside those of this process. */
      readonly environment?: Readonly<Record<string, string | undefined>>;
      /** Takes what it says on stderr while it runs; nothing of it is kept then. */
      readonly onStderr?: (chunk: Uint8Array) => void;
    },
  ): Promise<ProcessResult>;
}
