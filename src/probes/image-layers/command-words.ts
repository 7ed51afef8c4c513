/** What a command line starts: programs, and the script that an interpreter is given. */
export interface NamedProgram {
  /** As written. */
  readonly program: string;
  readonly script?: string;
}

/** Programs that run the rest of their arguments. The number counts arguments of their own before it. */
const WRAPPERS: Readonly<Record<string, number>> = {
  tini: 0,
  'tini-static': 0,
  'dumb-init': 0,
  'docker-init': 0,
  catatonit: 0,
  exec: 0,
  env: 0,
  nice: 0,
  setsid: 0,
  nohup: 0,
  gosu: 1,
  'su-exec': 1,
};
/** Flags of wrappers that take a value as the next word. */
const WRAPPER_VALUES = new Set(['-n', '-p', '-e', '-u', '--unset', '--rewrite']);

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh']);
/** Interpreters by name without version, with the flags that take a value and those that leave no script to look for. */
const INTERPRETERS: Readonly<Record<string, { values: readonly string[]; inline: readonly string[] }>> = {
  node: {
    values: ['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--title'],
    inline: ['-e', '--eval', '-p', '--print', '-pe', '--run', '--test', '-v', '--version', '--watch', '-i'],
  },
  bun: { values: ['-r', '--preload'], inline: ['-e', '--eval', '-p', 'run', 'x', 'test'] },
  python: { values: ['-X', '-W', '--check-hash-based-pycs'], inline: ['-c', '-m', '-V', '--version'] },
  ruby: { values: ['-I', '-r', '-C'], inline: ['-e', '-v'] },
  perl: { values: ['-I', '-M'], inline: ['-e', '-E', '-v'] },
  php: { values: ['-c', '-d', '-z'], inline: ['-r', '-S', '-a', '-v'] },
  sh: { values: ['-o', '+o'], inline: ['-c', '-s'] },
};
/** Words of the shell itself; there is no file behind them. */
const BUILTINS = new Set(
  ': . [ [[ ]] { } ! alias break cd command continue do done echo elif else esac eval exit export false fi for function if in kill let local printf pwd read return set shift source test then time trap true type ulimit umask unset until wait while case'.split(
    ' ',
  ),
);

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Programs that an argument vector starts: wrappers, the wrapped program, and the first words of shell text. */
export function programsOf(argv: readonly string[], depth = 0): NamedProgram[] {
  const [program, ...rest] = argv;
  if (program === undefined || program === '' || depth > 8) return [];
  const name = baseName(program);
  const own = WRAPPERS[name];
  if (own !== undefined)
    return [
      ...(BUILTINS.has(name) || name === 'exec' ? [] : [{ program }]),
      ...programsOf(wrapped(rest, own), depth + 1),
    ];
  if (SHELLS.has(name)) {
    const flag = rest.findIndex((word) => /^-[a-z]*c$/u.test(word));
    const text = flag === -1 ? undefined : rest[flag + 1];
    if (text !== undefined) {
      const named = commandsOf(text).flatMap((words) => programsOf(words, depth + 1));
      return [{ program }, ...(/\bcd\s/u.test(text) ? named.map(withoutRelativeScript) : named)];
    }
  }
  const script = scriptOf(name, rest);
  return [script === undefined ? { program } : { program, script }];
}

function wrapped(words: readonly string[], own: number): readonly string[] {
  const end = words.indexOf('--');
  if (end !== -1) return words.slice(end + 1);
  let index = 0;
  for (; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (WRAPPER_VALUES.has(word)) index += 1;
    else if (!word.startsWith('-') && !/^\w+=/u.test(word)) break;
  }
  return words.slice(index + own);
}

function scriptOf(name: string, words: readonly string[]): string | undefined {
  const language = SHELLS.has(name) ? 'sh' : name === 'nodejs' ? 'node' : name.replace(/[\d.]+$/u, '');
  const interpreter = INTERPRETERS[language];
  if (interpreter === undefined) return undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (interpreter.inline.includes(word)) return undefined;
    if (interpreter.values.includes(word)) index += 1;
    else if (word !== '-' && !/^[-+]/u.test(word)) return /[$*]|^\w+:\/\//u.test(word) ? undefined : word;
  }
  return undefined;
}

/** After `cd` a relative path says nothing any more. */
const withoutRelativeScript = ({ program, script }: NamedProgram): NamedProgram =>
  script?.startsWith('/') === true ? { program, script } : { program };

const MAX_SHELL_TEXT = 4096;
/** The text asks for a program before it uses it, or decides which one to use. */
const ASKS_FIRST = /(?:^|[\s;&|(!])(?:command -v|which|type|if|case|\[|test)\s/u;
const OPERATOR = /(\|\||&&|[;|&\n])(?=(?:[^"']|"[^"]*"|'[^']*')*$)/u;

/**
 * The simple commands of shell text that it cannot do without. What is decided at run time is left out: `$CMD`, `$(…)`,
 * conditions, and a program with another one as fallback (`wget … || curl …`).
 */
export function commandsOf(text: string): string[][] {
  if (text.length > MAX_SHELL_TEXT || ASKS_FIRST.test(text)) return [];
  const pieces = text.split(OPERATOR);
  return pieces
    .flatMap((piece, index) => {
      if (index % 2 === 1 || pieces[index - 1] === '||') return [];
      const words = wordsOf(piece);
      const fallback = pieces[index + 1] === '||' && isProgram(wordsOf(pieces[index + 2] ?? '')[0]);
      return fallback ? [] : [words];
    })
    .filter(([first]) => isProgram(first) || first === 'exec');
}

const isProgram = (word: string | undefined): boolean =>
  word !== undefined && !BUILTINS.has(word) && /^[\w./+@-]+$/u.test(word);

function wordsOf(command: string): string[] {
  const words = [...command.trim().matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/gu)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/gu, '$1$2'),
  );
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/u.test(word) && !['!', 'do', '{'].includes(word));
  return first === -1 ? [] : words.slice(first);
}
