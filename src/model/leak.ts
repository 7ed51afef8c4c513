import type { Samples } from './facts/trials.js';

/** What a repetition may leave behind where the project says nothing. Known leaks are 10 to 50 kB a request. */
export const LEAK_PER_PROBE_BYTES = 20e3;
export const LEAK_PER_SESSION_BYTES = 100e3;

/** Rises among all pairs of samples: half of them by chance, all of them in a leak. */
const RISING = 0.8;
/** Of what the first half gained, the second must gain as much again: a warm-up slows down, a leak does not. */
const KEEPS_ON = 0.5;

export interface Growth {
  /** Bytes that one repetition leaves behind: the median of the slopes between all pairs of samples. */
  readonly bytesEach: number;
  /** It rises all the way, and no slower towards the end. */
  readonly steady: boolean;
}

/**
 * How memory grows with repetitions, after Theil and Sen: single collections of garbage, which make up most of what is seen, do
 * not move a median of all pairs.
 */
export function growthOf({ memoryBytes, each }: Pick<Samples, 'memoryBytes' | 'each'>): Growth {
  const slopes = slopesOf(memoryBytes);
  const half = Math.floor(memoryBytes.length / 2);
  const late = median(slopesOf(memoryBytes.slice(half)));
  const early = median(slopesOf(memoryBytes.slice(0, half + 1)));
  return {
    bytesEach: median(slopes) / each,
    steady: slopes.filter((slope) => slope > 0).length >= slopes.length * RISING && late >= early * KEEPS_ON,
  };
}

export const grows = (samples: Pick<Samples, 'memoryBytes' | 'each'>, limitBytes: number): boolean => {
  const { bytesEach, steady } = growthOf(samples);
  return steady && bytesEach > limitBytes;
};

/** Open files per repetition that stay open; a connection that is closing yet is none. */
const FILES_EACH = 0.5;

/** Both halves leave files open, at least one for two repetitions. */
export function openFilesEach({ openFiles, memoryBytes, each }: Samples): number | undefined {
  const [first, middle, last] = openFiles ?? [];
  if (first === undefined || middle === undefined || last === undefined) return undefined;
  const repetitions = (memoryBytes.length - 1) * each;
  const rate = (last - first) / repetitions;
  const lateRate = (last - middle) / (repetitions / 2);
  return Math.min(rate, lateRate) >= FILES_EACH ? rate : undefined;
}

function slopesOf(values: readonly number[]): number[] {
  return values.flatMap((value, index) =>
    values.slice(index + 1).map((later, distance) => (later - value) / (distance + 1)),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 0 ? (upper + (sorted[middle - 1] ?? upper)) / 2 : upper;
}
