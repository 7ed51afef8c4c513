import { cleanText, maskSecrets } from '../model/clean-text.js';
import { isMessage } from '../model/mcp-protocol.js';
import { EXCERPT_OF, excerptOf } from '../model/log-excerpt.js';
import type { ContainerExit } from '../model/facts/run.js';
import { shortenedLine } from '../model/shortened-line.js';
import type { Engine } from '../ports/engine.js';
import { refusedProgram } from './refused-program.js';

interface AutopsyInput {
  readonly containerId: string;
  readonly exitCode: number;
  readonly afterMs: number;
  readonly secrets: readonly string[];
  /** Its stdin is held by a client; absent where that is not known. */
  readonly overStdio?: boolean;
}

/** What is asked of the engine; the last two only where an exit leaves the cause open. */
type AutopsyEngine = Pick<Engine, 'inspectContainer' | 'containerLogs'> &
  Partial<Pick<Engine, 'containerEvents' | 'containerFile'>>;

const KILLED = 137;
const KILL_SIGNAL = '9';

/** Why a container is gone, read before it is removed. What cannot be read any more stays empty. */
export async function autopsy(
  engine: AutopsyEngine,
  { containerId, exitCode, afterMs, secrets, overStdio }: AutopsyInput,
): Promise<ContainerExit> {
  const [state, logs] = await Promise.allSettled([
    engine.inspectContainer(containerId),
    engine.containerLogs(containerId, EXCERPT_OF),
  ]);
  const error = state.status === 'fulfilled' ? (state.value.error ?? '') : '';
  const lines = logs.status === 'fulfilled' ? logs.value : [];
  const said = [error, ...lines.map(({ line }) => line)].join('\n');
  const [program, events] = await Promise.all([
    state.status === 'fulfilled' ? refusedProgram(engine, state.value, said) : undefined,
    // The flag tells of the first process alone; the engine saw it when another one was the victim.
    exitCode === KILLED ? engine.containerEvents?.(containerId).catch(() => undefined) : undefined,
  ]);
  return {
    exitCode,
    oomKilled:
      (state.status === 'fulfilled' && state.value.oomKilled) ||
      (events?.some(({ action }) => action === 'oom') ?? false),
    afterMs,
    lastLines: lastWords(lines, secrets),
    ...(error === '' ? {} : { error: clean(error, secrets) }),
    ...(program === undefined ? {} : { program }),
    ...(events?.some(({ action, signal }) => action === 'kill' && signal === KILL_SIGNAL) === true
      ? { killed: true }
      : {}),
    ...(overStdio === undefined ? {} : { overStdio }),
  };
}

/** What is worth reading of the end of a log; messages of the protocol are not. */
export const lastWords = (
  lines: readonly { readonly stream: 'stdout' | 'stderr'; readonly line: string }[],
  secrets: readonly string[],
): string[] =>
  excerptOf(lines.filter(({ stream, line }) => line.trim() !== '' && !(stream === 'stdout' && isMessage(line)))).map(
    ({ line }) => clean(line, secrets),
  );

const clean = (text: string, secrets: readonly string[]) => cleanText(shortenedLine(maskSecrets(text, secrets)));
