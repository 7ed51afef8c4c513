import { McpDockError } from '../../errors/mcp-dock-error.js';
import { cleanText } from '../../model/clean-text.js';
import type { ProcessResult, ProcessRunner } from '../../ports/process-runner.js';

export interface ComposeProgram {
  /** Runs it with these arguments, in the folder in which it was found; `input` is a Compose file for `--file -`. */
  run(args: readonly string[], input?: string): Promise<ProcessResult>;
  /** As a person would write it: `docker compose`. */
  readonly words: readonly string[];
}

interface Where {
  readonly processes: Pick<ProcessRunner, 'run'>;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

const ASK_MS = 10_000;

/** Finds Compose 2 or newer: the plugin of docker, else the program of its own. Throws COMPOSE_MISSING. */
export async function findCompose({ processes, cwd, signal }: Where): Promise<ComposeProgram> {
  let old: string | undefined;
  for (const [command, ...first] of [['docker', 'compose'], ['docker-compose']] as const) {
    const { exitCode, stdout } = await processes.run(command, [...first, 'version', '--short'], {
      timeoutMs: ASK_MS,
      cwd,
      signal,
    });
    const version = /\d+\.\d+(?:\.\d+)?\S*/u.exec(stdout)?.[0];
    if (exitCode !== 0 || version === undefined) continue;
    if (Number.parseInt(version, 10) >= 2) {
      return {
        words: [command, ...first],
        run: (args, input) =>
          processes.run(command, [...first, ...args], {
            cwd,
            signal,
            timeoutMs: Number.POSITIVE_INFINITY,
            ...(input === undefined ? {} : { input }),
          }),
      };
    }
    old = version;
  }
  throw new McpDockError('COMPOSE_MISSING', old === undefined ? {} : { found: cleanText(old, 40) });
}

/** What Compose said last of why it failed. */
export function lastWordsOf({ stderr }: Pick<ProcessResult, 'stderr'>): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.findLast((line) => /error|failed|invalid|not |no such|unhealthy|exited/iu.test(line));
  return cleanText((telling ?? lines.at(-1) ?? 'it said nothing').trim().replace(/^Error response from daemon: /u, ''));
}
