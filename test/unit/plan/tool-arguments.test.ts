import { describe, expect, it } from 'vitest';
import { malformedArguments, readArguments, typesOf } from '../../../src/plan/tool-arguments.js';

const schema = {
  type: 'object',
  properties: {
    text: { type: 'string' },
    note: { type: ['string', 'null'] },
    count: { type: 'integer' },
    share: { type: 'number' },
    on: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    sizes: { type: 'array', items: { type: 'integer' } },
    filter: { type: 'object' },
    level: { enum: [1, 2] },
    mixed: { enum: ['a', 1, '2', 2] },
    either: { anyOf: [{ type: 'integer' }, { type: 'boolean' }] },
    maybe: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    named: { $ref: '#/$defs/count' },
    all: { allOf: [{ description: 'a' }, { type: 'integer' }] },
    any: {},
  },
  required: [],
  $defs: { count: { type: 'integer' } },
};

const read = (...pairs: string[]) => readArguments(schema, { pairs });

describe('readArguments', () => {
  it.each<[string[], unknown]>([
    [['text=5'], { text: '5' }],
    [['text=a=b'], { text: 'a=b' }],
    [['text='], { text: '' }],
    [['note=null'], { note: 'null' }],
    [['count=5'], { count: 5 }],
    [['count=5.0'], { count: 5 }],
    [['share=-1.5e3'], { share: -1500 }],
    [['on=true'], { on: true }],
    [['tags=a'], { tags: ['a'] }],
    [['tags=a', 'tags=b,c'], { tags: ['a', 'b,c'] }],
    [['tags=["a","b"]'], { tags: ['a', 'b'] }],
    [['sizes=1', 'sizes=2'], { sizes: [1, 2] }],
    [['filter={"a":1}'], { filter: { a: 1 } }],
    [['level=2'], { level: 2 }],
    [['mixed=1'], { mixed: 1 }],
    [['mixed=2'], { mixed: '2' }],
    [['either=false'], { either: false }],
    [['maybe=null'], { maybe: null }],
    [['named=3'], { named: 3 }],
    [['all=3'], { all: 3 }],
    [['any=5', 'text=x'], { any: 5, text: 'x' }],
    [['any=x'], { any: 'x' }],
  ])('reads %j as the schema types it', (pairs, found) => {
    expect(read(...pairs)).toEqual({ arguments: found, faults: [] });
  });

  it.each<[string[], string]>([
    [['count=five'], '"count" takes an integer, and "five" is none.'],
    [['count=1.5'], '"count" takes an integer, and "1.5" is none.'],
    [['on=yes'], '"on" takes true or false, and "yes" is none.'],
    [['either=x'], '"either" takes an integer or true or false, and "x" is none.'],
    [['sizes=1', 'sizes=b'], '"sizes" takes an integer, and "b" is none.'],
    [['filter=[1]'], '"filter" takes an object as JSON, and "[1]" is none.'],
    [['text=a', 'text=b'], '"text" is given 2 times, and it is no list.'],
    [['conut=5'], 'There is no argument "conut". Closest: "count".'],
    [['constructor=5'], expect.stringMatching(/^There is no argument "constructor"\. It takes "text", /u)],
  ])('refuses %j', (pairs, fault) => {
    expect(read(...pairs).faults).toEqual([fault]);
  });

  it('adds pairs to JSON, and takes from JSON what the schema does not name', () => {
    expect(readArguments(schema, { pairs: ['count=2'], json: '{"count":1,"other":3}' })).toEqual({
      arguments: { count: 2, other: 3 },
      faults: [],
    });
  });

  it('names what is required and missing', () => {
    const strict = { type: 'object', properties: { a: {}, b: {} }, required: ['a', 'b'] };
    expect(readArguments(strict, { pairs: [] }).faults).toEqual(['"a", "b" are required and missing.']);
    expect(readArguments(strict, { pairs: ['a=1'] }).faults).toEqual(['"b" is required and missing.']);
  });

  it.each([
    [{ type: 'object' }, []],
    [{ type: 'object', properties: {}, additionalProperties: { type: 'string' } }, []],
    [undefined, []],
    [{ type: 'object', additionalProperties: false }, ['There is no argument "x". It takes none.']],
    [{ type: 'object', properties: {} }, ['There is no argument "x". It takes none.']],
    [{ type: 'object', properties: {}, additionalProperties: false }, ['There is no argument "x". It takes none.']],
  ])('takes other arguments only where the schema %j says so', (open, faults) => {
    expect(readArguments(open, { pairs: ['x=1'] }).faults).toEqual(faults);
  });

  it('keeps a name that objects have anyway', () => {
    const odd = { type: 'object', properties: JSON.parse('{"__proto__":{"type":"integer"}}') as object };
    const { arguments: found } = readArguments(odd, { pairs: ['__proto__=5'] });
    expect(JSON.stringify(found)).toBe('{"__proto__":5}');
  });
});

describe('malformedArguments', () => {
  it.each([
    [{ pairs: ['a=1', 'b='], json: '{}' }, []],
    [{ pairs: ['text', 'a=1'] }, ['--arg "text" is not NAME=VALUE.']],
    [{ pairs: ['=5'] }, ['--arg "=5" is not NAME=VALUE.']],
    [{ pairs: [], json: '{' }, ['--args-json is no JSON: it ends too early.']],
    [{ pairs: [], json: ' \n' }, ['--args-json is empty.']],
    [{ pairs: [], json: '{"a": 1,\n "b": nope}' }, ['--args-json is no JSON from line 2, column 8 on.']],
    [{ pairs: [], json: '{"a": 1} x' }, ['--args-json is no JSON from line 1, column 10 on.']],
    [{ pairs: [], json: '[]' }, ['--args-json is JSON, but no object.']],
    [{ pairs: ['a'], json: 'null' }, ['--args-json is JSON, but no object.', '--arg "a" is not NAME=VALUE.']],
  ])('of %j are %j', (given, faults) => {
    expect(malformedArguments(given)).toEqual(faults);
  });
});

describe('typesOf', () => {
  it('ends where references lead in a circle', () => {
    const root = { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } };
    expect([...typesOf({ $ref: '#/$defs/a' }, root)]).toEqual([]);
  });
});
