/** One place in a value that a schema does not allow. */
export interface Violation {
  /** From the root of the value; numbers are places in a list. */
  readonly path: readonly (string | number)[];
  /** Keyword of the schema that does not hold. */
  readonly rule: string;
  /** What would be allowed: `an integer`, `"text", "image" or "audio"`; for `required`, the name that is missing. */
  readonly wanted: string;
  /** What is there; undefined where something is missing. */
  readonly found: unknown;
}

export type Schema = Readonly<Record<string, unknown>>;

const MAX_VIOLATIONS = 20;
/** A value within the bounds of a transcript is read in far fewer steps; one made to cost time is read no further. */
const MAX_STEPS = 200_000;
const MAX_DEPTH = 64;

/**
 * Where a value breaks the definition of a schema. It knows the keywords that the schemas of the protocol use, and `$ref` within
 * one document: these schemas are few and known, and compiling them takes longer than reading a conversation by them.
 * Unknown properties are allowed wherever the schema says nothing of them; formats are annotations.
 */
export function violationsOf(document: Schema, definition: string, value: unknown): readonly Violation[] {
  return new Reading(document).read({ $ref: definition }, value, [], 0);
}

class Reading {
  readonly #document: Schema;
  #steps = 0;

  constructor(document: Schema) {
    this.#document = document;
  }

  read(schema: Schema, value: unknown, path: Violation['path'], depth: number): readonly Violation[] {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS || depth > MAX_DEPTH) return [];
    const all: Violation[] = [];
    const add = (more: readonly Violation[]) => {
      if (all.length < MAX_VIOLATIONS) all.push(...more.slice(0, MAX_VIOLATIONS - all.length));
    };
    const { $ref, type, enum: choices, anyOf, allOf } = schema;
    if (typeof $ref === 'string') add(this.read(this.#definition($ref), value, path, depth + 1));
    if (Array.isArray(allOf)) for (const part of allOf) add(this.read(part as Schema, value, path, depth + 1));
    if (Array.isArray(anyOf)) add(this.#readAny(anyOf as Schema[], value, path, depth));
    const types = Array.isArray(type) ? (type as string[]) : typeof type === 'string' ? [type] : [];
    if (types.length > 0 && !types.some((name) => isOfType(name, value))) {
      add([{ path, rule: 'type', wanted: alternatives(types.map(withArticle)), found: value }]);
      // Whatever else it says is said of a value of another type.
      return all;
    }
    if ('const' in schema && value !== schema['const'])
      add([{ path, rule: 'const', wanted: JSON.stringify(schema['const']), found: value }]);
    if (Array.isArray(choices) && !choices.includes(value))
      add([{ path, rule: 'enum', wanted: alternatives(choices.map((one) => JSON.stringify(one))), found: value }]);
    if (typeof value === 'number') add(this.#readNumber(schema, value, path));
    if (Array.isArray(value)) add(this.#readList(schema, value, path, depth));
    else if (isObject(value)) add(this.#readObject(schema, value, path, depth));
    return all;
  }

  #readNumber({ minimum, maximum }: Schema, value: number, path: Violation['path']): readonly Violation[] {
    return [
      ...(typeof minimum === 'number' && value < minimum
        ? [{ path, rule: 'minimum', wanted: `at least ${minimum}`, found: value }]
        : []),
      ...(typeof maximum === 'number' && value > maximum
        ? [{ path, rule: 'maximum', wanted: `at most ${maximum}`, found: value }]
        : []),
    ];
  }

  #readList(
    { items, maxItems }: Schema,
    value: readonly unknown[],
    path: Violation['path'],
    depth: number,
  ): readonly Violation[] {
    const all: Violation[] =
      typeof maxItems === 'number' && value.length > maxItems
        ? [{ path, rule: 'maxItems', wanted: `at most ${maxItems} entries`, found: value.length }]
        : [];
    if (!isObject(items)) return all;
    for (const [index, item] of value.entries()) {
      if (all.length >= MAX_VIOLATIONS) break;
      all.push(...this.read(items, item, [...path, index], depth + 1));
    }
    return all;
  }

  #readObject(schema: Schema, value: Schema, path: Violation['path'], depth: number): readonly Violation[] {
    const { required, properties, additionalProperties } = schema;
    const all: Violation[] = [];
    for (const name of Array.isArray(required) ? (required as string[]) : [])
      if (!Object.hasOwn(value, name)) all.push({ path, rule: 'required', wanted: name, found: undefined });
    const known = isObject(properties) ? properties : {};
    for (const [name, item] of Object.entries(value)) {
      if (all.length >= MAX_VIOLATIONS) break;
      const part = Object.hasOwn(known, name) ? known[name] : additionalProperties;
      if (part === false)
        all.push({ path: [...path, name], rule: 'additionalProperties', wanted: 'absent', found: item });
      if (isObject(part)) all.push(...this.read(part, item, [...path, name], depth + 1));
    }
    return all;
  }

  /** Of alternatives that differ by a word in the value, only the one that it names is told of. */
  #readAny(schemas: readonly Schema[], value: unknown, path: Violation['path'], depth: number): readonly Violation[] {
    const tried = schemas.map((schema) => this.read(schema, value, path, depth + 1));
    if (tried.some((violations) => violations.length === 0)) return [];
    const kinds = schemas.map((schema) => this.#kindOf(schema));
    const kind = isObject(value) ? value['type'] : undefined;
    const own = kinds.findIndex((name) => name !== undefined && name === kind);
    if (own >= 0) return tried[own] ?? [];
    const names = kinds.filter((name) => name !== undefined);
    if (isObject(value) && names.length > 0) {
      const wanted = alternatives(names.map((name) => JSON.stringify(name)));
      return 'type' in value
        ? [{ path: [...path, 'type'], rule: 'const', wanted, found: kind }]
        : [{ path, rule: 'required', wanted: 'type', found: undefined }];
    }
    // The alternative that the value came furthest with; the deepest path is where it parts from it.
    const nearest = tried.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)[0] ?? [];
    return nearest.length > 0 && depthOf(nearest) > path.length
      ? nearest
      : [{ path, rule: 'anyOf', wanted: 'one of the shapes that the protocol has there', found: value }];
  }

  /** The value of `type` by which an alternative is known. */
  #kindOf(schema: Schema): unknown {
    const { $ref } = schema;
    const { properties } = typeof $ref === 'string' ? this.#definition($ref) : schema;
    const type = isObject(properties) ? properties['type'] : undefined;
    return isObject(type) ? type['const'] : undefined;
  }

  #definition(reference: string): Schema {
    let found: unknown = this.#document;
    for (const name of reference.replace(/^#\//u, '').split('/')) found = isObject(found) ? found[name] : undefined;
    if (!isObject(found)) throw new Error(`The schema has no ${reference}.`);
    return found;
  }
}

const depthOf = (violations: readonly Violation[]): number => Math.max(0, ...violations.map(({ path }) => path.length));

function isOfType(name: string, value: unknown): boolean {
  switch (name) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === name;
  }
}

const withArticle = (type: string): string =>
  type === 'null'
    ? type
    : `${/^[aio]/u.test(type) ? 'an' : 'a'} ${type === 'array' ? 'list' : type}`.replace('an list', 'a list');

const alternatives = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
