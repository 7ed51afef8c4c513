import { describe, expect, it } from 'vitest';
import { compareSchemas } from '../../../../src/checks/locking/compare-schemas.js';
import { randomFrom, type Random } from '../../../support/random.js';
import type { SchemaChange } from '../../../../src/checks/locking/schema-difference.js';

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const recursive = (leaf: object) => ({
  type: 'object',
  properties: { child: { $ref: '#/$defs/node' } },
  $defs: { node: { type: 'object', properties: { value: leaf, next: { $ref: '#/$defs/node' } } } },
});

interface Row {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  /** `path change`, one per difference. */
  readonly found: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'nothing in the order of keys',
    before: { type: 'string', maxLength: 3 },
    after: { maxLength: 3, type: 'string' },
    found: [],
  },
  {
    name: 'nothing in the order of required names',
    before: object({ a: {}, b: {} }, { required: ['a', 'b'] }),
    after: object({ a: {}, b: {} }, { required: ['b', 'a'] }),
    found: [],
  },
  { name: 'nothing in the order of an enum', before: { enum: ['a', 'b'] }, after: { enum: ['b', 'a'] }, found: [] },
  { name: 'nothing between const and an enum of one', before: { const: 'a' }, after: { enum: ['a'] }, found: [] },
  {
    name: 'nothing in a type that an enum says as well',
    before: { enum: ['a'] },
    after: { type: 'string', enum: ['a'] },
    found: [],
  },
  { name: 'nothing between true and the empty schema', before: true, after: {}, found: [] },
  {
    name: 'nothing between an optional type and two alternatives',
    before: { type: ['string', 'null'] },
    after: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    found: [],
  },
  {
    name: 'nothing in the order of alternatives',
    before: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    after: { anyOf: [{ type: 'null' }, { type: 'string' }] },
    found: [],
  },
  {
    name: 'nothing between a reference and what it points to',
    before: { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } },
    after: { type: 'string' },
    found: [],
  },
  {
    name: 'nothing in the name of a definition',
    before: { items: { $ref: '#/$defs/a' }, $defs: { a: { type: 'string' } } },
    after: { items: { $ref: '#/definitions/b' }, definitions: { b: { type: 'string' } } },
    found: [],
  },
  {
    name: 'nothing in a schema that contains itself',
    before: recursive({ type: 'string' }),
    after: recursive({ type: 'string' }),
    found: [],
  },

  { name: 'another type', before: { type: 'string' }, after: { type: 'number' }, found: ['type changed'] },
  {
    name: 'a type that became smaller',
    before: { type: ['string', 'null'] },
    after: { type: 'string' },
    found: ['type narrowed'],
  },
  {
    name: 'a type that became larger',
    before: { type: 'string' },
    after: { type: ['string', 'null'] },
    found: ['type widened'],
  },
  {
    name: 'a number that became an integer',
    before: { type: 'number' },
    after: { type: 'integer' },
    found: ['type narrowed'],
  },
  {
    name: 'an integer that became a number',
    before: { type: 'integer' },
    after: { type: 'number' },
    found: ['type widened'],
  },
  { name: 'a type where there was none', before: {}, after: { type: 'string' }, found: ['type narrowed'] },
  { name: 'false in place of a schema', before: { type: 'string' }, after: false, found: [' narrowed'] },

  {
    name: 'a value of an enum that is gone',
    before: { enum: ['a', 'b'] },
    after: { enum: ['a'] },
    found: ['enum narrowed'],
  },
  {
    name: 'a value of an enum that came',
    before: { enum: ['a'] },
    after: { enum: ['a', 'b'] },
    found: ['enum enlarged'],
  },
  { name: 'other values', before: { enum: ['a', 'b'] }, after: { enum: ['a', 'c'] }, found: ['enum changed'] },
  {
    name: 'an enum where there was none',
    before: { type: 'string' },
    after: { type: 'string', enum: ['a'] },
    found: ['enum narrowed'],
  },
  {
    name: 'an enum that is gone',
    before: { type: 'string', enum: ['a'] },
    after: { type: 'string' },
    found: ['enum widened'],
  },
  { name: 'another constant', before: { const: 1 }, after: { const: 2 }, found: ['const changed'] },

  { name: 'a property that is gone', before: object({ a: {} }), after: object({}), found: ['properties.a removed'] },
  {
    name: 'a required property that is gone',
    before: object({ a: {} }, { required: ['a'] }),
    after: object({}),
    found: ['properties.a removed'],
  },
  { name: 'a property that came', before: object({}), after: object({ a: {} }), found: ['properties.a added'] },
  {
    name: 'a required property that came',
    before: object({}),
    after: object({ a: {} }, { required: ['a'] }),
    found: ['properties.a demanded'],
  },
  {
    name: 'a property that became required',
    before: object({ a: {} }),
    after: object({ a: {} }, { required: ['a'] }),
    found: ['required required'],
  },
  {
    name: 'a property that became optional',
    before: object({ a: {} }, { required: ['a'] }),
    after: object({ a: {} }),
    found: ['required optional'],
  },
  {
    name: 'a property of a property',
    before: object({ a: object({ b: { type: 'string' } }) }),
    after: object({ a: object({ b: { type: 'number' } }) }),
    found: ['properties.a.properties.b.type changed'],
  },
  {
    name: 'a property that is called like a method',
    before: object({}),
    after: object({ constructor: {} }),
    found: ['properties.constructor added'],
  },
  {
    name: 'a list of properties that was closed',
    before: object({ a: {} }),
    after: object({ a: {} }, { additionalProperties: false }),
    found: ['additionalProperties sealed'],
  },
  {
    name: 'a list of properties that was opened',
    before: object({ a: {} }, { additionalProperties: false }),
    after: object({ a: {} }),
    found: ['additionalProperties opened'],
  },
  {
    name: 'a map that takes nothing any more',
    before: { type: 'object' },
    after: { type: 'object', additionalProperties: false },
    found: ['additionalProperties narrowed'],
  },
  {
    name: 'the values of a map',
    before: { type: 'object', additionalProperties: { type: 'string' } },
    after: { type: 'object', additionalProperties: { type: 'number' } },
    found: ['additionalProperties.type changed'],
  },
  {
    name: 'the names of a map',
    before: { type: 'object' },
    after: { type: 'object', propertyNames: { maxLength: 3 } },
    found: ['propertyNames.maxLength narrowed'],
  },
  {
    name: 'properties by pattern',
    before: { type: 'object' },
    after: { type: 'object', patternProperties: { '^x-': { type: 'string' } } },
    found: ['patternProperties.^x-.type narrowed'],
  },

  ...(
    [
      ['minimum', 1, 2],
      ['exclusiveMinimum', 1, 2],
      ['minLength', 1, 2],
      ['minItems', 1, 2],
      ['maximum', 2, 1],
      ['maxLength', 2, 1],
      ['maxItems', 2, 1],
      ['maxProperties', 2, 1],
      ['multipleOf', 2, 4],
    ] as const
  ).flatMap(([key, wide, narrow]): Row[] => [
    { name: `a stricter ${key}`, before: { [key]: wide }, after: { [key]: narrow }, found: [`${key} narrowed`] },
    { name: `a laxer ${key}`, before: { [key]: narrow }, after: { [key]: wide }, found: [`${key} widened`] },
    { name: `a new ${key}`, before: {}, after: { [key]: wide }, found: [`${key} narrowed`] },
    { name: `a ${key} that is gone`, before: { [key]: wide }, after: {}, found: [`${key} widened`] },
  ]),
  {
    name: 'steps that do not divide each other',
    before: { multipleOf: 2 },
    after: { multipleOf: 3 },
    found: ['multipleOf changed'],
  },
  {
    name: 'a bound that is no number',
    before: { exclusiveMinimum: true },
    after: { exclusiveMinimum: 1 },
    found: ['exclusiveMinimum changed'],
  },
  { name: 'items that must be unique now', before: {}, after: { uniqueItems: true }, found: ['uniqueItems narrowed'] },
  { name: 'another pattern', before: { pattern: 'a' }, after: { pattern: 'b' }, found: ['pattern changed'] },
  { name: 'a new format', before: {}, after: { format: 'email' }, found: ['format narrowed'] },
  { name: 'a condition', before: {}, after: { if: {}, else: {} }, found: ['else changed', 'if changed'] },

  {
    name: 'items',
    before: { type: 'array', items: { type: 'string' } },
    after: { type: 'array', items: { type: 'number' } },
    found: ['items.type changed'],
  },
  {
    name: 'items where there was no word of them',
    before: { type: 'array' },
    after: { type: 'array', items: { type: 'number' } },
    found: ['items.type narrowed'],
  },
  {
    name: 'the first items in both ways of writing them',
    before: { items: [{ type: 'string' }] },
    after: { prefixItems: [{ type: 'number' }] },
    found: ['prefixItems.0.type changed'],
  },

  {
    name: 'an alternative that is gone',
    before: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    after: { anyOf: [{ type: 'string' }] },
    found: ['anyOf narrowed'],
  },
  {
    name: 'an alternative that came',
    before: { anyOf: [{ type: 'string' }] },
    after: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    found: ['anyOf widened'],
  },
  {
    name: 'a plain schema that became one of two',
    before: { type: 'string', title: 'A' },
    after: { anyOf: [{ type: 'string' }, { type: 'null' }], title: 'A' },
    found: ['anyOf widened'],
  },
  {
    name: 'an alternative that another one covers',
    before: { anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] },
    after: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    found: ['anyOf widened'],
  },
  {
    name: 'an alternative that became stricter',
    before: { oneOf: [{ type: 'string' }, { type: 'null' }] },
    after: { oneOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] },
    found: ['oneOf.0.maxLength narrowed'],
  },
  {
    name: 'words in an alternative',
    before: { anyOf: [{ type: 'string', description: 'a' }, { type: 'null' }] },
    after: { anyOf: [{ type: 'string', description: 'b' }, { type: 'null' }] },
    found: ['anyOf.0.description reworded'],
  },
  {
    name: 'a further condition of all',
    before: { allOf: [{ minLength: 1 }] },
    after: { allOf: [{ minLength: 1 }, { maxLength: 2 }] },
    found: ['allOf.1.maxLength narrowed'],
  },

  {
    name: 'what stands behind a reference',
    before: { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } },
    after: { $ref: '#/$defs/a', $defs: { a: { type: 'number' } } },
    found: ['type changed'],
  },
  {
    name: 'one place in a schema that contains itself',
    before: recursive({ type: 'string' }),
    after: recursive({ type: 'number' }),
    found: ['properties.child.properties.value.type changed'],
  },
  {
    name: 'another remote reference',
    before: { $ref: 'https://a.example/' },
    after: { $ref: 'https://b.example/' },
    found: ['$ref changed'],
  },
  {
    name: 'a reference to nothing',
    before: { $ref: '#/$defs/none' },
    after: { type: 'string' },
    found: ['$ref changed'],
  },
  { name: 'a reference to itself', before: { $ref: '#' }, after: { type: 'string' }, found: ['$ref changed'] },

  { name: 'a title', before: { title: 'a' }, after: { title: 'b' }, found: ['title reworded'] },
  { name: 'a description', before: {}, after: { description: 'b' }, found: ['description reworded'] },
  {
    name: 'the dialect',
    before: { $schema: 'http://json-schema.org/draft-07/schema#' },
    after: {},
    found: ['$schema reworded'],
  },
  { name: 'a default', before: { default: 1 }, after: { default: 2 }, found: ['default defaulted'] },
  { name: 'a keyword that nobody knows', before: {}, after: { 'x-order': 1 }, found: ['x-order reworded'] },
  {
    name: 'a header that carries an argument',
    before: {},
    after: { 'x-mcp-header': 'Region' },
    found: ['x-mcp-header changed'],
  },
  { name: 'what is no schema', before: 'a', after: { type: 'string' }, found: [' changed'] },
];

