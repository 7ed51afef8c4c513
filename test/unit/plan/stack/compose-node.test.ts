import { describe, expect, it } from 'vitest';
import { mergeNodes, orderedService } from '../../../../src/plan/stack/compose-node.js';

describe('mergeNodes', () => {
  it.each([
    { name: 'adds keys', under: { a: 1 }, over: { b: 2 }, merged: { a: 1, b: 2 } },
    { name: 'goes into maps', under: { a: { b: 1, c: 2 } }, over: { a: { c: 3 } }, merged: { a: { b: 1, c: 3 } } },
    {
      name: 'takes keys away',
      under: { a: 1, b: { c: 1 } },
      over: { a: undefined, b: { c: undefined } },
      merged: { b: {} },
    },
    {
      name: 'takes away nothing that is not there',
      under: {},
      over: { a: { b: undefined, c: 1 } },
      merged: { a: { c: 1 } },
    },
    {
      name: 'adds to networks, once',
      under: { networks: ['a'] },
      over: { networks: ['a', 'b'] },
      merged: { networks: ['a', 'b'] },
    },
    { name: 'replaces commands', under: { command: ['a'] }, over: { command: ['b'] }, merged: { command: ['b'] } },
    { name: 'replaces a map by a text', under: { a: { b: 1 } }, over: { a: 'b' }, merged: { a: 'b' } },
  ])('$name', ({ under, over, merged }) => {
    expect(mergeNodes(under, over)).toEqual(merged);
  });

  it('changes neither of the two', () => {
    const [under, over] = [{ a: { networks: ['a'] } }, { a: { networks: ['b'] } }];
    mergeNodes(under, over);
    expect([under, over]).toEqual([{ a: { networks: ['a'] } }, { a: { networks: ['b'] } }]);
  });
});

it('puts the keys of a service in order, each under its comment', () => {
  const ordered = orderedService({
    deploy: {},
    '#image': 'b',
    networks: ['a'],
    image: 'a',
    '<<': 'base',
    '#deploy': 'c',
  });
  expect(Object.keys(ordered)).toEqual(['<<', '#image', 'image', 'networks', '#deploy', 'deploy']);
});
