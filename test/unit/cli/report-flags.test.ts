import { expect, it } from 'vitest';
import { reportFlags } from '../../../src/cli/report-flags.js';
import { reporters } from '../../../src/reporters/index.js';

it('--format takes every reporter', () => {
  expect(reportFlags.format.options?.toSorted()).toEqual(reporters.map(({ id }) => id).toSorted());
});
