/** Three or four characters in a row, as a number of 24 or 32 bits, to a place in a table. */
const TABLE_BITS = 16;
const THREE = 0xffffff;

export const placeOf = (gram: number): number => Math.imul(gram, 0x9e3779b1) >>> (32 - TABLE_BITS);

/** By the place of three and of four characters: 1 where a stem may stand. */
export interface StemGrams {
  readonly ofThree: Uint8Array;
  readonly ofFour: Uint8Array;
  /** By those numbers themselves: the stems, and how far before the last of the characters each begins. */
  readonly stems: ReadonlyMap<number, readonly (readonly [stem: string, before: number])[]>;
}

/** Of stems of three characters or more; of each the four characters that are least like a word. */
export function gramsOf(stems: readonly string[]): StemGrams {
  const [ofThree, ofFour] = [new Uint8Array(2 ** TABLE_BITS), new Uint8Array(2 ** TABLE_BITS)];
  const byGram = new Map<number, [stem: string, before: number][]>();
  for (const stem of stems) {
    const [table, length] = stem.length === 3 ? [ofThree, 3] : [ofFour, 4];
    const part = rarest(stem, length);
    const gram = gramOf(part);
    table[placeOf(gram)] = 1;
    byGram.set(gram, [...(byGram.get(gram) ?? []), [stem, stem.indexOf(part) + length - 1]]);
  }
  return { ofThree, ofFour, stems: byGram };
}

/** Whether one of the stems stands in the text: several times as fast as a regular expression with all of them. */
export function holdsStem(text: string, { ofThree, ofFour, stems }: StemGrams): boolean {
  const isAt = (gram: number, index: number) =>
    stems.get(gram)?.some(([stem, before]) => text.startsWith(stem, index - before)) === true;
  let gram = 0;
  for (let index = 0; index < text.length; index += 1) {
    // What a character of more than 8 bits adds stands above it, and is shifted out with it.
    gram = (gram << 8) | text.charCodeAt(index);
    if (ofFour[placeOf(gram)] === 1 && isAt(gram, index)) return true;
    if (ofThree[placeOf(gram & THREE)] === 1 && isAt(gram & THREE, index)) return true;
  }
  return false;
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
