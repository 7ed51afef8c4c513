import { execa } from 'execa';
import type { ProcessRunner } from '../ports/process-runner.js';

const LIMIT_MS = 30_000;
const MAX_OUTPUT_CHARACTERS = 1024 * 1024;

/** Runs programs without a shell, with no other standard input than they are given, bounded in time and output. */
export function createExecaProcessRunner(): ProcessRunner {
  return {
    async run(command, args, { timeoutMs = LIMIT_MS, cwd, signal, input } = {}) {
      const result = await execa(command, args, {
        reject: false,
        ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
        timeout: timeoutMs,
        maxBuffer: MAX_OUTPUT_CHARACTERS,
        windowsHide: true,
        ...(cwd !== undefined && { cwd }),
        ...(signal && { cancelSignal: signal }),
      });
      if (signal?.aborted === true) throw signal.reason;
      return {
        exitCode: result.exitCode,
        stdout: result.stdout,
        stderr: result.stderr,
        missing: result.code === 'ENOENT',
        timedOut: result.timedOut,
      };
    },
  };
}
