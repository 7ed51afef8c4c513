import { describe, expect, it } from 'vitest';
import { secretsOfWords } from '../../../src/model/secret-words.js';

describe('secrets among the words of a command', () => {
  it.each([
    [['server', '--api-key', 'abc'], ['abc']],
    [['server', '--api-key=abc'], ['abc']],
    [
      ['server', '-token', 'abc', '--db', 'postgres://u:pw@h/db'],
      ['abc', 'postgres://u:pw@h/db', 'pw'],
    ],
    [['server', '--token', '--port', '80'], []],
    [['server', '--port', '80', '--name', 'x', 'stdio'], []],
    [['server', '--token'], []],
    [['server', '--token='], []],
  ])('%j', (words, secrets) => {
    expect(secretsOfWords(words)).toEqual(secrets);
  });
});
