import { BINARY_STEMS } from '../../model/find-secrets.js';
import { gramsOf, placeOf } from '../../model/stem-grams.js';

/** What tokens, and the addresses around them, are made of. */
const TOKEN_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~.+/=:%?&-';
const IS_TOKEN = new Uint8Array(256);
for (const character of TOKEN_CHARACTERS) IS_TOKEN[character.charCodeAt(0)] = 1;

/** No token that is looked for in binary files is shorter. */
const SHORTEST = 20;

const THREE = 0xffffff;
const { ofThree: IN_STEM_OF_THREE, ofFour: IN_STEM } = gramsOf(BINARY_STEMS);

/**
 * The runs of token characters in the bytes of a program that may hold a token, a line each. A program is mostly something else, so
 * only every twentieth byte is looked at, and its neighbours where it fits. A run that touches an edge at which the bytes were
 * cut is left out.
 */
export function printableRuns(
  bytes: Buffer,
  { first, last }: { readonly first: boolean; readonly last: boolean },
): string {
  const runs: string[] = [];
  const length = bytes.byteLength;
  let end = 0;
  let at = SHORTEST - 1;
  while (at < length) {
    if (IS_TOKEN[bytes[at] ?? 0] === 0) {
      at += SHORTEST;
      continue;
    }
    let from = at;
    while (from > end && IS_TOKEN[bytes[from - 1] ?? 0] === 1) from -= 1;
    let gram = 0;
    let promising = 0;
    end = from;
    for (; end < length; end += 1) {
      const byte = bytes[end] ?? 0;
      if (IS_TOKEN[byte] === 0) break;
      gram = (gram << 8) | byte;
      promising |= (IN_STEM[placeOf(gram)] ?? 0) | (IN_STEM_OF_THREE[placeOf(gram & THREE)] ?? 0);
    }
    const cut = (from === 0 && !first) || (end === length && !last);
    if (promising === 1 && end - from >= SHORTEST && !cut) runs.push(bytes.toString('latin1', from, end));
    at = end + SHORTEST;
  }
  return runs.join('\n');
}
