import { isObject, type JsonObject } from '../../model/mcp-protocol.js';
import { FOLLOWED, KEYWORDS, stable, type SchemaChange, type SchemaDifference } from './schema-difference.js';
import { changeOfSets, changeOfValues, kindsOf, valuesOf } from './schema-types.js';

/** Pairs of places that are looked at: alternatives are tried against each other, and a schema may be hostile. */
const MOST_STEPS = 5_000;
const MOST_DIFFERENCES = 200;
const MOST_LEVELS = 64;

type Path = SchemaDifference['path'];

/**
 * What became of a JSON schema: every place in which the newer one lets through fewer, more or other values, or says something
 * else to people. Local `$ref`s are followed. Bounded: what is too large to be followed counts as changed when it differs.
 */
export function compareSchemas(before: unknown, after: unknown): SchemaDifference[] {
  const comparison = new Comparison(before, after);
  comparison.compare(before, after, []);
  return comparison.differences.slice(0, MOST_DIFFERENCES);
}

class Comparison {
  readonly differences: SchemaDifference[] = [];
  readonly #before: unknown;
  readonly #after: unknown;
  readonly #steps: { left: number };
  /** Pairs of references that are being followed: a schema may contain itself. */
  readonly #following: Set<string>;
  /** Ends at the first difference that is no widening. */
  readonly #onlyWider: boolean;
  #narrower = false;

  constructor(before: unknown, after: unknown, parent?: Comparison, onlyWider = false) {
    this.#onlyWider = onlyWider;
    this.#before = before;
    this.#after = after;
    this.#steps = parent === undefined ? { left: MOST_STEPS } : parent.#steps;
    this.#following = new Set(parent === undefined ? [] : parent.#following);
  }

  compare(before: unknown, after: unknown, path: Path): void {
    if (before === after || this.#narrower || this.differences.length >= MOST_DIFFERENCES) return;
    this.#steps.left -= 1;
    const [one, other] = [asObject(before), asObject(after)];
    if (this.#steps.left < 0 || path.length > MOST_LEVELS || one === undefined || other === undefined) {
      if (stable(before) !== stable(after)) this.#add(path, 'changed', before, after);
      return;
    }
    if ('$ref' in one || '$ref' in other) return this.#follow(one, other, path);
    if (hasAlternatives(one) || hasAlternatives(other)) return this.#alternatives(one, other, path);
    this.#plain(one, other, path);
  }

  #plain(before: JsonObject, after: JsonObject, path: Path): void {
    // `false`, and what stands for it, lets nothing through.
    if (isNever(before) || isNever(after)) {
      if (isNever(before) !== isNever(after)) this.#add(path, isNever(after) ? 'narrowed' : 'widened', before, after);
      return;
    }
    const [kinds, kindsNow] = [kindsOf(before), kindsOf(after)];
    const change = changeOfSets(kinds, kindsNow);
    if (change !== undefined) this.#add([...path, 'type'], change, before['type'], after['type']);
    // Of another type altogether, nothing else can be compared.
    if (![...kinds].some((kind) => kindsNow.has(kind))) return;
    const values = changeOfValues(valuesOf(before), valuesOf(after));
    if (values !== undefined) {
      const key = 'const' in before && !('enum' in after) ? 'const' : 'enum';
      this.#add([...path, key], values, before['enum'] ?? before['const'], after['enum'] ?? after['const']);
    }
    this.#properties(before, after, path);
    this.#items(before, after, path);
    this.#all(before, after, path);
    for (const key of ['propertyNames'] as const)
      if (key in before || key in after) this.compare(before[key] ?? {}, after[key] ?? {}, [...path, key]);
    this.#keywords(before, after, path);
  }

