import type { JsonObject } from '../../model/mcp-protocol.js';
import { jsonPath } from './json-path.js';

/** `breaking`: calls that worked fail, or answers are not what they were. `cosmetic`: only people see it. */
export type Impact = 'breaking' | 'compatible' | 'cosmetic';

export interface ContractChange {
  readonly impact: Impact;
  readonly path: string;
  /** Where it is, for a sentence: `the argument "title" of "create_task"`. */
  readonly what: string;
  /** What happened to it: `is gone`, `is required now`. */
  readonly became: string;
  /** `undefined` where there was nothing, or is nothing any more. */
  readonly before: unknown;
  readonly after: unknown;
}

export type Keys = readonly (string | number)[];
type Compare<Item> = (before: Item, after: Item, name: string, path: Keys) => ContractChange[];

export const change = (impact: Impact, path: Keys, what: string, became: string, before: unknown, after: unknown) => ({
  impact,
  path: jsonPath(path),
  what,
  became,
  before,
  after,
});

export function changesOf<Item>(
  before: Readonly<Record<string, Item>>,
  after: Readonly<Record<string, Item>>,
  { key, one }: { readonly key: string; readonly one: string },
  compare: Compare<Item>,
): ContractChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => {
    const path = [key, name];
    const had = Object.hasOwn(before, name) ? before[name] : undefined;
    const has = Object.hasOwn(after, name) ? after[name] : undefined;
    const what = `the ${one} ${JSON.stringify(name)}`;
    if (had === undefined) return [change('compatible', path, what, 'is new', undefined, has)];
    if (has === undefined) return [change('breaking', path, what, 'is gone', had, undefined)];
    return compare(had, has, JSON.stringify(name), path);
  });
}

/** Words for people, by key. */
export function reworded(
  before: JsonObject,
  after: JsonObject,
  keys: readonly string[],
  of: string,
  path: Keys,
): ContractChange[] {
  return keys
    .filter((key) => before[key] !== after[key])
    .map((key) =>
      change(
        'cosmetic',
        [...path, key],
        `the ${key} of ${of}`,
        became(before[key], after[key]),
        before[key],
        after[key],
      ),
    );
}

export const became = (before: unknown, after: unknown): string =>
  before === undefined ? 'is new' : after === undefined ? 'is gone' : 'is another one';
