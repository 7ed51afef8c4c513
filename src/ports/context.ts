import type { Engine } from './engine.js';
import type { ProcessRunner } from './process-runner.js';
import type { Progress } from './progress.js';
import type { Prompter } from './prompter.js';

/** Everything an action may touch. Take the part you use: `Pick<Context, 'engine' | 'progress'>`. */
export interface Context {
  readonly engine: Engine;
  readonly processes: ProcessRunner;
  readonly prompter: Prompter;
  readonly progress: Progress;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** The folder in which the user stands. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly toolVersion: string;
}
