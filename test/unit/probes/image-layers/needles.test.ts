import { describe, expect, it } from 'vitest';
import { Needles } from '../../../../src/probes/image-layers/needles.js';
import { randomFrom } from '../../../support/random.js';

const needles = (...values: string[]) =>
  new Needles(values.map((value) => ({ forms: [Buffer.from(value)], fingerprint: value })));

describe('Needles', () => {
  it.each([
    ['nothing to look for', [], 'anything', []],
    ['the beginning', ['abcdefghij'], 'abcdefghij and more', ['abcdefghij']],
    ['the end', ['abcdefghij'], 'more and abcdefghij', ['abcdefghij']],
    [
      'several of different length',
      ['abcdefghij', '0123456789abcdef'],
      '..0123456789abcdef..abcdefghij',
      ['0123456789abcdef', 'abcdefghij'],
    ],
    ['values with the same beginning', ['abcdefghij', 'abcdefghijk'], 'xabcdefghijk', ['abcdefghij', 'abcdefghijk']],
    ['less than a value', ['abcdefghij'], 'abcdefghi', []],
    ['nothing', ['abcdefghij'], '', []],
  ])('finds %s', (_, values, text, found) => {
    expect([...needles(...values).in(Buffer.from(text))].toSorted()).toEqual(found.toSorted());
  });

  it('finds what includes() finds, over letters that repeat', () => {
    const random = randomFrom(7);
    const word = (length: number) => Array.from({ length }, () => random.one(['a', 'b', 'c'])).join('');
    for (let round = 0; round < 300; round += 1) {
      const values = [...new Set(Array.from({ length: 1 + random.below(4) }, () => word(3 + random.below(4))))];
      const text = word(random.below(60));
      expect([...needles(...values).in(Buffer.from(text))].toSorted()).toEqual(
        values.filter((value) => text.includes(value)).toSorted(),
      );
    }
  });
});
