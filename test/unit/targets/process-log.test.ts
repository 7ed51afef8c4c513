import { describe, expect, it } from 'vitest';
import { ProcessLog } from '../../../src/targets/process-log.js';

const fed = (...parts: readonly ['stdout' | 'stderr', string | Buffer][]) => {
  const log = new ProcessLog();
  for (const [stream, text] of parts) log.feed(stream, Buffer.from(text));
  return log;
};

describe('the log of a process', () => {
  it('puts lines together, each stream for itself', () => {
    expect(fed(['stderr', 'one\ntw'], ['stdout', 'x\r\n'], ['stderr', 'o\nthree']).read(9)).toEqual([
      { stream: 'stderr', line: 'one' },
      { stream: 'stdout', line: 'x' },
      { stream: 'stderr', line: 'two' },
      { stream: 'stderr', line: 'three' },
    ]);
  });

  it('keeps letters whole that come in two parts', () => {
    const bytes = Buffer.from('Käse\n');
    expect(fed(['stderr', bytes.subarray(0, 2)], ['stderr', bytes.subarray(2)]).read(1)).toEqual([
      { stream: 'stderr', line: 'Käse' },
    ]);
  });

  it('is bounded in lines and in their length', () => {
    const log = fed(['stderr', 'x\n'.repeat(5_000)], ['stderr', 'y'.repeat(100_000)]);
    expect(log.read(Number.POSITIVE_INFINITY).length).toBe(2_001);
    expect(log.read(1)[0]?.line.length).toBe(8_192);
  });
});
