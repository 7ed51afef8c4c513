import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a finished program left behind. */
export interface RunResult {
  code: number;
  output: string;
}

/** How a program is run. */
export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

const running = new Set<ChildProcess>();

/**
 * Ends the programs that {@link run} waits for, so that they do not outlive an interrupted run.
 *
 * @param signal - What to send them.
 */
export function endRunning(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}

/** A program could not be run to a good end; carries the last lines it printed. */
export class RunFailure extends Error {
  readonly output: string;

  constructor(command: string, why: string, output: string) {
    const tail = lastLines(output, 15);
    super(`\`${command}\` ${why}.${tail === '' ? '' : ` Its last lines:\n${tail}`}`);
    this.name = 'RunFailure';
    this.output = output;
  }
}

/**
 * The last lines of a text, without trailing empty ones.
 *
 * @param text - The text.
 * @param count - How many lines at most.
 * @returns The lines, indented.
 */
export function lastLines(text: string, count: number): string {
  const lines = text.trimEnd().split(/\r?\n/u);
  return lines
    .slice(-count)
    .filter((line) => line !== '')
    .map((line) => `  ${line}`)
    .join('\n');
}

/**
 * The PATH with the folders of administration programs added: a root shell reached through
 * `su` or a container often lacks them, and dockerd, debootstrap and chroot live there.
 *
 * @returns The value for PATH.
 */
export function pathWithSbin(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  if (process.platform !== 'win32') {
    for (const folder of ['/usr/local/sbin', '/usr/sbin', '/sbin']) {
      if (!folders.includes(folder)) folders.push(folder);
    }
  }
  return folders.join(delimiter);
}

/**
 * Looks a program up the way a shell does, administration folders included.
 *
 * @param program - Its name.
 * @returns The full path, or undefined when it is not there.
 */
export function findProgram(program: string): string | undefined {
  for (const folder of pathWithSbin().split(delimiter)) {
    const candidate = join(folder, program);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder; the next one may have it.
    }
  }
  return undefined;
}

/**
 * Runs a program without a standard input and collects both of its outputs.
 *
 * @param command - Name or path.
 * @param args - Its arguments.
 * @param options - Folder and environment.
 * @returns Its exit code and everything it printed.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: { ...process.env, PATH: pathWithSbin(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a .cmd file on Windows, which only a shell starts.
      shell: process.platform === 'win32' && command === 'npm',
    });
    running.add(child);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', (error) => {
      running.delete(child);
      reject(new RunFailure([command, ...args].join(' '), `could not be started: ${error.message}`, output));
    });
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 1), output });
    });
  });
}

/**
 * Like {@link run}, but anything else than exit code 0 is an error.
 *
 * @param command - Name or path.
 * @param args - Its arguments.
 * @param options - Folder and environment.
 * @returns Everything it printed.
 */
export async function mustRun(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) {
    throw new RunFailure([command, ...args].join(' '), `ended with exit code ${code}`, output);
  }
  return output;
}
