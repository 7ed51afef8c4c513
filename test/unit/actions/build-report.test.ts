import { describe, expect, it } from 'vitest';
import { buildReport, type FailOn } from '../../../src/actions/build-report.js';
import type { Result } from '../../../src/model/report.js';
import { result } from '../../support/report.js';

const report = (results: Result[], failOn: FailOn = 'error', neverStarted = false) =>
  buildReport({
    command: 'verify',
    target: 'image:x',
    startedAt: new Date(0),
    durationMs: 1,
    results,
    collected: {},
    failOn,
    toolVersion: '0.0.0',
    neverStarted,
  }).summary;

describe('buildReport', () => {
  it.each([
    { name: 'nothing wrong', results: [result({ id: 'a/a' })], failOn: 'error', exitCode: 0 },
    { name: 'an error', results: [result({ id: 'a/a', outcome: 'fail' })], failOn: 'error', exitCode: 1 },
    {
      name: 'a warning',
      results: [result({ id: 'a/a', outcome: 'fail', severity: 'warning' })],
      failOn: 'error',
      exitCode: 0,
    },
    {
      name: 'a warning that counts',
      results: [result({ id: 'a/a', outcome: 'fail', severity: 'warning' })],
      failOn: 'warning',
      exitCode: 1,
    },
    { name: 'an unknown', results: [result({ id: 'a/a', outcome: 'unknown' })], failOn: 'error', exitCode: 1 },
    { name: 'a broken check', results: [result({ id: 'a/a', outcome: 'error' })], failOn: 'error', exitCode: 1 },
    {
      name: 'an error that never counts',
      results: [result({ id: 'a/a', outcome: 'fail' })],
      failOn: 'never',
      exitCode: 0,
    },
    {
      name: 'only what does not apply',
      results: [result({ id: 'a/a', outcome: 'not-applicable' })],
      failOn: 'info',
      exitCode: 0,
    },
  ] as const)('exits $exitCode with $name under --fail-on $failOn', ({ results, failOn, exitCode }) => {
    expect(report([...results], failOn).exitCode).toBe(exitCode);
  });

  it('exits 4 when the target never started', () => {
    expect(report([result({ id: 'a/a', outcome: 'fail' })], 'never', true).exitCode).toBe(4);
  });
});
