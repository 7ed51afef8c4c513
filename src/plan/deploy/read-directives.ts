import type { Directive } from '../../model/facts/deploy.js';
import type { TextProblem } from '../yaml/read-yaml.js';

export interface ReadDirectives {
  readonly directives: Directive[];
  readonly problems: readonly TextProblem[];
}

interface Token {
  readonly text: string;
  readonly line: number;
  readonly kind: 'word' | '{' | '}' | ';' | 'line';
}

const MAX_TOKENS = 50_000;
const MAX_DEPTH = 40;

/** Settings of nginx: words that end with `;`, or with a block in braces. Never throws. */
export function readNginx(text: string): ReadDirectives {
  return build(tokensOf(text, { lines: false }), ';');
}

/** A Caddyfile: one directive a line, blocks in braces. Never throws. */
export function readCaddyfile(text: string): ReadDirectives {
  return build(tokensOf(text, { lines: true }), 'line');
}

function tokensOf(text: string, { lines }: { readonly lines: boolean }): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let index = 0;
  while (index < text.length && tokens.length < MAX_TOKENS) {
    const character = text.charAt(index);
    if (character === '\n') {
      if (lines) tokens.push({ text: '\n', line, kind: 'line' });
      line += 1;
      index += 1;
    } else if (/\s/u.test(character)) index += 1;
    else if (character === '#') {
      const end = text.indexOf('\n', index);
      index = end < 0 ? text.length : end;
    } else if (lines && character === '\\' && /^\\\r?\n/u.test(text.slice(index, index + 3))) {
      index += text.charAt(index + 1) === '\r' ? 3 : 2;
      line += 1;
    } else if (!lines && /[;{}]/u.test(character)) {
      tokens.push({ text: character, line, kind: character as ';' | '{' | '}' });
      index += 1;
    } else {
      const { word, end } = wordAt(text, index, lines);
      const brace = lines && (word === '{' || word === '}') ? word : undefined;
      tokens.push({ text: word, line, kind: brace ?? 'word' });
      line += text.slice(index, end).split('\n').length - 1;
      index = end;
    }
  }
  return tokens;
}

function wordAt(text: string, from: number, lines: boolean): { word: string; end: number } {
  const quote = text.charAt(from);
  if (quote === '"' || (!lines && quote === "'") || (lines && quote === '`')) {
    let word = '';
    for (let index = from + 1; index < text.length; index += 1) {
      const character = text.charAt(index);
      if (character === '\\' && quote !== '`') {
        word += text.charAt(index + 1);
        index += 1;
      } else if (character === quote) return { word, end: index + 1 };
      else word += character;
    }
    return { word, end: text.length };
  }
  let end = from;
  while (end < text.length) {
    const character = text.charAt(end);
    if (/\s/u.test(character)) break;
    if (!lines && character === '$' && text.charAt(end + 1) === '{') {
      const close = text.indexOf('}', end);
      end = close < 0 ? text.length : close + 1;
      continue;
    }
    if (!lines && /[;{}]/u.test(character)) break;
    end += character === '\\' ? 2 : 1;
  }
  return { word: text.slice(from, Math.min(end, text.length)), end: Math.min(Math.max(end, from + 1), text.length) };
}

function build(tokens: readonly Token[], ending: ';' | 'line'): ReadDirectives {
  const problems: TextProblem[] = [];
  const root: Directive[] = [];
  const open: { list: Directive[]; line: number }[] = [{ list: root, line: 1 }];
  let words: Token[] = [];
  const close = (block?: Directive[]) => {
    const [first, ...rest] = words;
    const list = open.at(-1)?.list ?? root;
    // Global options of a Caddyfile have no name.
    if (first !== undefined || block !== undefined)
      list.push({
        name: first?.text ?? '',
        args: rest.map(({ text }) => text),
        line: first?.line ?? open.at(-1)?.line ?? 1,
        ...(block && { block }),
      });
    words = [];
  };
  for (const token of tokens) {
    if (token.kind === 'word') words.push(token);
    else if (token.kind === ending) {
      if (words.length > 0) close();
    } else if (token.kind === '{') {
      const block: Directive[] = [];
      close(block);
      if (open.length > MAX_DEPTH)
        return { directives: root, problems: [{ line: token.line, message: 'Its blocks are nested too deep.' }] };
      open.push({ list: block, line: token.line });
    } else if (token.kind === '}') {
      if (words.length > 0 && ending === ';')
        problems.push({
          line: words[0]?.line ?? token.line,
          message: `"${words[0]?.text ?? ''}" does not end with ";".`,
        });
      if (words.length > 0) close();
      if (open.length === 1) problems.push({ line: token.line, message: 'This "}" closes nothing.' });
      else open.pop();
    }
  }
  if (words.length > 0 && ending === ';')
    problems.push({ line: words[0]?.line ?? 1, message: `"${words[0]?.text ?? ''}" does not end with ";".` });
  if (words.length > 0) close();
  const left = open.at(-1);
  if (open.length > 1 && left !== undefined) problems.push({ line: left.line, message: 'This "{" is never closed.' });
  return { directives: root, problems: problems.slice(0, 10) };
}
