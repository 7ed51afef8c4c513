import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlValue } from '../../../src/render/yaml-value.js';

it.each([
  ['todo', 'todo'],
  ['todo:1.0.0', 'todo:1.0.0'],
  ['/app/data', '/app/data'],
  ['Buy milk', 'Buy milk'],
  ['225MB', '225MB'],
  ['yes', '"yes"'],
  ['Null', '"Null"'],
  ['3000', '"3000"'],
  ['1e3', '"1e3"'],
  ['', '""'],
  ['{{id}}', '"{{id}}"'],
  ['a: b', '"a: b"'],
  ['# no', '"# no"'],
  ['127.0.0.1:${MCP_PORT:-3000}:3000', '"127.0.0.1:${MCP_PORT:-3000}:3000"'],
  [' a', '" a"'],
  ['a\nb', String.raw`"a\nb"`],
  ['ä', '"ä"'],
])('writes %j as %s', (text, written) => {
  expect(yamlValue(text)).toBe(written);
});

it.each([
  [{}],
  [[]],
  [
    {
      a: { b: ['c', 1, true, null, 'on', '0x1f', '1_000', '~', '.5', '-', '!tag', '&a', '*a', '2001-01-01'] },
      'x y': '',
    },
  ],
  [['~', '<<', '=', '12:30:45', 'a:b', 'true', '.inf', '1MB', 'http://a/b']],
])('is read back as it was: %j', (value) => {
  expect(parse(`key: ${yamlValue(value)}`)).toEqual({ key: value });
  expect(parse(`- ${yamlValue(value)}`, { version: '1.1' })).toEqual([value]);
});

it('refuses what YAML cannot say', () => {
  expect(() => yamlValue(undefined)).toThrow(TypeError);
  expect(() => yamlValue({ a: () => 1 })).toThrow(TypeError);
});