const shown = (before: unknown, after: unknown) =>
  compareSchemas(before, after).map(({ path, change }) => `${path.join('.')} ${change}`);

describe('compareSchemas', () => {
  it.each(rows)('finds $name', ({ before, after, found }) => {
    expect(shown(before, after)).toEqual(found);
  });

  it('says what was there and what is there', () => {
    expect(compareSchemas({ maxLength: 3 }, { maxLength: 2 })).toEqual([
      { path: ['maxLength'], change: 'narrowed', before: 3, after: 2 },
    ]);
  });

  it('ends soon with alternatives of alternatives', () => {
    const deep = (level: number, leaf: string): object =>
      level === 0
        ? { type: 'string', const: leaf }
        : {
            anyOf: Array.from({ length: 6 }, (_, index) => ({ properties: { x: deep(level - 1, `${leaf}${index}`) } })),
          };
    const from = performance.now();
    expect(compareSchemas(deep(5, 'a'), deep(5, 'b')).length).toBeGreaterThan(0);
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('ends with schemas that are deeper than anything is', () => {
    const deep = (level: number, leaf: object): object => (level === 0 ? leaf : { items: deep(level - 1, leaf) });
    expect(shown(deep(500, { type: 'string' }), deep(500, { type: 'number' }))).toHaveLength(1);
  });
});

type Schema = Record<string, unknown>;

function randomSchema(random: Random, depth = 0): Schema {
  const kind = random.one<string>(
    depth > 2
      ? (['string', 'number', 'enum'] as const)
      : (['string', 'number', 'enum', 'array', 'object', 'anyOf', 'ref'] as const),
  );
  const words = random.chance(0.3) ? { description: `text ${random.below(9)}` } : {};
  const whole = () => random.below(5);
  switch (kind) {
    case 'string':
      return { type: 'string', minLength: whole(), maxLength: 10 + whole(), ...words };
    case 'number':
      return { type: random.one(['number', 'integer']), minimum: whole(), maximum: 10 + whole(), ...words };
    case 'enum':
      return { enum: ['a', 'b', 'c', 'd'].slice(0, 2 + random.below(3)), ...words };
    case 'array':
      return { type: 'array', items: randomSchema(random, depth + 1), maxItems: 3 + whole(), ...words };
    case 'object': {
      const names = ['a', 'b', 'c'].filter(() => random.chance(0.7));
      return {
        type: 'object',
        properties: Object.fromEntries(names.map((name) => [name, randomSchema(random, depth + 1)])),
        required: names.filter(() => random.chance(0.5)),
        ...(random.chance(0.3) ? { additionalProperties: false } : {}),
        ...words,
      };
    }
    case 'anyOf':
      return { anyOf: [randomSchema(random, depth + 1), { type: 'null' }], ...words };
    default:
      return { $ref: '#/$defs/it', $defs: {}, ...words };
  }
}

const WIDENING: ReadonlySet<SchemaChange> = new Set(['widened', 'added', 'optional', 'opened', 'enlarged']);
const NARROWING: ReadonlySet<SchemaChange> = new Set(['narrowed', 'removed', 'required', 'demanded', 'sealed']);

/** One step that lets more through; undefined where the schema has none. */
function widened(random: Random, schema: Schema): Schema | undefined {
  const properties = schema['properties'] as Schema | undefined;
  const required = schema['required'] as string[] | undefined;
  const steps: (() => Schema | undefined)[] = [
    () => (typeof schema['maxLength'] === 'number' ? { ...schema, maxLength: schema['maxLength'] + 1 } : undefined),
    () => (typeof schema['minimum'] === 'number' ? { ...schema, minimum: schema['minimum'] - 1 } : undefined),
    () => (Array.isArray(schema['enum']) ? { ...schema, enum: [...(schema['enum'] as unknown[]), 'z'] } : undefined),
    () => (schema['type'] === 'string' ? { ...schema, type: ['string', 'null'] } : undefined),
    () => (properties === undefined ? undefined : { ...schema, properties: { ...properties, z: { type: 'string' } } }),
    () => (required?.length ? { ...schema, required: required.slice(1) } : undefined),
    () =>
      schema['additionalProperties'] === false && Object.keys(properties ?? {}).length > 0
        ? { ...schema, additionalProperties: true }
        : undefined,
    () => {
      const inner = schema['items'] === undefined ? undefined : widened(random, schema['items'] as Schema);
      return inner === undefined ? undefined : { ...schema, items: inner };
    },
    () => {
      const name = random.one(Object.keys(properties ?? {}));
      const inner = name === undefined ? undefined : widened(random, properties?.[name] as Schema);
      return inner === undefined ? undefined : { ...schema, properties: { ...properties, [name]: inner } };
    },
    () =>
      Array.isArray(schema['anyOf'])
        ? { ...schema, anyOf: [...(schema['anyOf'] as unknown[]), { type: 'boolean' }] }
        : undefined,
  ];
  const possible = steps.map((step) => step()).filter((step) => step !== undefined);
  return possible.length === 0 ? undefined : random.one<Schema>(possible);
}

describe('compareSchemas, of any schema', () => {
  const random = randomFrom(7);
  const schemas = Array.from({ length: 400 }, () => {
    const schema = randomSchema(random);
    return { ...schema, $defs: { it: randomSchema(random, 2) } };
  });

  it('finds nothing against itself', () => {
    for (const schema of schemas) {
      expect(compareSchemas(schema, schema)).toEqual([]);
      expect(compareSchemas(schema, structuredClone(schema))).toEqual([]);
    }
  });

  it('finds narrowing where widening is taken back', () => {
    let seen = 0;
    for (const schema of schemas) {
      const wider = widened(random, schema);
      if (wider === undefined) continue;
      seen += 1;
      const there = compareSchemas(schema, wider).map(({ change }) => change);
      const back = compareSchemas(wider, schema).map(({ change }) => change);
      const words = JSON.stringify({ schema, wider, there, back });
      expect(there.length, words).toBeGreaterThan(0);
      expect(
        there.filter((change) => !WIDENING.has(change)),
        words,
      ).toEqual([]);
      expect(
        back.filter((change) => !NARROWING.has(change)),
        words,
      ).toEqual([]);
      expect(back, words).toHaveLength(there.length);
    }
    expect(seen).toBeGreaterThan(200);
  });

  it('always ends, whatever two schemas are compared', () => {
    for (const [index, schema] of schemas.entries())
      expect(compareSchemas(schema, schemas[(index * 7 + 1) % schemas.length]).length).toBeLessThanOrEqual(200);
  });
});
