/**
 * What became of the values that a schema allows: fewer (`narrowed`), more (`widened`), others (`changed`: neither can be shown).
 * `added` and `removed` are properties, which count the same whether a schema is open or not; `required` and `optional` are what a
 * property became, `demanded` is one that is new and required; `sealed` and `opened` are about properties that the schema does not list; `enlarged` is an enum with more
 * values; `reworded` is what only people read.
 */
export type SchemaChange =
  | 'narrowed'
  | 'widened'
  | 'changed'
  | 'added'
  | 'removed'
  | 'required'
  | 'demanded'
  | 'optional'
  | 'sealed'
  | 'opened'
  | 'enlarged'
  | 'defaulted'
  | 'reworded';

export interface SchemaDifference {
  /** Keys from the root of the schema. */
  readonly path: readonly (string | number)[];
  readonly change: SchemaChange;
  /** Of the list of required ones, the one that this is about. */
  readonly property?: string;
  /** `undefined` where there was nothing, or is nothing any more. */
  readonly before: unknown;
  readonly after: unknown;
}

/** How a keyword that stands on its own is compared; its values are known to differ. */
export type KeywordRule = (before: unknown, after: unknown) => SchemaChange;

/** A bound from below: a higher one lets less through. */
const least: KeywordRule = (before, after) => bound(before, after, (a, b) => b > a);
/** A bound from above. */
const most: KeywordRule = (before, after) => bound(before, after, (a, b) => b < a);
/** Any word about it takes something away. */
const constraint: KeywordRule = (before, after) =>
  before === undefined ? 'narrowed' : after === undefined ? 'widened' : 'changed';

function bound(before: unknown, after: unknown, narrows: (a: number, b: number) => boolean): SchemaChange {
  if (before === undefined || after === undefined) return constraint(before, after);
  if (typeof before !== 'number' || typeof after !== 'number') return 'changed';
  return narrows(before, after) ? 'narrowed' : 'widened';
}

const multiple: KeywordRule = (before, after) => {
  if (typeof before !== 'number' || typeof after !== 'number') return constraint(before, after);
  if (after % before === 0) return 'narrowed';
  return before % after === 0 ? 'widened' : 'changed';
};

const unique: KeywordRule = (before, after) => (after === true ? 'narrowed' : before === true ? 'widened' : 'reworded');
const always =
  (change: SchemaChange): KeywordRule =>
  () =>
    change;

/** Keywords whose meaning does not depend on their neighbours. Whatever is in no list here is an annotation. */
export const KEYWORDS: Readonly<Record<string, KeywordRule>> = {
  minimum: least,
  exclusiveMinimum: least,
  minLength: least,
  minItems: least,
  minProperties: least,
  minContains: least,
  maximum: most,
  exclusiveMaximum: most,
  maxLength: most,
  maxItems: most,
  maxProperties: most,
  maxContains: most,
  multipleOf: multiple,
  uniqueItems: unique,
  pattern: constraint,
  format: constraint,
  contentEncoding: constraint,
  contentMediaType: constraint,
  contains: constraint,
  dependentRequired: constraint,
  dependentSchemas: constraint,
  dependencies: constraint,
  unevaluatedItems: constraint,
  unevaluatedProperties: constraint,
  not: constraint,
  ...Object.fromEntries(['if', 'then', 'else', 'x-mcp-header'].map((key) => [key, always('changed')])),
  default: always('defaulted'),
};

/** Keywords that `compareSchemas` follows into, or reads together. */
export const FOLLOWED: ReadonlySet<string> = new Set([
  '$ref',
  '$defs',
  'definitions',
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'additionalProperties',
  'patternProperties',
  'propertyNames',
  'items',
  'additionalItems',
  'prefixItems',
  'anyOf',
  'oneOf',
  'allOf',
]);

/** JSON with sorted keys: the order of keys means nothing. */
export function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    ) ?? 'nothing'
  );
}
