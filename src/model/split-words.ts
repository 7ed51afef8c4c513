/** The words of a command line, or why it does not mean the same without a shell. */
export type SplitWords = { readonly words: readonly string[] } | { readonly fault: string };

/** What a shell would take for more than a part of a word. */
const OPERATORS = new Set(['|', '&', ';', '<', '>', '`', '\n']);

/**
 * Splits a command line as a POSIX shell does that has only its quotes: words are parted by blanks, `'…'` keeps everything, `"…"` and a
 * backslash keep blanks and quotes. A backslash before anything else stands for itself, for paths of Windows. What a shell would
 * replace or act on outside of quotes is a fault: here it would reach the program as it is written.
 */
export function splitWords(line: string): SplitWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? '';
    const next = line[at + 1] ?? '';
    if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else if (quote === '"' && letter === '\\' && (next === '"' || next === '\\')) {
        word += next;
        at += 1;
      } else if (quote === '"' && isReplaced(letter, next)) return { fault: noShell(letter === '$' ? '$…' : letter) };
      else word += letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (letter === '\\' && /[\s"'\\]/u.test(next)) {
      word = (word ?? '') + next;
      at += 1;
    } else if (OPERATORS.has(letter)) return { fault: noShell(letter === '\n' ? 'a second line' : letter) };
    else if (/\s/u.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (isReplaced(letter, next)) return { fault: noShell('$…') };
    else if (letter === '~' && word === undefined && /^[/\\\s]?$/u.test(next)) return { fault: noShell('~') };
    else word = (word ?? '') + letter;
  }
  if (quote !== undefined) return { fault: `a ${quote} is never closed.` };
  if (word !== undefined) words.push(word);
  const [first] = words;
  if (first === undefined || first === '') return { fault: 'the program is missing.' };
  if (/^[A-Za-z_]\w*=/u.test(first))
    return { fault: `variables are given with --env: --env ${first.slice(0, first.indexOf('='))}=….` };
  return { words };
}

/** A variable, or what a command in backticks would say. */
const isReplaced = (letter: string, next: string) => letter === '`' || (letter === '$' && /[\w{(]/u.test(next));

const noShell = (what: string) =>
  `no shell runs it, so ${what} would reach the program as it is. Quote it with '…', or write command:sh -c '…'.`;
