import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { constants } from 'node:os';

import { endRunning } from '../test/support/run.ts';

/** How a program is run in the foreground. */
export interface ForegroundOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Collect both outputs instead of showing them. */
  quiet?: boolean;
  /** Show both outputs and collect them, too. */
  tee?: boolean;
  /** End it when it has printed nothing for so many milliseconds; needs `quiet` or `tee`. */
  silence?: number;
}

/** How it ended. */
export interface ForegroundResult {
  code: number;
  /** What it printed, where that was collected. */
  output: string;
}

const running = new Set<ChildProcess>();
let interrupted = false;
let watching = false;

/**
 * Says whether Ctrl-C was pressed: steps after the interrupted one are not worth starting.
 *
 * @returns True after the first SIGINT or SIGTERM.
 */
export function wasInterrupted(): boolean {
  return interrupted;
}

/** Makes interruptions something that {@link wasInterrupted} tells, in place of a sudden end. */
export function watchSignals(): void {
  if (watching) return;
  watching = true;
  // A terminal sends Ctrl-C to the children as well, and they have things to clean up: this
  // process stays until they have ended, unless it is asked twice.
  process.on('SIGINT', () => {
    if (interrupted) process.exit(130);
    interrupted = true;
  });
  process.on('SIGTERM', () => {
    interrupted = true;
    for (const child of running) child.kill('SIGTERM');
    endRunning('SIGTERM');
  });
}

/**
 * Runs a program to its end and passes interruptions on to it.
 *
 * @param command - Name or path.
 * @param args - Its arguments.
 * @param options - Folder, environment, and what happens with its output.
 * @returns Its exit code, 128 plus the number of the signal that ended it, and its output.
 */
export async function foreground(
  command: string,
  args: readonly string[],
  options: ForegroundOptions = {},
): Promise<ForegroundResult> {
  watchSignals();
  const collects = options.quiet === true || options.tee === true;
  const stdio: StdioOptions = collects ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio,
      // npm and the programs of packages are .cmd files on Windows, which only a shell starts.
      shell: process.platform === 'win32' && command !== process.execPath,
    });
    running.add(child);
    let output = '';
    const { silence } = options;
    const expire = (): void => {
      const line = `Nothing was printed for ${(silence ?? 0) / 1000} s; ending it.\n`;
      output += line;
      process.stderr.write(line);
      child.kill('SIGTERM');
    };
    const timer = silence === undefined ? undefined : setTimeout(expire, silence);
    child.stdout?.on('data', (chunk: Buffer) => {
      timer?.refresh();
      output += chunk.toString();
      if (options.tee) process.stdout.write(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      timer?.refresh();
      output += chunk.toString();
      if (options.tee) process.stderr.write(chunk);
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: 127, output: `${output}${command} could not be started: ${error.message}\n` });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), output });
    });
  });
}
