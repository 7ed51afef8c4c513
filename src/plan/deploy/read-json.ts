import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { listOf, mapOf, type Located, type LocatedEntry } from '../yaml/located.js';
import type { TextProblem } from '../yaml/read-yaml.js';

const MAX_DEPTH = 60;
const MAX_BYTES = 262_144;

/** A JSON file with the line of every value. Never throws. */
export function readJson(
  file: string,
  text: string,
): { readonly root?: Located; readonly problems: readonly TextProblem[] } {
  if (text.length > MAX_BYTES) return { problems: [{ line: 1, message: 'It is larger than 256 KiB.' }] };
  const starts = [0, ...[...text.matchAll(/\n/gu)].map(({ index }) => index + 1)];
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  if (deeperThan(text, MAX_DEPTH))
    return { problems: [{ line: 1, message: `It is nested deeper than ${MAX_DEPTH} levels.` }] };
  const errors: ParseError[] = [];
  const tree = parseTree(text.replace(/^\u{feff}/u, ' '), errors, {
    disallowComments: true,
    allowTrailingComma: false,
  });
  const [error] = errors;
  if (error !== undefined || tree === undefined)
    return { problems: [{ line: lineOf(error?.offset ?? 0), message: `It is no JSON: ${words(error)}.` }] };
  return { root: read(tree), problems: [] };

  function read(node: Node): Located {
    const at = { file, line: lineOf(node.offset) };
    if (node.type === 'array') return listOf((node.children ?? []).map(read), at);
    if (node.type === 'object')
      return mapOf(
        (node.children ?? []).flatMap(({ children: [key, value] = [] }): [string, LocatedEntry][] =>
          key === undefined || value === undefined
            ? []
            : [[String(key.value), { at: { file, line: lineOf(key.offset) }, value: read(value) }]],
        ),
        at,
      );
    const value = node.value as string | number | boolean | null;
    return { kind: 'scalar', value, text: String(value ?? ''), quoted: typeof value === 'string', at };
  }
}

const words = (error: ParseError | undefined): string =>
  error === undefined
    ? 'the file is empty'
    : printParseErrorCode(error.error)
        .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, ' ')
        .toLowerCase();

function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}
