import { describe, expect, it } from 'vitest';
import { changedLayers } from '../../../src/actions/changed-layers.js';

const layer = (instruction: string, sizeBytes: number, emptyLayer = false) => ({ instruction, sizeBytes, emptyLayer });
const history = [
  layer('', 80),
  layer('COPY a / # buildkit', 5),
  layer('CMD ["x"]', 0, true),
  layer('RUN /bin/sh -c echo hunter22-hunter22 # buildkit', 37),
];
const of = (before: readonly string[] | undefined, layers = ['l0', 'l1', 'l2']) =>
  changedLayers({ before, layers, history, masked: ['hunter22-hunter22'] });

describe('changedLayers', () => {
  it.each([
    ['no image before', undefined, undefined],
    ['the same image', ['l0', 'l1', 'l2'], []],
    ['another top', ['l0', 'l1', 'x'], [{ instruction: 'RUN echo ••••••', sizeBytes: 37 }]],
    [
      'fewer layers',
      ['l0'],
      [
        { instruction: 'COPY a /', sizeBytes: 5 },
        { instruction: 'RUN echo ••••••', sizeBytes: 37 },
      ],
    ],
  ])('against %s', (_, before, expected) => {
    expect(of(before)).toEqual(expected);
  });

  it('does not guess where history and layers do not match', () => {
    expect(of(['l0'], ['l0', 'l1'])).toBeUndefined();
  });
});
