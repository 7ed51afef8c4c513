import type { Context } from '../ports/context.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** The time that a reproducible build gives to everything that it makes. */
export interface SourceDate {
  /** Seconds since 1970. */
  readonly epoch: number;
  /** In words: `SOURCE_DATE_EPOCH`, `the last git commit`, `fixed: …`. */
  readonly from: string;
}

/** That of the files in a build context: later than what a zip can hold, and older than every image. */
const FIXED = 499_162_500;

/** SOURCE_DATE_EPOCH, else the time of the last git commit, else a fixed one. Throws FLAG_INVALID for a broken SOURCE_DATE_EPOCH. */
export async function sourceDate(
  directory: string,
  { environment, processes, signal }: Pick<Context, 'environment' | 'processes' | 'signal'>,
): Promise<SourceDate> {
  const given = environment['SOURCE_DATE_EPOCH'];
  if (given !== undefined && given !== '') {
    if (/^\d{1,12}$/u.test(given)) return { epoch: Number(given), from: 'SOURCE_DATE_EPOCH' };
    const reason = `SOURCE_DATE_EPOCH is "${given}": it holds seconds since 1970.`;
    throw new McpDockError('FLAG_INVALID', { reason, command: 'build' });
  }
  const { exitCode, stdout } = await processes.run('git', ['log', '-1', '--format=%ct'], {
    cwd: directory,
    timeoutMs: 10_000,
    signal,
  });
  const commit = stdout.trim();
  if (exitCode === 0 && /^\d{1,12}$/u.test(commit)) return { epoch: Number(commit), from: 'the last git commit' };
  return { epoch: FIXED, from: 'fixed, as there is neither SOURCE_DATE_EPOCH nor a git commit' };
}
