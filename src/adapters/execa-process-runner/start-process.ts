import { constants } from 'node:os';
import { PassThrough } from 'node:stream';
import { execa } from 'execa';
import type { ProcessExit, ProcessRunner, StartedProcess } from '../../ports/process-runner.js';

const WINDOWS = process.platform === 'win32';
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
/** How long the system may take to tell that something is gone which was killed. */
const GONE_WITHIN_MS = 2_000;

/** How long the last words of a program may take on their way, once it is gone. */
const LAST_WORDS_MS = 100;

/** What still runs, to be ended when this process exits in a hurry: by then nothing can be waited for. */
const running = new Set<number>();

/** See {@link ProcessRunner.start}. On systems that have them, the program leads a group of its own. */
export const startProcess: ProcessRunner['start'] = async (command, args, { cwd, environment }) => {
  const child = execa(command, args, {
    cwd,
    env: environment,
    extendEnv: false,
    reject: false,
    stdio: ['pipe', 'pipe', 'pipe'],
    buffer: false,
    // With a group of its own it does not get the terminal's Ctrl-C, and can be ended whole.
    detached: !WINDOWS,
    cleanup: WINDOWS,
    windowsHide: true,
    // Who asks it to end wants to see whether it does; execa would kill it after 5 s, which looks as if it had obeyed.
    forceKillAfterDelay: false,
  });
  const { pid } = child;
  if (pid !== undefined) {
    // Once, however often all have ended in between.
    if (!process.listeners('exit').includes(endAll)) process.on('exit', endAll);
    running.add(pid);
  }
  // This waits for the output as well, and what the program started may hold that open for as long as it likes.
  const ended = child.then(exitOf);
  const gone = Promise.withResolvers<ProcessExit>();
  child.nodeChildProcess.once('exit', (code, signal) => {
    const exit = exitOf({ exitCode: code ?? undefined, signal: signal ?? undefined });
    setTimeout(() => gone.resolve(exit), LAST_WORDS_MS).unref();
  });
  const exited = Promise.race([ended, gone.promise]);
  if (pid === undefined) await exited;
  const { stdin, stdout, stderr } = child;
  return {
    stdin: stdin ?? new PassThrough(),
    stdout: stdout ?? new PassThrough(),
    stderr: stderr ?? new PassThrough(),
    exited,
    outputEnded: ended.then(() => undefined),
    terminate: () => void child.kill('SIGTERM'),
    async kill() {
      if (pid === undefined) return;
      if (WINDOWS) await execa('taskkill', ['/pid', String(pid), '/T', '/F'], { reject: false, windowsHide: true });
      else killGroup(pid);
      running.delete(pid);
      const late = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => late.resolve(undefined), GONE_WITHIN_MS);
      await Promise.race([exited, late.promise]);
      clearTimeout(timer);
      // What a descendant holds open must not keep this process.
      for (const stream of [stdin, stdout, stderr]) stream?.destroy();
    },
  } satisfies StartedProcess;
};

interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
}

function exitOf({ exitCode, signal, code, originalMessage }: Ended): ProcessExit {
  if (exitCode !== undefined) return { exitCode };
  if (signal !== undefined) return { exitCode: 128 + (constants.signals[signal] ?? 0) };
  return {
    exitCode: code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE,
    error: originalMessage ?? code ?? 'it could not be started',
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}

function endAll(): void {
  for (const pid of running) {
    if (WINDOWS) continue;
    killGroup(pid);
  }
}
