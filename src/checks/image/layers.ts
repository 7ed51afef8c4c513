import type { ImageContents } from '../../model/facts/image.js';
import { formatBytes } from '../../model/units.js';

type Layers = ImageContents['layers'];
interface Layered {
  readonly path: string;
  readonly layer: number;
  readonly sizeBytes?: number | undefined;
}

const SHOWN = 10;

/** Only what the project's own layers wrote last; the base answers for the rest. */
export function ofOwnLayers<Item extends { readonly layer: number }>(items: readonly Item[], layers: Layers): Item[] {
  const base = new Set(layers.filter(({ fromBase }) => fromBase).map(({ index }) => index));
  return items.filter(({ layer }) => !base.has(layer));
}

/** `COPY file:… in /app/`, `npm ci`: an instruction of the history as a person wrote it, on one short line. */
export function instructionWords(instruction: string): string {
  const words = instruction
    .replace(/^\/bin\/sh -c #\(nop\)\s*/u, '')
    .replace(/^(?:RUN )?(?:\|\d+ .*?)?\/bin\/sh -c /u, 'RUN ')
    .replace(/ # buildkit$/u, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  if (words === '') return 'a file system that was imported';
  return words.length <= 100 ? words : `${words.slice(0, 99)}…`;
}

/** Paths with size and layer, then the instructions of those layers: bounded evidence. */
export function layerEvidence(items: readonly Layered[], layers: Layers): string[] {
  const shown = items.slice(0, SHOWN);
  const rest = items.length - shown.length;
  const numbers = [...new Set(shown.map(({ layer }) => layer))].sort((a, b) => a - b);
  return [
    ...shown.map(
      ({ path, layer, sizeBytes }) =>
        `${path} (${sizeBytes === undefined ? '' : `${formatBytes(sizeBytes)}, `}layer ${layer})`,
    ),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    ...layers.filter(({ index }) => numbers.includes(index)).map(layerLine),
  ];
}

/** `layer 3: RUN npm ci` */
export const layerLine = ({ index, instruction }: Layers[number]): string =>
  `layer ${index}: ${instructionWords(instruction)}`;

/** Shows paths of the final file system. Works in images that have `ls`. */
export function listCommand(reference: string, items: readonly { readonly path: string }[]): string {
  const paths = items.slice(0, SHOWN).map(({ path }) => quoted(path));
  return `docker run --rm --user 0 --entrypoint ls ${reference} -ld ${paths.join(' ')}`;
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

export const totalSize = (items: readonly { readonly sizeBytes?: number | undefined }[]): number =>
  items.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);

/** `a, b and c`, at most four by name. */
export function enumerated(words: readonly string[]): string {
  const shown = words.length > 4 ? [...words.slice(0, 3), `${words.length - 3} more`] : words;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

/** `1 file`, `3 files` */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
