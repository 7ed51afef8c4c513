import { expect, it } from 'vitest';
import type { PinResult } from '../../../src/actions/pin.js';
import { pinExitCode, presentPin } from '../../../src/cli/present-pin.js';
import type { PinnedImage } from '../../../src/plan/pin-dockerfile.js';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;
const image = (line: number, rest: Partial<PinnedImage> & Pick<PinnedImage, 'state'>): PinnedImage => ({
  line,
  instruction: 'FROM',
  written: 'node:24',
  reference: 'node:24',
  ...rest,
});
const fresh = image(1, { state: 'not-pinned', newest: A });
const old = image(2, { state: 'outdated', digest: B, newest: A });
const current = image(3, { state: 'current', digest: A, written: '${R}/node:24@x', reference: 'r.example/node:24' });
const left = image(4, { state: 'left-alone', reason: 'V has no value.' });

const text = (outcome: PinResult['outcome'], images: readonly PinnedImage[]) =>
  presentPin({ outcome, images, path: '/p/Dockerfile', shownPath: 'Dockerfile' }, { colour: false, symbols: true });

it('shows what was written', () => {
  expect(text('written', [fresh, old, current, left])).toBe(
    [
      '✔ Dockerfile:1  node:24',
      '    pinned to sha256:aaaaaaaaaaaa…',
      '✔ Dockerfile:2  node:24',
      '    updated: sha256:bbbbbbbbbbbb… → sha256:aaaaaaaaaaaa…',
      '✔ Dockerfile:3  ${R}/node:24@x (r.example/node:24)',
      '    pinned already: sha256:aaaaaaaaaaaa… is what the registry has',
      '! Dockerfile:4  node:24',
      '    left alone: V has no value.',
      '',
      '✔ Dockerfile: 2 images pinned; 1 left alone.',
    ].join('\n'),
  );
});

it.each<[PinResult['outcome'], readonly PinnedImage[], string, number]>([
  ['dry-run', [fresh], 'Nothing was written; 1 image would be pinned.', 0],
  ['unchanged', [current], '✔ Dockerfile is unchanged: its image is pinned to what the registry has.', 0],
  ['unchanged', [current, left], '! Dockerfile is unchanged; 1 left alone.', 0],
  ['unchanged', [], '✔ Dockerfile builds on no image of a registry: there is nothing to pin.', 0],
  ['checked', [], '✔ Dockerfile builds on no image of a registry: there is nothing to pin.', 0],
  ['checked', [current], '✔ Dockerfile pins 1 image, and the registry has the same.', 0],
  [
    'checked',
    [current, old],
    '✖ Dockerfile: 1 of 2 images not pinned to what the registry has. Pin with `mcp-dock pin`.',
    1,
  ],
  ['checked', [left], '✖ Dockerfile: 1 of 1 image not pinned to what the registry has. Pin with `mcp-dock pin`.', 1],
])('%s ends with its verdict and its status', (outcome, images, verdict, status) => {
  expect(text(outcome, images).split('\n').at(-1)).toBe(verdict);
  expect(pinExitCode([{ outcome, images, path: '', shownPath: '' }])).toBe(status);
});
