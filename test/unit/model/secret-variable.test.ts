import { describe, expect, it } from 'vitest';
import { isSecretVariable, secretsOfVariable } from '../../../src/model/secret-variable.js';
import { madeUpSecrets } from '../../support/planted-secrets.js';

const made = madeUpSecrets();

describe('secretsOfVariable', () => {
  it.each([
    { name: 'API_KEY', value: 'from-flag', secrets: ['from-flag'] },
    { name: 'OPENAI_KEY', value: made.openai, secrets: [made.openai] },
    { name: 'DATABASE_URL', value: 'postgres://me:pw@db/x', secrets: ['postgres://me:pw@db/x', 'pw'] },
    {
      name: 'DATABASE_URL',
      value: 'postgres://me:p%40ss@db/x',
      secrets: ['postgres://me:p%40ss@db/x', 'p%40ss', 'p@ss'],
    },
    { name: 'BROKEN_URL', value: 'x://me:100%@db', secrets: ['x://me:100%@db', '100%'] },
    { name: 'OPTIONS', value: `--header ${made.github}`, secrets: [made.github] },
    { name: 'EMPTY_TOKEN', value: '', secrets: [] },
    { name: 'LOG_LEVEL', value: 'debug', secrets: [] },
    { name: 'HOME_URL', value: 'https://example.com:443/a@b', secrets: [] },
  ])('of $name=$value', ({ name, value, secrets }) => {
    expect(secretsOfVariable(name, value)).toEqual(secrets);
  });
});

it.each([
  ['API_TOKEN', 'x', [], true],
  ['NOTE', 'hushhush', ['hushhush'], true],
  ['NOTE', 'Bearer hushhush', ['hushhush'], true],
  ['NOTE', 'a', ['a'], true],
  ['NOTE', 'plain', ['a'], false],
] as const)('%s=%s beside %j is not to be shown: %s', (name, value, secrets, hidden) => {
  expect(isSecretVariable(name, value, secrets)).toBe(hidden);
});
