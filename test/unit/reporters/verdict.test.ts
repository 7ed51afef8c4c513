import { expect, it } from 'vitest';
import { verdictOf } from '../../../src/reporters/verdict.js';
import { reportOfEverything, result } from '../../support/report.js';

const { summary, target } = reportOfEverything();
const none = { ...summary, errors: 0, warnings: 0, infos: 0, unknown: 0, broken: 0, passed: 3, exitCode: 0 };

it.each([
  { name: 'all is well', counts: {}, short: 'Good', words: 'is good: 3 checks passed (1 accepted)', good: true },
  {
    name: 'there are notes',
    counts: { infos: 2 },
    short: 'Good',
    words: 'is good: 3 checks passed (2 notes, 1 accepted)',
    good: true,
  },
  {
    name: 'a warning is allowed',
    counts: { warnings: 1 },
    short: 'Good enough',
    words: 'is good enough: 1 warning, 1 accepted, 3 passed',
    good: true,
  },
  {
    name: 'there is an error',
    counts: { errors: 1, exitCode: 1 },
    short: 'Not good',
    words: 'is not good: 1 error, 1 accepted, 3 passed',
    good: false,
  },
  {
    name: 'nothing could be told',
    counts: { unknown: 2, exitCode: 1 },
    short: 'Could not be judged',
    words: 'could not be judged: 2 could not be told, 1 accepted, 3 passed',
    good: false,
  },
])('when $name', ({ counts, short, words, good }) => {
  const report = { command: 'verify' as const, target, results: [], summary: { ...none, ...counts } };
  expect(verdictOf(report)).toEqual({ subject: target, short, words, good });
});

const skipped = result({ id: 'tools/contract-locked', outcome: 'not-applicable', reason: 'There is no lock.' });

it.each([
  { results: [skipped], exitCode: 1, words: 'is not judged: tools/contract-locked does not apply (There is no lock)' },
  {
    results: [skipped, skipped],
    exitCode: 0,
    words: 'is not judged: none of 2 checks applies, such as tools/contract-locked (There is no lock)',
  },
  { results: [], exitCode: 1, words: 'is not judged: nothing was checked' },
])('when $results.length checks ran and none applied', ({ results, exitCode, words }) => {
  const report = {
    command: 'verify' as const,
    target,
    results,
    summary: { ...none, accepted: 0, passed: 0, exitCode },
  };
  expect(verdictOf(report)).toMatchObject({ short: 'Not judged', words, good: exitCode === 0 });
});
