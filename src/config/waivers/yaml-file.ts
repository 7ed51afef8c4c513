import { LineCounter, isMap, isNode, isScalar, isSeq, parseDocument, type Node, type Pair } from 'yaml';
import { McpDockError } from '../../errors/mcp-dock-error.js';

/** A file of YAML that is a map, with the line of each of its parts. */
export interface YamlFile {
  readonly pairs: readonly { readonly key: string; readonly line: number; readonly value: unknown }[];
  readonly lineOf: (node: unknown) => number;
}

/** Throws CONFIG_INVALID. An empty file is an empty map. */
export function readYamlFile(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  const lineAt = (offset: number | undefined) => (offset === undefined ? 1 : lines.linePos(offset).line);
  const refuse = (reason: string, offset?: number) =>
    new McpDockError('CONFIG_INVALID', { path: file, line: lineAt(offset), reason });
  if (error !== undefined) throw refuse(`${error.message.replace(/\.$/u, '')}.`, error.pos[0]);
  const { contents } = document;
  if (contents !== null && !isMap(contents) && !(isScalar(contents) && contents.value === null))
    throw refuse('It is no map of keys and values.', contents.range?.[0]);
  const lineOf = (node: unknown) => lineAt(isNode(node) ? node.range?.[0] : undefined);
  return {
    pairs: isMap(contents)
      ? contents.items.map(({ key, value }) => ({ key: textOf(key) ?? '', line: lineOf(key), value }))
      : [],
    lineOf,
  };
}

/** The items of a list, with the comments that belong to each: above it, behind it. Nothing is an empty list; undefined for anything else. */
export function itemsOf(
  node: unknown,
): { readonly node: unknown; readonly comments: (string | null | undefined)[] }[] | undefined {
  if (node === null || (isScalar(node) && node.value === null)) return [];
  if (!isSeq(node)) return undefined;
  return node.items.map((item, index) => {
    // What stands above the first item belongs to the list.
    const above = index === 0 ? node.commentBefore : undefined;
    const own = isNode(item) ? (item as Node) : undefined;
    return { node: item, comments: [above, own?.commentBefore, own?.comment] };
  });
}

/** The entries of a map by their keys; empty for anything else. */
export const fieldsOf = (node: unknown): ReadonlyMap<string, unknown> =>
  new Map(isMap(node) ? node.items.map(({ key, value }: Pair) => [textOf(key) ?? '', value]) : []);

/** A text, or a number as it reads. */
export function textOf(node: unknown): string | undefined {
  const value = isScalar(node) ? node.value : node;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
