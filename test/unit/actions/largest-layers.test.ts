import { describe, expect, it } from 'vitest';
import { baseLayers, largestLayers } from '../../../src/actions/largest-layers.js';

const layer = (instruction: string, sizeBytes: number, emptyLayer = false) => ({ instruction, sizeBytes, emptyLayer });

describe('baseLayers', () => {
  it.each([
    { name: 'a base', base: ['a', 'b'], shared: 2 },
    { name: 'another image of that name by now', base: ['a', 'x'], shared: 0 },
    { name: 'no base', base: undefined, shared: 0 },
  ])('counts the layers of $name', ({ base, shared }) => {
    expect(baseLayers(['a', 'b', 'c'], base)).toBe(shared);
  });
});

describe('largestLayers', () => {
  const layers = [
    layer('', 80),
    layer('CMD ["node"]', 0, true),
    layer('COPY dir:1bdebe in /', 145),
    layer('RUN /bin/sh -c echo hunter22-hunter22 # buildkit', 37),
    layer('COPY /app/dist ./ # buildkit', 2),
    layer('WORKDIR /app', 0),
  ];

  it('shows the base as one, and masks secrets', () => {
    expect(largestLayers(layers, { base: 'node:24', baseLayers: 2, masked: ['hunter22-hunter22'] })).toEqual([
      { instruction: 'base image node:24', sizeBytes: 225 },
      { instruction: 'RUN echo ••••••', sizeBytes: 37 },
      { instruction: 'COPY /app/dist ./', sizeBytes: 2 },
    ]);
  });

  it('shows every layer where the base is not known', () => {
    expect(largestLayers(layers, { baseLayers: 0, masked: [] }).map(({ sizeBytes }) => sizeBytes)).toEqual([
      145, 80, 37,
    ]);
  });
});