  #keywords(before: JsonObject, after: JsonObject, path: Path): void {
    for (const key of keysOf(before, after)) {
      if (FOLLOWED.has(key)) continue;
      const [one, other] = [before[key], after[key]];
      if (one === other || stable(one) === stable(other)) continue;
      const rule = Object.hasOwn(KEYWORDS, key) ? KEYWORDS[key] : undefined;
      this.#add([...path, key], rule === undefined ? 'reworded' : rule(one, other), one, other);
    }
  }

  #properties(before: JsonObject, after: JsonObject, path: Path): void {
    const [one, other] = [objectAt(before, 'properties'), objectAt(after, 'properties')];
    const [required, requiredNow] = [namesAt(before, 'required'), namesAt(after, 'required')];
    for (const name of keysOf(one, other)) {
      const at = [...path, 'properties', name];
      const [had, has] = [Object.hasOwn(one, name), Object.hasOwn(other, name)];
      if (had && has) this.compare(one[name], other[name], at);
      else if (had) this.#add(at, 'removed', one[name], undefined);
      // What is new and required at once is told of below.
      else if (!requiredNow.has(name)) this.#add(at, 'added', undefined, other[name]);
    }
    for (const name of new Set([...required, ...requiredNow])) {
      if (required.has(name) === requiredNow.has(name)) continue;
      const now = requiredNow.has(name);
      // A property that is gone is no longer required either.
      if (!now && Object.hasOwn(one, name) && !Object.hasOwn(other, name)) continue;
      if (now && !Object.hasOwn(one, name) && Object.hasOwn(other, name))
        this.#add([...path, 'properties', name], 'demanded', undefined, other[name]);
      else this.#add([...path, 'required'], now ? 'required' : 'optional', [...required], [...requiredNow], name);
    }
    this.#others(before, after, path, Object.keys(one).length > 0);
    const [patterns, patternsNow] = [objectAt(before, 'patternProperties'), objectAt(after, 'patternProperties')];
    for (const name of keysOf(patterns, patternsNow))
      this.compare(patterns[name] ?? {}, patternsNow[name] ?? {}, [...path, 'patternProperties', name]);
  }

  /** Properties that are not listed. A list that is closed now, or was, concerns nobody who keeps to it. */
  #others(before: JsonObject, after: JsonObject, path: Path, listed: boolean): void {
    const at = [...path, 'additionalProperties'];
    const [one, other] = [before['additionalProperties'] ?? true, after['additionalProperties'] ?? true];
    if (stable(one) === stable(other)) return;
    const [closed, closedNow] = [one === false, other === false];
    if (closed === closedNow) this.compare(one, other, at);
    else if (listed || closed) this.#add(at, closedNow ? 'sealed' : 'opened', one, other);
    else this.#add(at, 'narrowed', one, other);
  }

  #items(before: JsonObject, after: JsonObject, path: Path): void {
    const [one, other] = [itemsOf(before), itemsOf(after)];
    const length = Math.max(one.first.length, other.first.length);
    for (let index = 0; index < length; index += 1)
      this.compare(one.first[index] ?? one.rest, other.first[index] ?? other.rest, [...path, 'prefixItems', index]);
    if (one.said || other.said) this.compare(one.rest, other.rest, [...path, 'items']);
  }

  #all(before: JsonObject, after: JsonObject, path: Path): void {
    const [one, other] = [listAt(before, 'allOf'), listAt(after, 'allOf')];
    const length = Math.max(one.length, other.length);
    for (let index = 0; index < length; index += 1)
      this.compare(one[index] ?? {}, other[index] ?? {}, [...path, 'allOf', index]);
  }

  #follow(before: JsonObject, after: JsonObject, path: Path): void {
    const pair = `${stable(before)} ${stable(after)}`;
    if (this.#following.has(pair)) return;
    const [one, other] = [resolved(before, this.#before), resolved(after, this.#after)];
    if (one === undefined || other === undefined) {
      if (stable(before) !== stable(after)) this.#add([...path, '$ref'], 'changed', before['$ref'], after['$ref']);
      return;
    }
    this.#following.add(pair);
    this.compare(one, other, path);
    this.#following.delete(pair);
  }

  /**
   * Each alternative that is gone takes something away, unless another one covers it; each new one that was not covered before adds
   * something. What is left over on both sides and of the same kind is compared in place.
   */
  #alternatives(before: JsonObject, after: JsonObject, path: Path): void {
    const key = 'anyOf' in before || 'anyOf' in after ? 'anyOf' : 'oneOf';
    const [ones, others] = [alternativesOf(before, this.#before), alternativesOf(after, this.#after)];
    const gone = ones.filter((one) => !others.some((other) => this.#covers(other, one, 'after')));
    const come = others.filter((other) => !ones.some((one) => this.#covers(one, other, 'before')));
    const twins = new Map<JsonObject, JsonObject>();
    for (const one of gone) {
      // What is new altogether first; then what was there already and became less.
      const twin = [...come, ...others].find((other) => !twins.has(other) && sameKind(one, other));
      if (twin === undefined) this.#add([...path, key], 'narrowed', one, undefined);
      else {
        twins.set(twin, one);
        this.compare(one, twin, [...path, key, ones.indexOf(one)]);
      }
    }
    for (const other of come) if (!twins.has(other)) this.#add([...path, key], 'widened', undefined, other);
    if (gone.length + come.length === 0 && ones.length === others.length) {
      const pairs = new Comparison(this.#before, this.#after, this);
      for (const [index, one] of ones.entries()) pairs.compare(one, others[index], [...path, key, index]);
      this.differences.push(
        ...pairs.differences.filter(({ change }) => change === 'reworded' || change === 'defaulted'),
      );
    }
    this.#annotations(before, after, path);
  }

  /** Whether the wide one lets everything through that the other one does; `newer` says which of the two is the wide one. */
  #covers(wide: JsonObject, narrow: JsonObject, newer: 'before' | 'after'): boolean {
    const [one, other] = newer === 'after' ? [this.#before, this.#after] : [this.#after, this.#before];
    const trial = new Comparison(one, other, this, true);
    trial.compare(narrow, wide, []);
    return !trial.#narrower;
  }

  #annotations(before: JsonObject, after: JsonObject, path: Path): void {
    for (const key of keysOf(before, after)) {
      if (FOLLOWED.has(key) || (Object.hasOwn(KEYWORDS, key) && key !== 'default')) continue;
      if (stable(before[key]) !== stable(after[key]))
        this.#add([...path, key], key === 'default' ? 'defaulted' : 'reworded', before[key], after[key]);
    }
  }

  #add(path: Path, change: SchemaChange, before: unknown, after: unknown, property?: string): void {
    if (this.#onlyWider && !COVERED.has(change)) this.#narrower = true;
    this.differences.push({ path, change, before, after, ...(property === undefined ? {} : { property }) });
  }
}

const COVERED: ReadonlySet<SchemaChange> = new Set([
  'widened',
  'added',
  'optional',
  'opened',
  'enlarged',
  'defaulted',
  'reworded',
]);

/** `true` is the empty schema; undefined for what is no schema. */
function asObject(schema: unknown): JsonObject | undefined {
  if (schema === true) return {};
  if (schema === false) return NEVER;
  return isObject(schema) ? schema : undefined;
}

const NEVER: JsonObject = { not: {} };
const isNever = ({ not }: JsonObject): boolean => not === true || (isObject(not) && Object.keys(not).length === 0);

/** One of `true` in the older and nothing in the newer schema means the same. */
const hasAlternatives = ({ anyOf, oneOf }: JsonObject): boolean => Array.isArray(anyOf) || Array.isArray(oneOf);

/** The schema as a list of schemas of which one must hold, each with what stands beside the list. */
function alternativesOf(schema: JsonObject, root: unknown): JsonObject[] {
  const { anyOf, oneOf, title: _, description: __, default: ___, examples: ____, ...rest } = schema;
  const listed = [anyOf, oneOf].find((list) => Array.isArray(list)) as readonly unknown[] | undefined;
  if (listed === undefined) {
    const { type } = rest;
    return Array.isArray(type) && type.length > 1 ? type.map((name: unknown) => ({ ...rest, type: name })) : [rest];
  }
  const other = Array.isArray(anyOf) && Array.isArray(oneOf) ? { oneOf } : {};
  return listed.flatMap((item) => {
    const one = asObject(item);
    if (one === undefined) return [];
    const whole = '$ref' in one ? (resolved(one, root) ?? one) : one;
    return [{ ...rest, ...other, ...whole }];
  });
}

function sameKind(one: JsonObject, other: JsonObject): boolean {
  if ('$ref' in one || '$ref' in other) return one['$ref'] === other['$ref'];
  const [kinds, kindsNow] = [kindsOf(one), kindsOf(other)];
  return kinds.size === kindsNow.size && [...kinds].every((kind) => kindsNow.has(kind));
}

/** What a local reference points to, with what stands beside it; the schema itself where there is none. */
function resolved(schema: JsonObject, root: unknown): JsonObject | undefined {
  let found = schema;
  for (let hops = 0; '$ref' in found; hops += 1) {
    const { $ref, ...beside } = found;
    if (typeof $ref !== 'string' || !$ref.startsWith('#') || hops > MOST_LEVELS) return undefined;
    const target = asObject(pointed(root, $ref.slice(1)));
    if (target === undefined) return undefined;
    found = { ...target, ...beside };
  }
  return found;
}

function pointed(root: unknown, pointer: string): unknown {
  if (pointer === '') return root;
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((step) => unescaped(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined,
      root,
    );
}

function unescaped(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** The schemas of the first items, and that of all further ones, in either way of writing them. */
function itemsOf({ prefixItems, items, additionalItems }: JsonObject): Items {
  const rest = Array.isArray(items) ? additionalItems : items;
  const first: readonly unknown[] = Array.isArray(items) ? items : Array.isArray(prefixItems) ? prefixItems : [];
  return { first, rest: rest ?? {}, said: rest !== undefined };
}

interface Items {
  readonly first: readonly unknown[];
  readonly rest: unknown;
  readonly said: boolean;
}

const keysOf = (one: JsonObject, other: JsonObject): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
const objectAt = (schema: JsonObject, key: string): JsonObject => (isObject(schema[key]) ? schema[key] : {});
const listAt = (schema: JsonObject, key: string): readonly unknown[] =>
  Array.isArray(schema[key]) ? (schema[key] as readonly unknown[]) : [];
const namesAt = (schema: JsonObject, key: string): ReadonlySet<string> =>
  new Set(listAt(schema, key).filter((name) => typeof name === 'string'));
