import type { Readable, Writable } from 'node:stream';

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

export interface ProcessExit {
  /** As a shell counts it: 128 and the number of the signal that ended it, 127 when there is no such program. */
  readonly exitCode: number;
  /** Why it could not be started. */
  readonly error?: string;
}

/** A program that runs beside us. */
export interface StartedProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the program itself is gone; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Resolves when its output has ended too, which what it started may hold open; never rejects. */
  readonly outputEnded: Promise<void>;
  /** Asks the program to end, as far as the system has a word for that, and leaves it at that. */
  terminate(): void;
  /** Ends it at once, with what it started and did not move to another process group. */
  kill(): Promise<void>;
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
      /** Variables beside those of this process; see `extendEnv`. */
      readonly environment?: Readonly<Record<string, string | undefined>>;
      /** It has the variables of `environment` alone, and none of this process. */
      readonly extendEnv?: false;
      /** Takes what it says on stderr while it runs; nothing of it is kept then. */
      readonly onStderr?: (chunk: Uint8Array) => void;
    },
  ): Promise<ProcessResult>;
  /**
   * Starts a program that is talked to; one that could not be started has ended, with an `error`, when this resolves. It has exactly
   * the given variables and nobody else's, and is ended, with its process group, when this process exits.
   */
  start(
    command: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> },
  ): Promise<StartedProcess>;
}
