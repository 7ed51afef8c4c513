import { expect, it } from 'vitest';
import { hasAnswered } from '../../../src/model/has-answered.js';

it.each([
  [undefined, true],
  ['not-json', true],
  ['not-json-rpc', true],
  ['too-deep', true],
  ['timeout', false],
  ['closed', false],
])('of the failure %s: %s', (kind, answered) => {
  expect(hasAnswered(kind === undefined ? {} : { failure: { kind, message: '' } })).toBe(answered);
});
