import { expect, it } from 'vitest';
import { secretsInside } from '../../../src/actions/secrets-inside.js';

it.each([
  {
    name: 'variables and headers, whatever they are called',
    value: { a: { env: { X: 'one' }, headers: [{ Y: 'two' }] } },
    secrets: ['one', 'two'],
  },
  {
    name: 'a token behind its scheme',
    value: { headers: { Authorization: 'Bearer abc' } },
    secrets: ['Bearer abc', 'abc'],
  },
  { name: 'what is secret by name', value: { api_key: 'three', model: 'o3' }, secrets: ['three'] },
  { name: 'a text as JSON writes it', value: { env: { X: 'a"b' } }, secrets: ['a"b', String.raw`a\"b`] },
  { name: 'nothing', value: { command: 'docker', args: ['run'], n: 1, none: null }, secrets: [] },
])('finds $name', ({ value, secrets }) => {
  expect(new Set(secretsInside(value))).toEqual(new Set(secrets));
});
