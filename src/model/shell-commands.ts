/** One simple command of shell text. */
export interface ShellCommand {
  /** Quotes taken away; `$NAME` and `$(…)` stand as they are. Assignments before the program and redirections are not among them. */
  readonly words: readonly string[];
  readonly assignments: readonly { readonly name: string; readonly value: string }[];
  /** `>&2`, `>>/log`, as far as they are one word. */
  readonly redirections: readonly string[];
  /** What stands before and behind it: an operator, or nothing. */
  readonly before: string;
  readonly after: string;
  /** Offset of its first character. */
  readonly at: number;
}

/** Words that the shell reads itself and behind which a command begins. */
const OPENERS = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', 'time']);
const CLOSERS = new Set(['fi', 'done', 'esac', '}']);
/** Longer text is cut: no person writes that by hand. */
const MAX_TEXT = 65_536;
const MAX_COMMANDS = 2_000;

interface Open {
  words: string[];
  redirections: string[];
  at: number;
  before: string;
}

/**
 * The simple commands of shell text in their order, those of branches and loops too. Not a shell: what is inside of `$(…)`, and
 * bodies of here-documents, are not taken apart.
 */
export function shellCommands(text: string): ShellCommand[] {
  const found: ShellCommand[] = [];
  const source = text.slice(0, MAX_TEXT);
  let open: Open = { words: [], redirections: [], at: -1, before: '' };
  let index = 0;
  const close = (operator: string) => {
    const [first = ''] = open.words;
    if (open.words.length > 0 && !CLOSERS.has(first)) found.push(toCommand(open, operator));
    else if (found.length > 0 && operator !== '' && open.words.length === 0 && operator !== '\n')
      relink(found, operator);
    const before = open.words.length === 0 && operator === '\n' ? open.before : operator;
    open = { words: [], redirections: [], at: -1, before };
  };
  while (index < source.length && found.length < MAX_COMMANDS) {
    const character = source.charAt(index);
    if (character === '\n') {
      close('\n');
      index += 1;
    } else if (/\s/u.test(character)) index += 1;
    else if (character === '\\' && source.charAt(index + 1) === '\n') index += 2;
    else if (character === '#') index = endOfLine(source, index);
    else if (/[;&|()]/u.test(character) && !(character === '&' && source.charAt(index + 1) === '>')) {
      const operator = /^(?:;;|&&|\|\||\|&|[;&|()])/u.exec(source.slice(index, index + 2))?.[0] ?? character;
      close(operator);
      index += operator.length;
    } else {
      const word = readWord(source, index);
      if (open.at < 0) open.at = index;
      index = word.end;
      if (word.redirects) open.redirections.push(word.text);
      else if (open.words.length === 0 && OPENERS.has(word.text) && !word.quoted) open.at = -1;
      else open.words.push(word.text);
    }
  }
  close('');
  return found;
}

/** A command that ends a group takes the operator behind the group. */
function relink(found: ShellCommand[], operator: string): void {
  const last = found.at(-1);
  if (last !== undefined && /^[)]?$/u.test(last.after)) found[found.length - 1] = { ...last, after: operator };
}

function toCommand({ words, redirections, at, before }: Open, after: string): ShellCommand {
  const first = words.findIndex((word) => !ASSIGNMENT.test(word));
  const own = first < 0 ? words.length : first;
  return {
    words: words.slice(own),
    assignments: words.slice(0, own).map((word) => {
      const end = word.indexOf('=');
      return { name: word.slice(0, end), value: word.slice(end + 1) };
    }),
    redirections,
    before,
    after,
    at,
  };
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/u;

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

interface Word {
  readonly text: string;
  readonly end: number;
  readonly redirects: boolean;
  readonly quoted: boolean;
}

function readWord(text: string, from: number): Word {
  const redirection = /^(?:&>>?|\d*(?:>>|>&|>\||<&|<>|<<<|<<-?|>|<))[ \t]*/u.exec(text.slice(from, from + 16))?.[0];
  if (redirection !== undefined) {
    const target = readWord(text, from + redirection.length);
    const plain = redirection.trim();
    return {
      text: `${plain}${target.text}`,
      end: Math.max(target.end, from + redirection.length),
      redirects: true,
      quoted: false,
    };
  }
  let result = '';
  let quoted = false;
  let index = from;
  while (index < text.length) {
    const character = text.charAt(index);
    if (/[\s;&|()<>]/u.test(character)) break;
    if (character === "'") {
      const end = closing(text, index + 1, "'");
      result += text.slice(index + 1, end);
      index = end + 1;
      quoted = true;
    } else if (character === '"') {
      const end = endOfDouble(text, index + 1);
      result += text
        .slice(index + 1, end)
        .replace(/\\(["\\$`\n])/gu, (_match, one: string) => (one === '\n' ? '' : one));
      index = end + 1;
      quoted = true;
    } else if (character === '\\') {
      if (text.charAt(index + 1) !== '\n') result += text.charAt(index + 1);
      index += 2;
    } else if (character === '`') {
      const end = closing(text, index + 1, '`') + 1;
      result += text.slice(index, end);
      index = end;
    } else if (character === '$' && /[({]/u.test(text.charAt(index + 1))) {
      const end = endOfNested(text, index + 1);
      result += text.slice(index, end);
      index = end;
    } else {
      result += character;
      index += 1;
    }
  }
  return { text: result, end: Math.max(index, from + 1), redirects: false, quoted };
}

function closing(text: string, from: number, mark: string): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}

function endOfDouble(text: string, from: number): number {
  for (let index = from; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (character === '"') return index;
    else if (character === '$' && text.charAt(index + 1) === '(') index = endOfNested(text, index + 1) - 1;
  }
  return text.length;
}

/** Behind the bracket that closes the one at `from`. */
function endOfNested(text: string, from: number): number {
  const [opening, closed] = text.charAt(from) === '(' ? ['(', ')'] : ['{', '}'];
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (character === "'") index = closing(text, index + 1, "'");
    else if (character === opening) depth += 1;
    else if (character === closed) {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return text.length;
}

/** Programs that run the rest of their words as they are. */
const WRAPPERS = new Set([
  'exec',
  'sudo',
  'env',
  'nice',
  'nohup',
  'command',
  'time',
  'tini',
  'dumb-init',
  'setsid',
  'gosu',
  'su-exec',
]);
const WITH_ARGUMENT = new Set(['gosu', 'su-exec']);

/** The words without programs that only start another: `exec`, `env A=b`, `tini --`, `gosu app`. */
export function unwrapped(words: readonly string[]): readonly string[] {
  let rest = words;
  for (let turn = 0; turn < 6; turn += 1) {
    const name = baseName(rest[0] ?? '');
    if (!WRAPPERS.has(name)) return rest;
    let index = 1;
    while (index < rest.length && (rest[index]?.startsWith('-') === true || ASSIGNMENT.test(rest[index] ?? '')))
      index += 1;
    rest = rest.slice(index + (WITH_ARGUMENT.has(name) ? 1 : 0));
  }
  return rest;
}

/** `/usr/bin/node` → `node` */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The text of `sh -c TEXT`; undefined for words that start no shell with a text. */
export function shellText(words: readonly string[]): string | undefined {
  const [program = '', ...rest] = unwrapped(words);
  if (!/^(?:ba|da|a|z)?sh$/u.test(baseName(program))) return undefined;
  const flag = rest.findIndex((word) => /^-[a-z]*c[a-z]*$/u.test(word));
  return flag < 0 ? undefined : rest[flag + 1];
}
