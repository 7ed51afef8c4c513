import type { BuildReport } from '../model/build-report.js';
import { maskSecrets } from '../model/clean-text.js';
import type { ImageLayer } from '../ports/engine.js';
import { readableInstruction } from './readable-instruction.js';

const SHOWN = 3;

interface Of {
  /** Reference of the base image. */
  readonly base?: string;
  /** Layers from the bottom that are the base image's. */
  readonly baseLayers: number;
  /** Values that no output may show. */
  readonly masked: readonly string[];
}

/** How many layers from the bottom an image shares with its base: all of the base's, or none. */
export const baseLayers = (layers: readonly string[], base: readonly string[] = []): number =>
  base.every((digest, index) => layers[index] === digest) ? base.length : 0;

/** What makes an image large: the layers of its base in one row, every other layer with its instruction; the largest first. */
export function largestLayers(
  layers: readonly ImageLayer[],
  { base, baseLayers: shared, masked }: Of,
): BuildReport['largestLayers'] {
  const kept = layers.filter(({ emptyLayer }) => !emptyLayer);
  const below = kept.slice(0, shared).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const own = kept.slice(shared).map(({ instruction, sizeBytes }) => ({
    instruction: readableInstruction(maskSecrets(instruction, masked)),
    sizeBytes,
  }));
  return [{ instruction: base === undefined ? 'base image' : `base image ${base}`, sizeBytes: below }, ...own]
    .filter(({ sizeBytes }) => sizeBytes > 0)
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, SHOWN);
}
