import { Readable } from 'node:stream';
import type { ImageConfig } from '../../src/model/facts/image.js';
import type { Engine, ImageLayer } from '../../src/ports/engine.js';
import { imageConfig } from '../support/image-facts.js';

export interface FakeImage {
  readonly references: readonly string[];
  readonly config?: Partial<ImageConfig>;
  readonly environment?: readonly string[];
  readonly layers: readonly string[];
  readonly history?: readonly ImageLayer[];
  readonly archive?: Buffer;
}

/** An engine that has images and nothing else. */
export function imageEngine(
  images: readonly FakeImage[],
): Pick<Engine, 'inspectImage' | 'imageHistory' | 'saveImage' | 'listImages'> & { saved: number } {
  const find = (reference: string): FakeImage => {
    const image = images.find(({ references, config }) => references.includes(reference) || config?.id === reference);
    if (image === undefined) throw new Error(`No such image: ${reference}`);
    return image;
  };
  return {
    saved: 0,
    inspectImage: (reference) =>
      Promise.resolve(find(reference)).then(({ config, environment = [], layers, references }) => ({
        ...imageConfig({ reference, id: `sha256:${references[0] ?? ''}`, ...config }),
        environment,
        layers,
        tags: references,
      })),
    imageHistory: (reference) => Promise.resolve(find(reference).history ?? []),
    saveImage(reference) {
      this.saved += 1;
      return Promise.resolve(Readable.from([find(reference).archive ?? Buffer.alloc(0)]));
    },
    listImages: () =>
      Promise.resolve(images.map(({ references, config }) => ({ id: config?.id ?? references[0] ?? '', references }))),
  };
}
