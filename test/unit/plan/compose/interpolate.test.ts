import { expect, it } from 'vitest';
import { interpolate } from '../../../../src/plan/compose/interpolate.js';

const VALUES: Readonly<Record<string, string>> = { A: 'a', EMPTY: '' };
const filled = (text: string) => interpolate(text, (name) => VALUES[name]);

it.each([
  ['$A and ${A}', 'a and a'],
  ['$$A, $${A}', '$A, ${A}'],
  ['$NOT.', '.'],
  ['${NOT-x}${EMPTY-x}', 'x'],
  ['${NOT:-x}${EMPTY:-y}', 'xy'],
  ['${NOT:+x}${EMPTY:+y}${A:+z}', 'z'],
  ['${NOT+x}${EMPTY+y}', 'y'],
  ['${NOT:-${EMPTY:-${A}}}', 'a'],
  ['${A:?must be set}', 'a'],
  ['$(hostname) $? $1 "$@" 5$', '$(hostname) $? $1 "$@" 5$'],
  ['${NOT:-["$(", ">"]}', '["$(", ">"]'],
  ['${NOT:-http://x:80/?a=b}', 'http://x:80/?a=b'],
])('%s is %s', (text, expected) => {
  expect(filled(text)).toMatchObject({ text: expected, required: [] });
  expect(filled(text).invalid).toBeUndefined();
});

it('names what has to be set', () => {
  expect(filled('${NOT:?words} ${EMPTY:?more} ${EMPTY?x}').required).toEqual([
    { name: 'NOT', words: 'words' },
    { name: 'EMPTY', words: 'more' },
  ]);
});

it.each(['${', '${A', '${1}', '${A!}', '${}'])('%s is no variable', (text) => {
  expect(filled(text).invalid).toBeDefined();
});

it('tells what is written from what is brought', () => {
  expect(filled('x${A}${NOT:-y}').pieces).toEqual([
    { from: 'text', text: 'x' },
    { from: 'variable', text: 'a' },
    { from: 'default', text: 'y' },
  ]);
});

it('takes no long time over texts without an end', () => {
  const from = performance.now();
  filled('${A:-'.repeat(4_000));
  expect(performance.now() - from).toBeLessThan(2_000);
});
