import { expect, it } from 'vitest';
import { maskDefinitions } from '../../../src/model/mask-definitions.js';

const KEY = 'k3y-9fQ2xLw7';
const secrets = ['postgres', 'password', 'hunter2', KEY];

it.each<{ what: string; given: object; masked?: object; further?: readonly string[] }>([
  { what: 'a name with a word', given: { name: 'postgres_query' } },
  { what: 'a name with a key', given: { name: `ask_${KEY}` }, masked: { name: 'ask_••••••' } },
  {
    what: 'arguments with such names and values',
    given: { properties: { password: { type: 'string' }, title: { enum: ['postgres'] } }, required: ['password'] },
  },
  { what: 'an argument with a key', given: { properties: { [KEY]: {} } }, masked: { properties: { '••••••': {} } } },
  {
    what: 'what is said to people',
    given: { description: 'Signs in with hunter2.', examples: ['hunter2', { a: 'hunter2' }] },
    masked: { description: 'Signs in with ••••••.', examples: ['••••••', { a: '••••••' }] },
  },
  { what: 'an argument called "default"', given: { properties: { default: { const: 'postgres' } } } },
  { what: 'an address', given: { uri: 'postgres://db/tasks' } },
  {
    what: 'an address with a password',
    given: { uri: 'postgres://app:hunter2@db/tasks' },
    masked: { uri: '••••••://app:••••••@db/tasks' },
  },
  ...['xK7pQ2mZ', 'a8f3k2z9', 'Tr0ub4do', 'q7!mWx2e', 'k7-x2mq9p'].map((short) => ({
    what: `a short random password, ${short}`,
    given: { name: `ask_${short}`, properties: { [short]: { enum: [short] }, a: { const: `b ${short}` } } },
    masked: { name: 'ask_••••••', properties: { '••••••': { enum: ['••••••'] }, a: { const: 'b ••••••' } } },
    further: [short],
  })),
  ...[
    'postgres',
    'weather2',
    'us-east-1',
    'Postgres',
    'admin123',
    'read_only',
    'db.local1',
    'a1b2c3d4',
    '20261122',
  ].map((word) => ({
    what: `a word, ${word}`,
    given: { name: `ask_${word}`, properties: { [word]: { enum: [word] } } },
    further: [word],
  })),
  { what: 'no text', given: { required: [], minimum: 1, nothing: null } },
])('keeps what is compared, and no secret, of $what', ({ given, masked = given, further = [] }) => {
  expect(maskDefinitions(given, [...secrets, ...further])).toEqual(masked);
});
