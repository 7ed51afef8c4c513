import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../src/model/json-path.js';

const root = {
  title: 'Buy milk',
  tasks: [{ id: '1' }, { id: '2' }],
  'odd key': 1,
  nested: { 'a-b': true },
  none: null,
};

describe('valueAt', () => {
  it.each([
    ['$', root],
    ['$.title', 'Buy milk'],
    ['$.tasks[1].id', '2'],
    ['$["odd key"]', 1],
    [`$['odd key']`, 1],
    ['$.nested.a-b', true],
    ['$.none', null],
    ['$.tasks.length', 2],
    ['$.missing', undefined],
    ['$.title.length', undefined],
    ['$.tasks[7].id', undefined],
    ['$.constructor', undefined],
  ])('reads %s', (path, value) => {
    expect(valueAt(root, path)).toEqual(value);
  });

  it.each(['title', '', '$title', '$.', '$[', '$[x]', '$..id', '$.a b'])('refuses %s', (path) => {
    expect(() => valueAt(root, path)).toThrow(SyntaxError);
  });
});
