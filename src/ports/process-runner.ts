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

/** A program that was started and is spoken with. Disposing it ends it by force. */
export interface RunningProcess extends AsyncDisposable {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when it is gone; never rejects. The last 4 KiB of stderr. */
  readonly ended: Promise<Pick<ProcessResult, 'exitCode' | 'stderr' | 'missing'>>;
  /** Where the system has no signals, either one ends it by force. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
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
  /** Starts a program to speak with it over its stdin and stdout, and leaves it running. */
  start(
    command: string,
    args: readonly string[],
    options?: {
      readonly cwd?: string;
      /** Ends it by force. */
      readonly signal?: AbortSignal;
      /** Variables beside those of this process. */
      readonly environment?: Readonly<Record<string, string | undefined>>;
    },
  ): Promise<RunningProcess>;
}
