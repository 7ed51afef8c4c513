import { isMap, isNode, isScalar, parseAllDocuments, stringify, type Document, type Pair } from 'yaml';
import { EntryFileFault, lineAt, type EntryFormat, type KeyPath } from './entry-format.js';

/** YAML, changed by whole lines, so that comments and the way in which the rest is written stay. */
export const yaml: EntryFormat = {
  parse(text) {
    const document = documentOf(text);
    const [error] = document.errors;
    if (error !== undefined)
      throw new EntryFileFault(
        'invalid',
        `it is no YAML: ${error.message.replace(/\.$/u, '')}`,
        lineAt(text, error.pos[0]),
      );
    try {
      return document.toJS({ maxAliasCount: 100 }) ?? {};
    } catch {
      // Aliases that multiply without end, or that name no anchor.
      throw new EntryFileFault('invalid', 'its aliases cannot be followed', undefined);
    }
  },
  set(text, path, value) {
    const document = documentOf(text);
    const there = pairAt(document, path);
    if (there !== undefined) {
      const { from, to, indent } = linesOf(text, there, path);
      return text.slice(0, from) + block(path.slice(-1), value, indent) + text.slice(to);
    }
    if (document.contents === null || text.trim() === '') return `${ended(text)}${block(path, value, '')}`;
    const length = path.findIndex((_, index) => pairAt(document, path.slice(0, index + 1)) === undefined);
    const map = length === 0 ? document.contents : pairAt(document, path.slice(0, length))?.value;
    const rest = path.slice(length);
    if (isEmpty(map) && length > 0) {
      const parent = path.slice(0, length);
      const pair = pairAt(document, parent);
      if (pair === undefined) throw inOneLine(parent, undefined);
      const { from, to, indent } = linesOf(text, pair, parent);
      return text.slice(0, from) + block(path.slice(length - 1), value, indent) + text.slice(to);
    }
    if (!isMap(map) || map.flow === true)
      throw inOneLine(path.slice(0, length), yaml.lineOf(text, path.slice(0, length)));
    const last = map.items.at(-1);
    if (last === undefined) throw inOneLine(path.slice(0, length), undefined);
    const { to, indent } = linesOf(text, last, path);
    return ended(text.slice(0, to)) + block(rest, value, indent) + text.slice(to);
  },
  remove(text, path) {
    const document = documentOf(text);
    const pair = pairAt(document, path);
    if (pair === undefined) throw inOneLine(path, undefined);
    const parent = pairAt(document, path.slice(0, -1));
    // A map without entries is written as one; nothing at all would be no map.
    if (parent !== undefined && isMap(parent.value) && parent.value.items.length === 1) {
      const { from, to, indent } = linesOf(text, parent, path);
      return `${text.slice(0, from)}${indent}${String(keyOf(parent))}: {}\n${text.slice(to)}`;
    }
    const { from, to } = linesOf(text, pair, path);
    return text.slice(0, from) + text.slice(to);
  },
  lineOf(text, path) {
    const pair = pairAt(documentOf(text), path);
    return pair === undefined ? undefined : lineAt(text, startOf(pair) ?? 0);
  },
  snippet: (path, value) => block(path, value, ''),
};

function documentOf(text: string): Document {
  const documents = parseAllDocuments(text, { prettyErrors: false });
  const [first, second] = documents;
  if (second !== undefined)
    throw new EntryFileFault('invalid', 'it holds more than one document', lineAt(text, second.range[0]));
  // An empty file has none.
  return (first ?? parseAllDocuments('{}')[0]) as Document;
}

const inOneLine = (path: KeyPath, line: number | undefined) =>
  new EntryFileFault('unsafe', `${path.join('.') || 'the file'} is not written as a block of lines`, line);

const keyOf = ({ key }: Pair): unknown => (isScalar(key) ? key.value : key);

const startOf = ({ key }: Pair): number | undefined => (isNode(key) ? key.range?.[0] : undefined);

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (isMap(value) && value.items.length === 0) ||
  (isScalar(value) && value.value === null);

function pairAt(document: Document, path: KeyPath): Pair | undefined {
  let map: unknown = document.contents;
  let found: Pair | undefined;
  for (const key of path) {
    found = isMap(map) ? map.items.find((pair) => keyOf(pair) === key) : undefined;
    if (found === undefined) return undefined;
    map = found.value;
  }
  return found;
}

/** The whole lines of a pair. Throws where other things stand on them. */
function linesOf(text: string, pair: Pair, path: KeyPath): { from: number; to: number; indent: string } {
  const start = startOf(pair);
  const valueEnd = isNode(pair.value) ? pair.value.range?.[1] : undefined;
  const keyEnd = isNode(pair.key) ? pair.key.range?.[1] : undefined;
  const end = Math.max(valueEnd ?? 0, keyEnd ?? 0);
  if (start === undefined) throw inOneLine(path, undefined);
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(from, start);
  if (!/^ *$/u.test(indent)) throw inOneLine(path, lineAt(text, start));
  // A block may reach over its last line break.
  const lastCharacter = text.slice(start, end).trimEnd().length + start;
  const newline = text.indexOf('\n', lastCharacter);
  return { from, to: newline < 0 ? text.length : newline + 1, indent };
}

function block(path: KeyPath, value: unknown, indent: string): string {
  const nested = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return stringify(nested, { lineWidth: 0 }).replaceAll(/^(?=.)/gmu, indent);
}

const ended = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
