import { runCommands, type CommandText, type RunCommand } from '../../model/dockerfile-stages.js';
import { baseName, shellText, unwrapped } from '../../model/shell-commands.js';
import { inlineCode } from './inline-code.js';
import { shortened } from './places.js';

/** What is wrong with a probe, to stand behind `The health check`. */
export interface ProbeFault {
  readonly words: string;
  /** A person may have meant it so when it is not. */
  readonly certain: boolean;
}

/** The fault of a probe that cannot fail, or that asks nothing of the server; undefined when there is none to be seen. */
export function faultOf(healthcheck: CommandText): ProbeFault | undefined {
  const commands = runCommands(healthcheck);
  const itself = selfMatching(commands, textOf(healthcheck));
  if (itself !== undefined)
    return {
      words: `looks for "${itself}" among all processes and finds its own command line, so it never fails`,
      certain: true,
    };
  if (commands.length === 0) return undefined;
  const kinds = commands.map(kindOf);
  if (endsWell(commands, kinds) || kinds.every((kind) => kind === 'constant'))
    return { words: 'never fails, whatever the server does', certain: true };
  return kinds.every((kind) => kind !== 'asks')
    ? { words: 'only loads modules, which a server that hangs can do as well', certain: false }
    : undefined;
}

/** The same for the probe of an image, `["CMD", …]` or `["CMD-SHELL", text]`. */
export function faultOfImage([kind, ...words]: readonly string[]): ProbeFault | undefined {
  if (kind !== 'CMD' && kind !== 'CMD-SHELL') return undefined;
  const [text = ''] = words;
  const probe = { keyword: 'HEALTHCHECK', line: 1, args: text };
  return faultOf(kind === 'CMD' ? { ...probe, words } : probe);
}

/** The text that a shell is started with; undefined in exec form, in which there is no shell that could match. */
const textOf = ({ words, args }: CommandText): string | undefined =>
  words === undefined ? args.replace(/^cmd\s+/iu, '') : shellText(words);

type Kind = 'constant' | 'import-only' | 'asks';

const CONSTANT = new Set([
  ':',
  'true',
  'echo',
  'printf',
  'pwd',
  'date',
  'hostname',
  'whoami',
  'id',
  'uname',
  'env',
  'sleep',
]);
/** Programs that ask a shell or a runtime for its version, and get it. */
const VERSION = /^(?:--version|-v|-V|--help)$/u;

function kindOf({ words }: RunCommand): Kind {
  const [program = '', ...rest] = unwrapped(words);
  const name = baseName(program);
  if (CONSTANT.has(name)) return 'constant';
  // What `|| exit 1` adds is the failure of what stands before it.
  if (name === 'exit' || name === 'return') return 'constant';
  const language = /^(?:node|nodejs|bun)$/u.test(name) ? 'node' : /^python[\d.]*$/u.test(name) ? 'python' : undefined;
  if (language === undefined) return rest.length === 1 && VERSION.test(rest[0] ?? '') ? 'constant' : 'asks';
  if (rest.length === 1 && VERSION.test(rest[0] ?? '')) return 'constant';
  const flag = rest.findIndex((word) =>
    (language === 'node' ? /^(?:-e|--eval|-p|--print|-pe)$/u : /^-[A-Za-z]*c$/u).test(word),
  );
  const code = flag < 0 ? undefined : rest[flag + 1];
  return code === undefined ? 'asks' : inlineCode(language, code);
}

/** Whatever comes before: `… || true`, `…; exit 0`. */
function endsWell(commands: readonly RunCommand[], kinds: readonly Kind[]): boolean {
  const last = commands.at(-1);
  if (last === undefined || kinds.at(-1) !== 'constant' || commands.length < 2) return false;
  const succeeds = !/^(?:exit|return)$/u.test(last.words[0] ?? '') || /^0?$/u.test(last.words[1] ?? '');
  return succeeds && /^(?:\|\||;|\n|\|)$/u.test(last.before);
}

/** The pattern of `pgrep -f` or `ps | grep` that matches the shell in which it stands. */
function selfMatching(commands: readonly RunCommand[], text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const line = `/bin/sh -c ${text}`;
  for (const [index, { words }] of commands.entries()) {
    const [program = '', ...rest] = unwrapped(words);
    const name = baseName(program);
    const pattern = rest.findLast((word) => !word.startsWith('-') && !/^\d+$/u.test(word));
    if (pattern === undefined) continue;
    const whole =
      name === 'pgrep' || name === 'pkill' ? rest.some((word) => /^-[a-zA-Z]*f|^--full$/u.test(word)) : false;
    const listed =
      /^(?:e|f)?grep$/u.test(name) &&
      baseName(commands[index - 1]?.words[0] ?? '') === 'ps' &&
      !rest.some((word) => /^-[a-zA-Z]*v/u.test(word));
    const excluded = commands
      .slice(index + 1)
      .some(
        ({ words: later }) =>
          /^(?:e|f)?grep$/u.test(later[0] ?? '') && later.some((word) => /^-[a-zA-Z]*v/u.test(word)),
      );
    if ((whole || (listed && !excluded)) && matches(pattern, line)) return shortened(pattern, 40);
  }
  return undefined;
}

function matches(pattern: string, line: string): boolean {
  if (pattern.length > 200 || /[*+]\)?[*+]/u.test(pattern)) return false;
  try {
    return new RegExp(pattern, 'u').test(line);
  } catch {
    return line.includes(pattern);
  }
}
