import { cleanText, maskSecrets } from '../model/clean-text.js';
import { isMessage } from '../model/mcp-protocol.js';
import { EXCERPT_OF, excerptOf } from '../model/log-excerpt.js';
import type { ContainerExit } from '../model/facts/run.js';
import type { Engine } from '../ports/engine.js';

interface AutopsyInput {
  readonly containerId: string;
  readonly exitCode: number;
  readonly afterMs: number;
  readonly secrets: readonly string[];
}

/** Why a container is gone, read before it is removed. What cannot be read any more stays empty. */
export async function autopsy(
  engine: Pick<Engine, 'inspectContainer' | 'containerLogs'>,
  { containerId, exitCode, afterMs, secrets }: AutopsyInput,
): Promise<ContainerExit> {
  const [state, logs] = await Promise.allSettled([
    engine.inspectContainer(containerId),
    engine.containerLogs(containerId, EXCERPT_OF),
  ]);
  const error = state.status === 'fulfilled' ? (state.value.error ?? '') : '';
  const lines = logs.status === 'fulfilled' ? logs.value : [];
  return {
    exitCode,
    oomKilled: state.status === 'fulfilled' && state.value.oomKilled,
    afterMs,
    lastLines: lastWords(lines, secrets),
    ...(error === '' ? {} : { error: clean(error, secrets) }),
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

const clean = (text: string, secrets: readonly string[]) => cleanText(shortened(maskSecrets(text, secrets)));

/** More is a line of a bundle that Node prints before the error, and says nothing. */
const LONGEST = 160;
const BEFORE = 40;
const TELLING =
  /\b(?:\w*(?:Error|Exception)\b(?=[:( ])|error:|fatal|panic|required|missing|invalid|cannot|could not|not (?:set|found|defined))/iu;

/** A long line, cut to the part that says most. JSON stays as it is: its parts are read one by one. */
function shortened(line: string): string {
  if (line.length <= LONGEST || line.trimStart().startsWith('{')) return line;
  const at = Math.max(0, (TELLING.exec(line)?.index ?? 0) - BEFORE);
  const start = at + LONGEST > line.length ? line.length - LONGEST : at;
  const end = start + LONGEST;
  return `${start > 0 ? '… ' : ''}${line.slice(start, end).trim()}${end < line.length ? ' …' : ''}`;
}
