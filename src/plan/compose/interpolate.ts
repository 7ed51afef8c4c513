/** One piece of a text with variables. */
export interface Piece {
  /** Written there, brought by a variable, or taken because a variable has no value. */
  readonly from: 'text' | 'variable' | 'default';
  readonly text: string;
}

export interface Interpolated {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** Names of the variables that decide on it, in the order of the text. */
  readonly variables: readonly string[];
  /** Variables that must be set and are not, with the words of `${NAME:?words}`. */
  readonly required: readonly { readonly name: string; readonly words: string }[];
  /** The first piece that is no variable although it looks like one. */
  readonly invalid?: string;
}

/** Value of a variable; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

const MAX_DEPTH = 10;

/**
 * `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME-word}`, `${NAME:?words}`, `${NAME?words}`, `${NAME:+word}`, `${NAME+word}` and `$$`, as Compose
 * reads them. Words may hold variables again.
 */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  const state = {
    variables: [] as string[],
    required: [] as Interpolated['required'][number][],
    invalid: undefined as string | undefined,
  };
  const pieces = piecesOf(text, 'text', 0);
  return {
    text: pieces.map((piece) => piece.text).join(''),
    pieces,
    variables: state.variables,
    required: state.required,
    ...(state.invalid !== undefined && { invalid: state.invalid }),
  };

  function piecesOf(source: string, from: Piece['from'], depth: number): Piece[] {
    const found: Piece[] = [];
    let index = 0;
    while (index < source.length) {
      const dollar = source.indexOf('$', index);
      if (dollar < 0) break;
      if (dollar > index) found.push({ from, text: source.slice(index, dollar) });
      const rest = source.slice(dollar, dollar + 2_000);
      const plain = /^\$(?:\$|[A-Za-z_]\w*)/u.exec(rest)?.[0];
      if (plain === '$$') found.push({ from, text: '$' });
      else if (plain !== undefined) found.push(...valueOf(plain.slice(1), '', '', depth));
      const braced = plain === undefined ? bracedAt(rest) : undefined;
      if (plain === undefined && braced === undefined) {
        // Compose leaves a dollar sign alone that begins no name: `$(date)`, `$?`, `$1`.
        if (rest.startsWith('${')) state.invalid ??= rest.slice(0, 20).replace(/\s[^]*$/u, '');
        found.push({ from, text: '$' });
      }
      if (braced !== undefined) found.push(...valueOf(braced.name, braced.operator, braced.word, depth));
      index = dollar + (plain?.length ?? braced?.length ?? 1);
    }
    return index < source.length ? [...found, { from, text: source.slice(index) }] : found;
  }

  function valueOf(name: string, operator: string, word: string, depth: number): Piece[] {
    if (!state.variables.includes(name)) state.variables.push(name);
    const value = lookup(name);
    const missing = value === undefined || (operator.startsWith(':') && value === '');
    const inner = () => (depth >= MAX_DEPTH ? [] : piecesOf(word, 'default', depth + 1));
    if (operator.endsWith('+')) return missing ? [] : inner();
    if (!missing) return [{ from: 'variable', text: value }];
    if (operator.endsWith('?')) state.required.push({ name, words: word });
    return operator.endsWith('-') ? inner() : [];
  }
}

function bracedAt(rest: string): { name: string; operator: string; word: string; length: number } | undefined {
  const head = /^\$\{(?<name>[A-Za-z_]\w*)(?<operator>:?[-?+])?/u.exec(rest);
  if (head?.groups === undefined) return undefined;
  const { name = '', operator = '' } = head.groups;
  let depth = 1;
  for (let index = head[0].length; index < rest.length; index += 1) {
    if (rest.startsWith('${', index)) depth += 1;
    else if (rest.charAt(index) === '}') depth -= 1;
    if (depth > 0) continue;
    const word = rest.slice(head[0].length, index);
    return operator === '' && word !== '' ? undefined : { name, operator, word, length: index + 1 };
  }
  return undefined;
}
