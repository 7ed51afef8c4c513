import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../src/actions/build-report.js';
import type { Report, Result } from '../../../src/model/report.js';
import junit from '../../../src/reporters/junit.js';
import pretty from '../../../src/reporters/pretty.js';
import { result } from '../../support/report.js';

const look = { colour: false, symbols: true, width: Infinity, verbose: false };
const waived = { reason: 'model weights inside', expires: '2027-03-01', owner: 'platform' };
const results: Result[] = [
  result({ id: 'image/non-root-user' }),
  result({
    id: 'image/size-within-budget',
    outcome: 'accepted',
    findings: [{ message: 'The image is 300 MB.', waived }],
  }),
  result({ id: 'image/oci-labels', outcome: 'accepted', findings: [{ message: 'Missing: x.', known: true }] }),
];
const report = (more: Result[] = [], extra: Pick<Report, 'profile' | 'notRun'> = {}): Report =>
  buildReport(
    {
      command: 'verify',
      target: 'todo:1',
      startedAt: new Date(0),
      durationMs: 2_300,
      results: [...results, ...more],
      collected: {},
      failOn: 'error',
      toolVersion: '1.2.3',
    },
    extra,
  );
const notRun = [
  { id: 'scale/replica-safe', because: 'in --profile full' },
  { id: 'resources/probe-leak', because: 'in --profile full' },
  { id: 'image/up-to-date', because: 'off in mcp-dock.yaml' },
];

describe('a report for people', () => {
  it('shows what is accepted, by whom and how long, and what was not run', async () => {
    expect(await pretty.render(report([], { profile: 'standard', notRun }), look)).toBe(
      [
        'mcp-dock verify  todo:1  (standard, 2.3 s)',
        '',
        '  Image        1 ✔  2 ~',
        '  Accepted     2    image/size-within-budget (waived until 2027-03-01 by platform: model weights inside)',
        '                    image/oci-labels (in the baseline)',
        '  Not run      1    image/up-to-date (off in mcp-dock.yaml)',
        '               2    resources/probe-leak, scale/replica-safe (in --profile full)',
        '',
        '✔ todo:1 is good: 1 check passed (2 accepted).',
      ].join('\n'),
    );
  });

  it('shows the findings themselves when everything is asked for', async () => {
    const text = await pretty.render(report(), { ...look, verbose: true });
    for (const part of ['~ image/oci-labels', 'The image is 300 MB.', 'Missing: x.']) expect(text).toContain(part);
  });

  it.each([
    [{ updated: true }, 'Baseline          known.json is written; 1 finding is known from now on'],
    [{ updated: false, kept: 'nothing answered' }, 'Baseline          known.json stays as it was: nothing answered'],
  ])('says what became of the baseline: %o', async (state, line) => {
    const baseline = { path: 'known.json', known: 1, vanished: [], ...state };
    expect(await pretty.render({ ...report(), baseline }, look)).toContain(`  ${line}\n`);
  });

  it('names a few of many that were not run', async () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ id: `a/c${index}`, because: 'in --profile full' }));
    expect(await pretty.render(report([], { notRun: many }), look)).toContain(
      'Not run      9    a/c0, a/c1, a/c2, a/c3, a/c4, a/c5 and 3 more (in --profile full)',
    );
  });

  it('blames what counts alone', async () => {
    const failed = result({
      id: 'start/ready-in-time',
      outcome: 'fail',
      findings: [{ message: 'Slow here.', waived, fix: 'env/syntax' }, { message: 'Slow there.' }],
    });
    const text = await pretty.render(report([failed]), look);
    expect(text).toContain('Slow there.');
    expect(text).not.toContain('Slow here.');
    expect(text).not.toContain('doctor --fix');
    expect(text).toContain('1 more is accepted');
    expect(text).toContain('1 error, 2 accepted, 1 passed');
  });
});

it('does not fail in JUnit', async () => {
  expect(await junit.render(report(), look)).not.toContain('<failure');
});

it('does not count', () => {
  expect(report().summary).toMatchObject({ passed: 1, errors: 0, warnings: 0, accepted: 2, exitCode: 0 });
});
