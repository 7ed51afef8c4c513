import { expect, it } from 'vitest';
import { wordsNear } from '../../../src/model/words-near.js';

it.each([
  ['verfy', ['verify']],
  ['Verify', ['verify']],
  ['biuld', ['build']],
  ['int', ['init']],
  ['frobnicate', []],
])('%j is near %j', (written, expected) => {
  expect(wordsNear(written, ['build', 'doctor', 'init', 'verify'])).toEqual(expected);
});

it('puts the nearest first, and takes exchanged letters for one slip', () => {
  expect(wordsNear('nmae', ['image', 'name'])).toEqual(['name', 'image']);
  expect(wordsNear('imagesize', ['image', 'imageSizes', 'imageSize'])).toEqual(['imageSize', 'imageSizes']);
});
