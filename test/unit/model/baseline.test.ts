import { expect, it } from 'vitest';
import { baselineFileSchema, isListed, nextBaseline } from '../../../src/model/baseline.js';
import { result } from '../../support/report.js';

const before = [
  { id: 'a/gone', fingerprint: '1', message: 'was found' },
  { id: 'a/not-run', fingerprint: '2', message: 'is of a larger profile' },
  { id: 'a/unknown', fingerprint: '3', message: 'could not be told today' },
];

it('is what is found, and what was not asked', () => {
  const results = [
    result({ id: 'a/gone' }),
    result({ id: 'a/unknown', outcome: 'unknown' }),
    result({
      id: 'z/new',
      outcome: 'fail',
      findings: [
        { message: 'new', fingerprint: '5', location: { uri: 'Dockerfile', line: 3 } },
        { message: 'waived', fingerprint: '6', waived: { reason: 'x', expires: '2027-01-01' } },
      ],
    }),
    result({ id: 'b/known', outcome: 'accepted', findings: [{ message: 'still', fingerprint: '4', known: true }] }),
    result({ id: 'project/waivers-current', outcome: 'fail', findings: [{ message: 'old', fingerprint: '7' }] }),
  ];
  const next = nextBaseline(results, before, new Set(['project/waivers-current']));
  expect(next).toEqual([
    before[1],
    before[2],
    { id: 'b/known', fingerprint: '4', message: 'still' },
    { id: 'z/new', fingerprint: '5', message: 'new', uri: 'Dockerfile' },
  ]);
  expect(baselineFileSchema.safeParse({ schemaVersion: 1, findings: next }).success).toBe(true);
  expect(nextBaseline(results, next, new Set(['project/waivers-current']))).toEqual(next);
});

it.each([
  { id: 'image/oci-labels', needs: ['imageConfig'], listed: true },
  { id: 'project/waivers-current', needs: ['accepted'], listed: false },
  { id: 'host/disk-space', needs: ['disk'], listed: false },
  { id: 'image/up-to-date', needs: ['sources'], momentary: true, listed: false },
] as const)('takes up $id: $listed', ({ listed, ...check }) => {
  expect(isListed(check)).toBe(listed);
});
