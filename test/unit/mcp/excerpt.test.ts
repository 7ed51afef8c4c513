import { expect, it } from 'vitest';
import { cutAround, shownExcerpt } from '../../../src/mcp/excerpt.js';

const SECRET = 'hunter22-hunter22';
const around = (text: string, at?: number) => shownExcerpt(cutAround(text, at), [SECRET]);

it.each([
  ['a short text', around('a NaN b', 2), 'a NaN b'],
  ['the beginning', around('x'.repeat(300)), `${'x'.repeat(200)}…`],
  ['a place', around(`${'a'.repeat(5_000)}NaN${'b'.repeat(5_000)}`, 5_000), `…${'a'.repeat(100)}NaN${'b'.repeat(97)}…`],
  ['the end', around(`${'a'.repeat(5_000)}NaN`, 5_000), `…${'a'.repeat(100)}NaN`],
  ['a place behind a secret', around(`${'a'.repeat(5_000)}${SECRET}NaN`, 5_017), `…${'a'.repeat(94)}••••••NaN`],
  ['a secret at the edge', around(`${SECRET}${'a'.repeat(95)}NaN`, 112), `…•••••${'a'.repeat(95)}NaN`],
  ['control sequences', around(`${'a'.repeat(150)}\u001b[2JNaN`, 150), `…${'a'.repeat(100)}\\u001b[2JNaN`],
])('shows %s', (_, shown, expected) => {
  expect(shown).toBe(expected);
});
