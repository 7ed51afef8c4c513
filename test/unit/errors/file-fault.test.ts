import { expect, it } from 'vitest';
import { fileFault } from '../../../src/errors/file-fault.js';

const withCode = (code: string) => Object.assign(new Error(`${code}: as Node says it`), { code });

it.each([
  ['a code that is known', withCode('ENOENT'), 'there is no such file'],
  ['a full disk', withCode('ENOSPC'), 'the disk is full'],
  ['a code that is not', withCode('EXDEV'), 'EXDEV: as Node says it'],
  ['an error without a code', new Error('it shrank'), 'it shrank'],
  ['what is no error', 'odd', 'odd'],
])('says why, for %s', (_, error, words) => {
  expect(fileFault(error)).toBe(words);
});
