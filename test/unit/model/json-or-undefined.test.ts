import { expect, it } from 'vitest';
import { jsonOrUndefined } from '../../../src/model/json-or-undefined.js';

it.each([
  ['{"a":1}', { a: 1 }],
  ['null', null],
  ['', undefined],
  ['{', undefined],
  [undefined, undefined],
])('reads %j', (text, value) => {
  expect(jsonOrUndefined(text)).toEqual(value);
});
