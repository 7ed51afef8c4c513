import { describe, expect, it } from 'vitest';
import { describeArguments, hintOf } from '../../../src/model/describe-arguments.js';

const typeOf = (schema: unknown) =>
  describeArguments({ properties: { a: schema }, $defs: { it: { type: 'integer' } } })[0]?.type;

describe('describeArguments', () => {
  it.each<[unknown, string]>([
    [{ type: 'string' }, 'string'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ enum: ['a', 1] }, '"a" | 1'],
    [{ enum: [1, 2, 3, 4, 5, 6, 7] }, '1 | 2 | 3 | 4 | 5 | 6 | …'],
    [{ const: true }, 'true'],
    [{ type: 'array', items: { type: 'string' } }, 'string[]'],
    [{ type: 'array', items: { type: ['string', 'null'] } }, '(string | null)[]'],
    [{ type: 'array' }, 'array'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ $ref: '#/$defs/it' }, 'integer'],
    [{ $ref: '#/$defs/none' }, 'any'],
    [{ type: 'integer', minimum: 1, maximum: 5 }, 'integer, 1 to 5'],
    [{ type: 'string', minLength: 1 }, 'string, at least 1 character'],
    [{ type: 'number', exclusiveMinimum: 0 }, 'number, above 0'],
    [{ type: 'string', maxLength: 9, pattern: '^a', format: 'uri' }, 'string, at most 9 characters, matches ^a, uri'],
    [{}, 'any'],
    [true, 'any'],
  ])('writes %j as %s', (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });

  it('has the required ones first', () => {
    expect(describeArguments({ properties: { a: {}, b: { description: 'B.' } }, required: ['b'] })).toEqual([
      { name: 'b', type: 'any', required: true, description: 'B.' },
      { name: 'a', type: 'any', required: false },
    ]);
  });

  it.each([undefined, null, {}, { properties: [] }])('has none of %j', (schema) => {
    expect(describeArguments(schema)).toEqual([]);
  });
});

describe('hintOf', () => {
  it.each([
    [{ readOnlyHint: true, destructiveHint: true }, 'reads'],
    [{ destructiveHint: true }, 'destroys'],
    [{ readOnlyHint: false, destructiveHint: false }, 'writes'],
    [{}, 'unsaid'],
    [undefined, 'unsaid'],
  ])('of %j is %s', (annotations, hint) => {
    expect(hintOf(annotations)).toBe(hint);
  });
});
