import { isObject, type JsonObject } from './mcp-protocol.js';

/** An argument of a tool, for people. */
export interface ToolArgument {
  readonly name: string;
  /** `string`, `"open" | "done"`, `integer[]`, `integer, 1 to 5`. */
  readonly type: string;
  readonly required: boolean;
  readonly description?: string;
}

const MOST_VALUES = 6;
const MOST_HOPS = 8;

/** The arguments of a tool as its schema lists them, the required ones first. */
export function describeArguments(schema: unknown): ToolArgument[] {
  if (!isObject(schema) || !isObject(schema['properties'])) return [];
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  return Object.entries(schema['properties'])
    .map(([name, property]) => ({
      name,
      type: [typeWords(property, schema), ...limitsOf(property)].join(', '),
      required: required.has(name),
      ...(isObject(property) && typeof property['description'] === 'string'
        ? { description: property['description'] }
        : {}),
    }))
    .toSorted((a, b) => Number(b.required) - Number(a.required));
}

function typeWords(schema: unknown, root: JsonObject, hops = 0): string {
  if (!isObject(schema) || hops > MOST_HOPS) return 'any';
  const { type, $ref, anyOf, oneOf } = schema;
  if (typeof $ref === 'string') return typeWords(pointed(root, $ref), root, hops + 1);
  const values = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : undefined;
  if (values !== undefined) {
    const shown = values.slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
    return joined([...shown, ...(values.length > MOST_VALUES ? ['…'] : [])]);
  }
  const list = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : undefined;
  if (list !== undefined) return joined(list.slice(0, MOST_VALUES).map((one) => typeWords(one, root, hops + 1)));
  if (Array.isArray(type)) return joined(type.map(String));
  if (type === 'array') {
    const item = typeWords(schema['items'], root, hops + 1);
    return item === 'any' ? 'array' : item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  return typeof type === 'string' ? type : 'any';
}

/** What a value must keep to beside its type, as far as it takes a word or two. */
function limitsOf(schema: unknown): string[] {
  if (!isObject(schema)) return [];
  const { pattern, format } = schema;
  return [
    ...range(schema, ['minimum', 'maximum'], ''),
    ...range(schema, ['exclusiveMinimum', 'exclusiveMaximum'], '', 'above ', 'below '),
    ...range(schema, ['minLength', 'maxLength'], ' characters'),
    ...range(schema, ['minItems', 'maxItems'], ' items'),
    ...(typeof pattern === 'string' ? [`matches ${pattern}`] : []),
    ...(typeof format === 'string' ? [format] : []),
  ];
}

function range(
  schema: JsonObject,
  [low, high]: readonly [string, string],
  unit: string,
  least = 'at least ',
  most = 'at most ',
): string[] {
  const [from, to] = [schema[low], schema[high]];
  if (typeof from === 'number' && typeof to === 'number' && least === 'at least ') return [`${from} to ${to}${unit}`];
  const counted = (number: number) => `${number}${number === 1 ? unit.replace(/s$/u, '') : unit}`;
  return [
    ...(typeof from === 'number' ? [`${least}${counted(from)}`] : []),
    ...(typeof to === 'number' ? [`${most}${counted(to)}`] : []),
  ];
}

const joined = (words: readonly string[]): string => [...new Set(words)].join(' | ') || 'any';

const pointed = (root: JsonObject, reference: string): unknown =>
  reference
    .replace(/^#\/?/u, '')
    .split('/')
    .reduce<unknown>((value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined), root);

/** What a tool says of what it does, in one word; the specification's defaults where it says nothing. */
export function hintOf(annotations: JsonObject = {}): 'reads' | 'writes' | 'destroys' | 'unsaid' {
  if (annotations['readOnlyHint'] === true) return 'reads';
  if (annotations['destructiveHint'] === true) return 'destroys';
  return annotations['destructiveHint'] === false ? 'writes' : 'unsaid';
}
