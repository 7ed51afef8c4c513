import { expect, it } from 'vitest';
import { stepSummary } from '../../../src/reporters/step-summary.js';
import { reportOfEverything, result } from '../../support/report.js';

const bytes = (text: string) => Buffer.byteLength(text);

const large = () => {
  const { results, ...rest } = reportOfEverything();
  const findings = Array.from({ length: 90 }, (_, index) => ({
    message: `Füllt ${index} ${'ü'.repeat(300)}.`,
    evidence: ['ü'.repeat(3_000)],
  }));
  const failed = Array.from({ length: 20 }, (_, index) =>
    result({ id: `image/x-${index}`, outcome: 'fail', findings }),
  );
  return { ...rest, results: [...results, ...failed] };
};

it('is the whole report where there is room', () => {
  const text = stepSummary(reportOfEverything(), 1024 * 1024);
  expect(text).toContain('### ❌ `lifecycle/exits-on-stdin-eof`');
  expect(text).toContain('### Not run');
  expect(text).not.toContain('Shortened');
});

it.each([
  { name: 'no evidence', room: 3_000_000, has: 'Füllt 3', hasNot: 'ü'.repeat(3_000) },
  { name: 'no findings', room: 20_000, has: '`image/x-7`', hasNot: 'Füllt 3' },
  { name: 'the verdict alone', room: 500, has: 'is not good', hasNot: '`image/x-7`' },
])('shows $name in less room', ({ room, has, hasNot }) => {
  const text = stepSummary(large(), room);
  expect(bytes(text)).toBeLessThanOrEqual(room);
  expect(text).toContain(has);
  expect(text).not.toContain(hasNot);
  expect(text).toContain('Shortened');
});

it('is empty where there is none', () => {
  expect(stepSummary(large(), 10)).toBe('');
});
