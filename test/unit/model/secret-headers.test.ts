import { expect, it } from 'vitest';
import { secretsOfHeaders } from '../../../src/model/secret-headers.js';

it.each<{ what: string; headers: Readonly<Record<string, string>>; secrets: readonly string[] }>([
  { what: 'any value', headers: { 'X-Api-Key': 'abc' }, secrets: ['abc'] },
  {
    what: 'a token, also without its scheme',
    headers: { Authorization: 'Bearer abc' },
    secrets: ['Bearer abc', 'abc'],
  },
  {
    what: 'a password in HTTP Basic',
    headers: { Authorization: 'Basic dXNlcjpwOndvcmQ=' },
    secrets: ['Basic dXNlcjpwOndvcmQ=', 'dXNlcjpwOndvcmQ=', 'p:word'],
  },
  {
    what: 'each cookie',
    headers: { cookie: 'sid=abc=; theme=dark' },
    secrets: ['sid=abc=; theme=dark', 'theme=dark', 'abc=', 'dark'],
  },
  { what: 'nothing of an empty one', headers: { 'X-Empty': '' }, secrets: [] },
])('knows $what', ({ headers, secrets }) => {
  expect(new Set(secretsOfHeaders(headers))).toEqual(new Set(secrets));
});
