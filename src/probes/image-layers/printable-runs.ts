import { BINARY_STEMS } from '../../model/find-secrets.js';

/** What tokens, and the addresses around them, are made of. */
const TOKEN_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~.+/=:%?&-';
const IS_TOKEN = new Uint8Array(256);
for (const character of TOKEN_CHARACTERS) IS_TOKEN[character.charCodeAt(0)] = 1;

/** No token that is looked for in binary files is shorter. */
const SHORTEST = 20;

/** Three or four characters in a row, as a number of 24 or 32 bits, to a place in the table. */
const TABLE_BITS = 16;
const placeOf = (gram: number): number => Math.imul(gram, 0x9e3779b1) >>> (32 - TABLE_BITS);
const THREE = 0xffffff;
const IN_STEM_OF_THREE = new Uint8Array(2 ** TABLE_BITS);
const IN_STEM = new Uint8Array(2 ** TABLE_BITS);
for (const stem of BINARY_STEMS) {
  const [table, length] = stem.length === 3 ? [IN_STEM_OF_THREE, 3] : [IN_STEM, 4];
  table[placeOf(gramOf(rarest(stem, length)))] = 1;
}

function gramOf(text: string): number {
  let gram = 0;
  for (let index = 0; index < text.length; index += 1) gram = (gram << 8) | text.charCodeAt(index);
  return gram;
}

/** The part of a stem that is least like a word. */
function rarest(stem: string, length: number): string {
  const parts = Array.from({ length: stem.length - length + 1 }, (_, from) => stem.slice(from, from + length));
  const oddity = (part: string) => part.replaceAll(/[a-z]/gu, '').length;
  return parts.reduce((best, part) => (oddity(part) > oddity(best) ? part : best));
}

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
