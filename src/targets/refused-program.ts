import { cleanText } from '../model/clean-text.js';
import type { ContainerExit } from '../model/facts/run.js';
import type { ContainerState, Engine } from '../ports/engine.js';

/** Room for the headers of a program: the name of its loader stands right behind them. */
const HEAD_BYTES = 4_096;
const LONGEST_NAME = 200;

const REFUSED = /(?:^|: )exec (?<path>\/\S+): (?:no such file or directory|exec format error)/mu;
const REFUSED_BY_OLD_ENGINE = /exec user process caused/u;

/** What the program is that the kernel refused to start, by its first bytes; undefined when it was not refused. */
export async function refusedProgram(
  engine: Partial<Pick<Engine, 'containerFile'>>,
  { id, args }: Pick<ContainerState, 'id' | 'args'>,
  said: string,
): Promise<ContainerExit['program']> {
  const path = REFUSED.exec(said)?.groups?.['path'] ?? (REFUSED_BY_OLD_ENGINE.test(said) ? args[0] : undefined);
  if (path === undefined || !path.startsWith('/')) return undefined;
  // Without it the cause is told less exactly.
  const head = await engine.containerFile?.(id, path, HEAD_BYTES).catch(() => undefined);
  return head === undefined || head.length === 0 ? undefined : { path: cleanText(path), ...kindOf(head) };
}

function kindOf(head: Buffer): Omit<NonNullable<ContainerExit['program']>, 'path'> {
  if (head.subarray(0, 4).equals(Buffer.from('\u007fELF'))) {
    const interpreter = loaderOf(head);
    return { kind: 'elf', ...(interpreter === undefined ? {} : { interpreter }) };
  }
  const [line = ''] = head.toString('latin1').split('\n', 1);
  if (!line.startsWith('#!')) return { kind: 'text' };
  const [interpreter = ''] = line.slice(2).trim().split(/\s+/u);
  return {
    kind: 'script',
    interpreter: cleanText(interpreter, LONGEST_NAME),
    ...(line.endsWith('\r') ? { windowsLineEnds: true } : {}),
  };
}

/** The loader that an ELF file asks for, as it stands in the file: an absolute path that ends with a zero byte. */
function loaderOf(head: Buffer): string | undefined {
  const found = /(\/[\w./-]*\/?ld[\w.-]*)\0/u.exec(head.toString('latin1'))?.[1];
  return found === undefined ? undefined : cleanText(found, LONGEST_NAME);
}
