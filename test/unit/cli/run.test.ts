import { expect, it } from 'vitest';
import { asFlag } from '../../../src/cli/run.js';

it.each([
  [['help'], ['--help']],
  [
    ['help', 'init'],
    ['init', '--help'],
  ],
  [
    ['init', 'help'],
    ['init', 'help'],
  ],
  [[], []],
])('%j runs as %j', (argv, expected) => {
  expect(asFlag(argv)).toEqual(expected);
});
