import { expect, it } from 'vitest';
import { imagePath, withEmptyLayers } from '../../../../src/adapters/dockerode-engine/images.js';

it.each([
  {
    name: 'sizes tell them all apart',
    entries: [
      ['FROM', 10],
      ['ENV A=b', 0],
      ['RUN true', 5],
    ] as const,
    layers: 2,
    empty: [false, true, false],
  },
  {
    name: 'a step that wrote nothing still made its layer',
    entries: [
      ['/bin/sh -c #(nop) ADD file:x in /', 10],
      ['/bin/sh -c #(nop)  CMD ["bash"]', 0],
      ['WORKDIR /app', 0],
      ['RUN /bin/sh -c true # buildkit', 0],
      ['ENTRYPOINT ["node"]', 0],
    ] as const,
    layers: 3,
    empty: [false, true, false, false, true],
  },
])('finds the empty layers where $name', ({ entries, layers, empty }) => {
  const history = entries.map(([instruction, sizeBytes]) => ({ instruction, sizeBytes }));
  expect(withEmptyLayers(history, layers).map(({ emptyLayer }) => emptyLayer)).toEqual(empty);
});

it.each(['', 'a b', '../info', 'a/../../info', 'x?y', '-x'])('takes %j for no reference', (reference) => {
  expect(() => imagePath(reference)).toThrow(expect.objectContaining({ code: 'IMAGE_REFERENCE_INVALID' }) as Error);
});

it('takes ids and digests', () => {
  expect(imagePath('sha256:0123')).toBe('/images/sha256:0123');
  expect(imagePath('ghcr.io/acme/x:1@sha256:0123')).toBe('/images/ghcr.io/acme/x:1@sha256:0123');
});
