import { describe, expect, it } from 'vitest';
import type { Samples } from '../../../src/model/facts/trials.js';
import { growthOf, grows, openFilesEach } from '../../../src/model/leak.js';

/** Numbers that look random and are the same every time. */
function noise(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}
const rounds = (value: (round: number) => number) => Array.from({ length: 11 }, (_, round) => value(round));
const each = 20;

describe('growth', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))('sees a leak of 40 kB behind garbage, seed %i', (seed) => {
    const random = noise(seed);
    const memoryBytes = rounds((round) => 50e6 + round * each * 40e3 + random() * 1e6);
    expect(grows({ memoryBytes, each }, 20e3)).toBe(true);
    expect(growthOf({ memoryBytes, each }).bytesEach).toBeGreaterThan(30e3);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))('sees none in garbage alone twice, seed %i', (seed) => {
    const random = noise(seed);
    const series = () => rounds(() => 50e6 + random() * 4e6);
    // One series may rise by chance; that is why the check wants two.
    expect([series(), series()].every((memoryBytes) => grows({ memoryBytes, each }, 20e3))).toBe(false);
  });

  it.each([
    { name: 'a warm-up', memoryBytes: rounds((round) => 50e6 + 8e6 * (1 - Math.exp(-round / 2))) },
    { name: 'one step', memoryBytes: rounds((round) => (round < 5 ? 50e6 : 60e6)) },
    { name: 'a fall', memoryBytes: rounds((round) => 50e6 - round * 1e6) },
    { name: 'nothing to tell from', memoryBytes: [50e6] },
  ])('takes $name for none', ({ memoryBytes }) => {
    expect(grows({ memoryBytes, each }, 20e3)).toBe(false);
  });
});

describe('open files', () => {
  const samples = (openFiles?: number[]): Samples => ({
    what: '/health',
    each,
    memoryBytes: rounds(() => 1),
    ...(openFiles && { openFiles }),
    failed: 0,
  });
  it.each([
    { openFiles: [20, 120, 220], rate: 1 },
    { openFiles: [20, 120, 120], rate: undefined },
    { openFiles: [20, 21, 22], rate: undefined },
    { openFiles: undefined, rate: undefined },
  ])('$openFiles: $rate for each', ({ openFiles, rate }) => {
    expect(openFilesEach(samples(openFiles))).toBe(rate);
  });
});
