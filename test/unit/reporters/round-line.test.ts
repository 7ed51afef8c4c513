import { describe, expect, it } from 'vitest';
import { failedRoundLine, roundLine } from '../../../src/reporters/round-line.js';
import { buildReport } from '../../support/build-report.js';

const look = { colour: false, symbols: true, width: 80, verbose: false, at: new Date(2026, 10, 21, 9, 3, 7) };

describe('a round of --watch', () => {
  it('is one line', () => {
    expect(roundLine(buildReport(), look)).toBe('09:03:07 ✔ todo:1 built in 1.2 s, 1.0 MB, 1 of 2 steps cached');
    const image = { ...buildReport().image, previousSizeBytes: 988_000 };
    expect(roundLine(buildReport({ image, cache: { hits: 0, total: 1 } }), look)).toBe(
      '09:03:07 ✔ todo:1 built in 1.2 s, 1.0 MB, 12 kB more than before, 0 of 1 step cached',
    );
    expect(failedRoundLine('todo', 'BUILD_FAILED', look)).toBe('09:03:07 ✖ todo not built: BUILD_FAILED');
  });
});
