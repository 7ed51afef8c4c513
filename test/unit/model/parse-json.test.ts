import { describe, expect, it } from 'vitest';
import { jsonOrUndefined } from '../../../src/model/json-or-undefined.js';
import { MAX_LEVELS, outlineOf, parseJson, TooDeep } from '../../../src/model/parse-json.js';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('parseJson', () => {
  it.each([
    ['400 levels', nested(400)],
    ['as many levels as are read', nested(MAX_LEVELS)],
    ['objects as deep', `${'{"a":'.repeat(MAX_LEVELS)}1${'}'.repeat(MAX_LEVELS)}`],
    ['brackets in a text', JSON.stringify('['.repeat(5_000))],
    ['brackets behind a quote in a text', JSON.stringify(`\\"${'['.repeat(5_000)}`)],
    ['many lists side by side', `[${Array.from({ length: 5_000 }, () => '[]').join()}]`],
  ])('reads %s', (_, text) => {
    expect(JSON.stringify(parseJson(text))).toBe(text);
  });

  it.each([MAX_LEVELS + 1, 4_000, 1_000_000])('refuses %i levels before anything walks through them', (levels) => {
    expect(() => parseJson(nested(levels))).toThrow(TooDeep);
    expect(() => parseJson(nested(levels))).toThrow(`nested ${levels.toLocaleString('en')} levels deep`);
    expect(jsonOrUndefined(nested(levels))).toBeUndefined();
  });

  it('leaves it to JSON to say what is none', () => {
    expect(() => parseJson('{"a":')).toThrow(SyntaxError);
  });
});

describe('outlineOf', () => {
  it.each([
    ['{"id":3,"result":{"a":[1,{}]},"x":[]}', { levels: 4, top: '{"id":3,"result":null,"x":null}' }],
    ['{"id":"}[","error":{"a":"\\"]"}}', { levels: 2, top: '{"id":"}[","error":null}' }],
    ['{"id":3,"result":{"tools":[{"a', { levels: 4, top: '{"id":3,"result":null' }],
    ['{"id":"3', { levels: 1, top: '{"id":"3' }],
    [']]} no JSON {', { levels: 1, top: ']]} no JSON {' }],
    ['', { levels: 0, top: '' }],
  ])('of %s', (text, outline) => {
    expect(outlineOf(text)).toEqual(outline);
  });
});
