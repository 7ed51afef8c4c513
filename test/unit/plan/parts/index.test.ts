import { describe, expect, it } from 'vitest';
import { PART_IDS, partTitles, resolveParts } from '../../../../src/plan/parts/index.js';

const resolved = (...names: string[]) => resolveParts(names).map(({ id }) => id);

describe('resolveParts', () => {
  it.each([
    { names: [], parts: [] },
    { names: ['dev'], parts: ['dev'] },
    { names: ['postgres'], parts: ['backend', 'postgres'] },
    { names: ['secrets', 'redis', 'redis'], parts: ['backend', 'redis', 'secrets'] },
    { names: ['mysql'], parts: [] },
  ])('makes $parts of $names', ({ names, parts }) => {
    expect(resolved(...names)).toEqual(parts);
  });

  it('gives all of them in one order, whatever was asked first', () => {
    expect(resolved(...PART_IDS.toReversed())).toEqual(PART_IDS);
  });

  it('has requirements that come before what requires them', () => {
    for (const part of resolveParts(PART_IDS))
      for (const id of part.requires) expect(PART_IDS.indexOf(id), part.id).toBeLessThan(PART_IDS.indexOf(part.id));
  });
});

it('explains every part in one line of help', () => {
  for (const { id, title } of partTitles) {
    expect(id).toMatch(/^[a-z]+$/u);
    expect(title, id).toMatch(/^[^.;]{10,100}$/u);
  }
});
