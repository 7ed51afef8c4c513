/** Where something stands, 1-based. */
export interface Place {
  /** Relative to the project, with `/`. */
  readonly file: string;
  readonly line: number;
}

export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes. */
  readonly text: string;
  readonly quoted: boolean;
  readonly at: Place;
  /** A tag that YAML itself does not know, `!reset`. */
  readonly tag?: string;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly items: readonly Located[];
  readonly at: Place;
  readonly tag?: string;
}

export interface LocatedEntry {
  /** Of the key. */
  readonly at: Place;
  readonly value: Located;
}

export interface LocatedMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, LocatedEntry>;
  readonly at: Place;
  readonly tag?: string;
}

/** A piece of YAML or JSON whose every value knows its line; aliases and merge keys are resolved. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export const entriesOf = (node: Located | undefined): [string, LocatedEntry][] =>
  node?.kind === 'map' ? [...node.entries] : [];

export const itemsOf = (node: Located | undefined): readonly Located[] => (node?.kind === 'list' ? node.items : []);

/** The entry under a path of keys; undefined where one of them is missing. */
export function entryAt(node: Located | undefined, ...path: readonly string[]): LocatedEntry | undefined {
  let found: LocatedEntry | undefined;
  let at = node;
  for (const key of path) {
    found = at?.kind === 'map' ? at.entries.get(key) : undefined;
    at = found?.value;
  }
  return found;
}

export const nodeAt = (node: Located | undefined, ...path: readonly string[]): Located | undefined =>
  path.length === 0 ? node : entryAt(node, ...path)?.value;

/** A scalar as text, numbers and booleans as they are written; undefined for null, lists and maps. */
export const textOf = (node: Located | undefined): string | undefined =>
  node?.kind === 'scalar' && node.value !== null ? node.text : undefined;

export const textAt = (node: Located | undefined, ...path: readonly string[]): string | undefined =>
  textOf(nodeAt(node, ...path));

/** Whether a value says yes. Compose takes words for booleans where a variable may have brought them. */
export const isTrue = (node: Located | undefined): boolean =>
  node?.kind === 'scalar' && (node.value === true || /^(?:true|yes|on|1)$/iu.test(node.text));

/** The texts of a list, or the one of a scalar. */
export const textsOf = (node: Located | undefined): string[] =>
  node?.kind === 'scalar'
    ? [textOf(node)].filter((text) => text !== undefined)
    : itemsOf(node)
        .map(textOf)
        .filter((text) => text !== undefined);

export const scalar = (text: string, at: Place, tag?: string): LocatedScalar => ({
  kind: 'scalar',
  value: text,
  text,
  quoted: true,
  at,
  ...(tag !== undefined && { tag }),
});

export const nothing = (at: Place): LocatedScalar => ({ kind: 'scalar', value: null, text: '', quoted: false, at });

export const mapOf = (entries: Iterable<readonly [string, LocatedEntry]>, at: Place, tag?: string): LocatedMap => ({
  kind: 'map',
  entries: new Map(entries),
  at,
  ...(tag !== undefined && { tag }),
});

export const listOf = (items: readonly Located[], at: Place, tag?: string): LocatedList => ({
  kind: 'list',
  items,
  at,
  ...(tag !== undefined && { tag }),
});

/** The plain value. */
export function plainOf(node: Located | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainOf);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plainOf(value)]));
}

/** What a value is, as a person calls it: `a list`. */
export function kindOf(node: Located): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  if (node.value === null) return 'empty';
  return typeof node.value === 'string' ? 'text' : `a ${typeof node.value}`;
}
