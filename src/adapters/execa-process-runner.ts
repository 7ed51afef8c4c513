import { execa } from 'execa';
import type { ProcessRunner } from '../ports/process-runner.js';
import { startProcess } from './execa-process-runner/start-process.js';

const LIMIT_MS = 30_000;
const MAX_OUTPUT_CHARACTERS = 1024 * 1024;
/** Docker's programs want some time to tell the engine that nobody waits any more. */
const GRACE_MS = 8_000;

/** Runs programs without a shell, with no other standard input than they are given, bounded in time and output. */
export function createExecaProcessRunner(): ProcessRunner {
  return {
    async run(
      command,
      args,
      { timeoutMs = LIMIT_MS, cwd, signal, input, environment, extendEnv = true, onStderr } = {},
    ) {
      signal?.throwIfAborted();
      const running = execa(command, args, {
        reject: false,
        ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
        timeout: Number.isFinite(timeoutMs) ? timeoutMs : 0,
        maxBuffer: MAX_OUTPUT_CHARACTERS,
        buffer: { stderr: onStderr === undefined },
        forceKillAfterDelay: GRACE_MS,
        windowsHide: true,
        extendEnv,
        ...(environment !== undefined && { env: environment }),
        ...(cwd !== undefined && { cwd }),
        ...(signal && { cancelSignal: signal }),
      });
      if (onStderr !== undefined) running.stderr?.on('data', onStderr);
      const result = await running;
      if (signal?.aborted === true) throw signal.reason;
      return {
        exitCode: result.exitCode,
        stdout: result.stdout,
        stderr: result.stderr ?? '',
        missing: result.code === 'ENOENT',
        timedOut: result.timedOut,
      };
    },
    start: startProcess,
  };
}
