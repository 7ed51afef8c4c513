import { describe, expect, it } from 'vitest';
import { wrap } from '../../../src/reporters/wrap.js';

describe('wrap', () => {
  it.each([
    { name: 'a short text', text: 'all is well', width: 40, shown: 'all is well' },
    {
      name: 'a long text',
      text: 'one two three four five six seven eight nine ten',
      width: 40,
      shown: 'one two three four five six seven\n    eight nine ten',
    },
    {
      name: 'a word that has no room',
      text: `see ${'x'.repeat(60)} there`,
      width: 40,
      shown: `see\n    ${'x'.repeat(60)}\n    there`,
    },
    {
      name: 'no room at all',
      text: 'one two three four five six seven',
      width: 20,
      shown: 'one two three four five six seven',
    },
    {
      name: 'code, which stays in one piece',
      text: 'Create a user and end the final stage `USER <uid>` so',
      width: 50,
      shown: 'Create a user and end the final stage\n    `USER <uid>` so',
    },
    {
      name: 'code that has no room',
      text: `Run \`${'one two '.repeat(8)}\` then`,
      width: 40,
      shown: 'Run `one two one two one two one two\n    one two one two one two one two `\n    then',
    },
    {
      name: 'a backtick alone',
      text: 'the character ` is no code and that is all that there is',
      width: 40,
      shown: 'the character ` is no code and that\n    is all that there is',
    },
    { name: 'a reader that wraps by itself', text: 'one '.repeat(100), width: Infinity, shown: 'one '.repeat(100) },
  ])('$name', ({ text, width, shown }) => {
    expect(wrap(text, { width, used: 4, hanging: 4 })).toBe(shown);
  });
});
