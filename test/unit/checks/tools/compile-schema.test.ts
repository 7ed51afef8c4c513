import { beforeAll, describe, expect, it } from 'vitest';
import { loadSchemaLibrary, schemaCompiler } from '../../../../src/checks/tools/compile-schema.js';

const compileSchema = (schema: unknown) => schemaCompiler()(schema);
const deep = (levels: number): object => (levels === 0 ? { type: 'string' } : { not: deep(levels - 1) });
const wide = (count: number) => ({
  type: 'object',
  properties: Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, { type: 'string' }])),
});

beforeAll(loadSchemaLibrary);

describe('compileSchema', () => {
  it.each([
    ['local references', { $defs: { id: { type: 'string' } }, properties: { id: { $ref: '#/$defs/id' } } }],
    ['a schema that refers to itself', { properties: { child: { $ref: '#' } } }],
    ['2019-09', { $schema: 'https://json-schema.org/draft/2019-09/schema', type: 'object' }],
    ['draft-06', { $schema: 'http://json-schema.org/draft-06/schema#', type: 'object' }],
    ['unknown keywords and formats', { 'x-mcp-header': 'Region', format: 'made-up', example: 1 }],
    ['an $id that another schema has too', { $id: 'https://example.com/a', type: 'object' }],
    ['the same $id again', { $id: 'https://example.com/a', type: 'array' }],
  ])('compiles %s', (_, schema) => {
    expect(compileSchema(schema)).toMatchObject({ ok: true });
  });

  it.each([
    ['an array', [], 'invalid', 'is an array and no object'],
    [
      'a remote reference',
      { $ref: 'https://example.com/task.json' },
      'invalid',
      'refers to https://example.com/task.json, which is not in the schema',
    ],
    [
      'a missing local reference',
      { $ref: '#/$defs/none' },
      'invalid',
      'refers to #/$defs/none, which is not in the schema',
    ],
    ['a pattern that is none', { pattern: '(' }, 'invalid', expect.stringContaining('Invalid regular expression')],
    ['a dialect that is no text', { $schema: 7 }, 'dialect', 'declares the dialect 7, which clients need not know'],
    ['too deep', deep(70), 'limit', 'is nested deeper than 64 levels'],
    ['too wide', wide(2_000), 'limit', 'has more than 2000 parts'],
    ['too long', { description: 'x'.repeat(300_000) }, 'limit', 'is 300018 characters long, over 262144'],
  ])('refuses %s', (_, schema, kind, problem) => {
    expect(compileSchema(schema)).toEqual({ ok: false, kind, problem });
  });

  it('is not impressed by a schema that takes the name of its dialect', () => {
    const dialect = 'https://json-schema.org/draft/2020-12/schema';
    expect(compileSchema({ $id: dialect, type: 'object' })).toMatchObject({ ok: false, kind: 'invalid' });
    expect(compileSchema({ $schema: dialect, type: 'object' })).toMatchObject({ ok: true });
  });

  it('tells two patterns apart', () => {
    const compiled = compileSchema({ properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } });
    if (!compiled.ok) throw new Error(compiled.problem);
    expect(compiled.violation({ a: 'a', b: 'b' })).toBeUndefined();
    expect(compiled.violation({ a: 'a', b: 'a' })).toBe('/b must match pattern "^b$"');
  });

  it('says how a value breaks the schema', () => {
    const compiled = compileSchema({
      type: 'object',
      properties: { id: { type: 'string', pattern: '^t-\\d$' } },
      required: ['id'],
    });
    if (!compiled.ok) throw new Error(compiled.problem);
    expect(compiled.violation({ id: 't-1' })).toBeUndefined();
    expect(compiled.violation({})).toBe(`the result must have required property 'id'`);
    expect(compiled.violation({ id: 'x' })).toBe('/id must match pattern "^t-\\d$"');
  });

  it.each([
    [{ enum: ['a', 'b'] }, 'must be "a" or "b"'],
    [{ const: 'a' }, 'must be "a"'],
    [{ anyOf: [{ const: 1 }, { const: null }, { enum: ['x'] }] }, 'must be 1 or null or "x"'],
    [
      { enum: Array.from({ length: 12 }, (_, index) => index) },
      'must be 0 or 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9 or one of 2 more',
    ],
  ])('names the values that %j allows', (how, words) => {
    const compiled = compileSchema({ type: 'object', properties: { how } });
    if (!compiled.ok) throw new Error(compiled.problem);
    expect(compiled.violation({ how: 'other' })).toBe(`/how ${words}`);
  });

  it('does not hang on a pattern that backtracks', () => {
    const compiled = compileSchema({ pattern: '^(a+)+$' });
    if (!compiled.ok) throw new Error(compiled.problem);
    const startedAt = performance.now();
    expect(compiled.violation(`${'a'.repeat(60)}!`)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('compiles a large sound schema in time', () => {
    // Of the processor: what else the machine does says nothing of the compiler.
    const before = process.cpuUsage();
    expect(compileSchema(wide(900))).toMatchObject({ ok: true });
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3_000);
  });

  it('stops when all schemas together are too much', () => {
    const compile = schemaCompiler();
    const schema = { properties: Object.fromEntries(Array.from({ length: 1_900 }, (_, index) => [`p${index}`, []])) };
    const problems = Array.from({ length: 30 }, () => compile(schema));
    expect(problems.at(-1)).toMatchObject({ kind: 'limit', problem: expect.stringContaining('was not looked at') });
  });
});
