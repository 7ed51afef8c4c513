import { glob, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/errors/catalogue.js';
import { checks } from '../../src/checks/index.js';

const BANNED = /\b(?:please|successfully|simply|just|oops)\b|!(?:\s|$)/iu;

describe('words for people', () => {
  it.each(Object.entries(catalogue))('error %s has a title without decoration', (_, { title }) => {
    expect(title).toMatch(/^[A-Z]/u);
    expect(title).not.toMatch(BANNED);
    expect(title).not.toMatch(/\.$/u);
  });

  it.each(checks)('check $id has plain words', ({ title, why, remedy }) => {
    for (const text of [title, why, remedy]) expect(text).not.toMatch(BANNED);
  });
});

describe('sources', () => {
  it('have no folders for leftovers', async () => {
    const found: string[] = [];
    for await (const path of glob('{src,test,scripts}/**/{utils,util,common,helpers,helper,misc}{,.ts}'))
      found.push(path);
    expect(found).toEqual([]);
  });

  it('mock no modules and skip no tests', async () => {
    for await (const path of glob('test/**/*.test.ts')) {
      if (path.endsWith('words.test.ts')) continue;
      const text = await readFile(path, 'utf8');
      expect(text, path).not.toMatch(/vi\.mock\(|\b(?:it|test|describe)\.(?:only|skip|todo)\b/u);
    }
  });
});
