import { describe, expect, it } from 'vitest';
import { mergeText } from '../../../src/actions/merge-text.js';

const labels = { ours: 'yours', theirs: 'new' };
const text = (...lines: string[]) => `${lines.join('\n')}\n`;

describe('mergeText', () => {
  it.each([
    [
      'a change on each side',
      ['a', 'b', 'c', 'd', 'e'],
      ['A', 'b', 'c', 'd', 'e'],
      ['a', 'b', 'c', 'd', 'E'],
      ['A', 'b', 'c', 'd', 'E'],
    ],
    ['the same change on both', ['a', 'b', 'c'], ['a', 'B', 'c'], ['a', 'B', 'c'], ['a', 'B', 'c']],
    [
      'lines that one took away and lines that the other added',
      ['a', 'b', 'c', 'd'],
      ['a', 'c', 'd'],
      ['a', 'b', 'c', 'd', 'e'],
      ['a', 'c', 'd', 'e'],
    ],
    ['lines of spaces and words', ['a b', '  c'], ['a b', '  c', 'd e f'], ['x a b', '  c'], ['x a b', '  c', 'd e f']],
  ])('keeps %s', (_, base, ours, theirs, merged) => {
    expect(mergeText({ base: text(...base), ours: text(...ours), theirs: text(...theirs) }, labels)).toEqual({
      text: text(...merged),
      conflicts: [],
    });
  });

  it('marks what both changed, and only that', () => {
    const merged = mergeText(
      {
        base: text('a', 'b', 'c', 'd', 'e'),
        ours: text('a', 'x', 'c', 'd', 'E'),
        theirs: text('a', 'y', 'c', 'd', 'e'),
      },
      labels,
    );
    const place = ['<<<<<<< yours', 'x', '=======', 'y', '>>>>>>> new'];
    expect(merged.text).toBe(text('a', ...place, 'c', 'd', 'E'));
    expect(merged.conflicts).toEqual([place.join('\n')]);
  });

  it('says nothing is lost where one has no end of line at its end', () => {
    const merged = mergeText({ base: 'a\nb\nc\nd\n', ours: 'A\nb\nc\nd\n', theirs: 'a\nb\nc\nd' }, labels);
    expect(merged).toEqual({ text: 'A\nb\nc\nd', conflicts: [] });
  });
});
