import { cleanText } from '../model/clean-text.js';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';
import { wordsNear } from '../model/words-near.js';

/** What a person typed for one call. */
export interface GivenArguments {
  /** `name=value`, in their order. */
  readonly pairs: readonly string[];
  /** One JSON object, which the pairs add to. */
  readonly json?: string;
}

export interface ReadArguments {
  readonly arguments: JsonObject;
  /** What is wrong, one sentence for each. */
  readonly faults: readonly string[];
}

/** What no tool could take, by what was typed alone: one sentence for each. */
export function malformedArguments({ pairs, json }: GivenArguments): string[] {
  const value = json === undefined ? {} : parsed(json);
  return [
    ...(isObject(value) ? [] : [`--args-json is ${value === undefined ? noJson(json ?? '') : 'JSON, but no object'}.`]),
    ...pairs.filter((pair) => pair.indexOf('=') < 1).map((pair) => `--arg ${shown(pair)} is not NAME=VALUE.`),
  ];
}

/**
 * Arguments as the tool's schema types them, of what {@link malformedArguments} has nothing against. What is no such value is a
 * fault and never sent.
 */
export function readArguments(schema: unknown, { pairs, json }: GivenArguments): ReadArguments {
  const faults: string[] = [];
  const found: Record<string, unknown> = {};
  if (json !== undefined) Object.assign(found, parsed(json));
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
  const grouped = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    grouped.set(pair.slice(0, at), [...(grouped.get(pair.slice(0, at)) ?? []), pair.slice(at + 1)]);
  }
  for (const [name, values] of grouped) {
    const known = Object.hasOwn(properties, name);
    if (!known && !takesOthers(schema)) {
      faults.push(unknownArgument(name, Object.keys(properties)));
      continue;
    }
    const read = readValues(
      name,
      values,
      known ? typesOf(properties[name], schema) : ANYTHING,
      properties[name],
      schema,
    );
    if ('fault' in read) faults.push(read.fault);
    else
      Object.defineProperty(found, name, { value: read.value, enumerable: true, writable: true, configurable: true });
  }
  const required = isObject(schema) && Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = required.filter((name) => typeof name === 'string' && !Object.hasOwn(found, name));
  // Who mistyped a name is told of that one alone.
  if (missing.length > 0 && faults.length === 0)
    faults.push(
      `${missing.map((name) => shown(String(name))).join(', ')} ${missing.length === 1 ? 'is' : 'are'} required and missing.`,
    );
  return { arguments: found, faults };
}

function unknownArgument(name: string, known: readonly string[]): string {
  const near = wordsNear(name, known).slice(0, 3);
  const has = known.length === 0 ? 'It takes none.' : `It takes ${known.slice(0, 20).map(shown).join(', ')}.`;
  return `There is no argument ${shown(name)}. ${near.length === 0 ? has : `Closest: ${near.map(shown).join(', ')}.`}`;
}

/** A schema is open unless it says otherwise; one that lists properties means to be open only when it says so. */
function takesOthers(schema: unknown): boolean {
  if (!isObject(schema) || isObject(schema['patternProperties'])) return true;
  const { additionalProperties, properties } = schema;
  return additionalProperties === undefined ? !isObject(properties) : additionalProperties !== false;
}

type Read = { readonly value: unknown } | { readonly fault: string };

/** An argument that is given more than once is a list. */
function readValues(
  name: string,
  values: readonly string[],
  types: ReadonlySet<string>,
  schema: unknown,
  root: unknown,
): Read {
  const [first = '', ...others] = values;
  if (types.has('array') && (others.length > 0 || !types.has('string'))) {
    const whole = others.length === 0 ? parsed(first) : undefined;
    if (Array.isArray(whole)) return { value: whole };
    const items = isObject(schema) ? typesOf(schema['items'], root) : ANYTHING;
    const read = values.map((text) => readValue(name, text, items, isObject(schema) ? schema['items'] : undefined));
    const fault = read.find((item) => 'fault' in item);
    return fault ?? { value: read.map((item) => ('value' in item ? item.value : undefined)) };
  }
  if (others.length > 0) return { fault: `${shown(name)} is given ${values.length} times, and it is no list.` };
  return readValue(name, first, types, schema);
}

function readValue(name: string, text: string, types: ReadonlySet<string>, schema: unknown): Read {
  const listed = isObject(schema) && Array.isArray(schema['enum']) ? (schema['enum'] as readonly unknown[]) : [];
  // Of values that are listed, the one that is meant says of which type it is.
  if (!listed.includes(text) && listed.includes(parsed(text))) return { value: parsed(text) };
  // Where anything may stand, what looks like JSON is meant as JSON.
  if (types.size === 0) return { value: parsed(text) ?? text };
  if (types.has('string')) return { value: text };
  const value = parsed(text);
  const fits =
    (types.has('number') && typeof value === 'number') ||
    (types.has('integer') && Number.isInteger(value)) ||
    (types.has('boolean') && typeof value === 'boolean') ||
    (types.has('null') && value === null) ||
    (types.has('array') && Array.isArray(value)) ||
    (types.has('object') && isObject(value));
  if (fits) return { value };
  const wanted = [...types].map((type) => WANTED[type] ?? type).join(' or ');
  return { fault: `${shown(name)} takes ${wanted}, and ${shown(text)} is none.` };
}

const WANTED: Readonly<Record<string, string>> = {
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  null: 'null',
  array: 'a list as JSON, or the flag once for each',
  object: 'an object as JSON',
};

const ANYTHING: ReadonlySet<string> = new Set();
const MOST_HOPS = 16;

/** The types of values that a schema takes, as far as it says; none when it takes anything. */
export function typesOf(schema: unknown, root: unknown, hops = 0): ReadonlySet<string> {
  if (!isObject(schema) || hops > MOST_HOPS) return ANYTHING;
  const { type, $ref, anyOf, oneOf, allOf } = schema;
  if (typeof type === 'string') return new Set([type]);
  if (Array.isArray(type)) return new Set(type.filter((name) => typeof name === 'string'));
  if (typeof $ref === 'string') return typesOf(pointed(root, $ref), root, hops + 1);
  const values = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : undefined;
  if (values !== undefined) return new Set(values.map(typeOf));
  const alternatives = [anyOf, oneOf, allOf].find((list) => Array.isArray(list)) as readonly unknown[] | undefined;
  const each = (alternatives ?? []).map((one) => typesOf(one, root, hops + 1));
  if (Array.isArray(allOf) && alternatives === allOf) return each.find((types) => types.size > 0) ?? ANYTHING;
  // One that takes anything lets everything through.
  return each.some((types) => types.size === 0) ? ANYTHING : new Set(each.flatMap((types) => [...types]));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function pointed(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return reference === '#' ? root : undefined;
  return reference
    .slice(2)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined), root);
}

/** Why a text is no JSON, without its words: they may be a secret. */
function noJson(text: string): string {
  if (text.trim() === '') return 'empty';
  // Not every message of the parser says where: it is behind the longest beginning that could still become JSON.
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (middle <= text.length && couldGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  if (good === text.length) return 'no JSON: it ends too early';
  const before = text.slice(0, good).split('\n');
  return `no JSON from line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} on`;
}

function couldGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    return (
      /end of JSON input|Unterminated/u.test(message) ||
      Number(/at position (\d+)/u.exec(message)?.[1]) === beginning.length
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const shown = (text: string) => `"${cleanText(text, 60)}"`;
