import type { BuildReport } from '../model/build-report.js';
import { maskSecrets } from '../model/clean-text.js';
import type { ImageLayer } from '../ports/engine.js';
import { readableInstruction } from './readable-instruction.js';

interface Images {
  /** Digests of the layers of the image before; undefined when there was none. */
  readonly before: readonly string[] | undefined;
  /** The same of the image that was built. */
  readonly layers: readonly string[];
  readonly history: readonly ImageLayer[];
  /** Values that no output may show. */
  readonly masked: readonly string[];
}

/** The layers that the image before did not have, the lowest first: what whoever has that one must fetch. Undefined where it cannot be told. */
export function changedLayers({ before, layers, history, masked }: Images): BuildReport['changedLayers'] {
  const kept = history.filter(({ emptyLayer }) => !emptyLayer);
  if (before === undefined || kept.length !== layers.length) return undefined;
  const known = new Set(before);
  return kept
    .filter((_, index) => !known.has(layers[index] ?? ''))
    .map(({ instruction, sizeBytes }) => ({
      instruction: readableInstruction(maskSecrets(instruction, masked)),
      sizeBytes,
    }));
}
