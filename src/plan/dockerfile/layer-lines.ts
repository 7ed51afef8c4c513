import { copyWords, imageInstructions } from '../../model/dockerfile-stages.js';
import { instructionWords, plainWord } from '../../model/dockerfile-words.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';

interface Layer {
  readonly index: number;
  /** As the image history has it, possibly cut. */
  readonly instruction: string;
}

/** Less than this and the Dockerfile has changed too much since the image was built to point at a line. */
const ALIKE = 0.75;
/** What an image may have at most is 127; a file of more lines than this is not compared. */
const MOST_LAYERS = 256;
const MOST_INSTRUCTIONS = 1_000;

/**
 * Which instruction of the Dockerfile made which layer, by the layer's index: both are read in order, and an instruction counts
 * only where it still says what the history says. Layers of the base have none, nor have those of a file that was changed since.
 */
export function layerLines(
  layers: readonly Layer[],
  file: Pick<DockerfileFact, 'stages' | 'final' | 'instructions'>,
): ReadonlyMap<number, number> {
  const made = layers.slice(-MOST_LAYERS).map(({ index, instruction }) => ({ index, ...readHistory(instruction) }));
  const written = imageInstructions(file)
    .filter(({ keyword }) => MAKES_LAYERS.has(keyword))
    .slice(-MOST_INSTRUCTIONS);
  // The best sum of likenesses, of what is left of both from a position on.
  const best = Array.from({ length: made.length + 1 }, () => new Float64Array(written.length + 1));
  const alike = made.map((layer) => written.map((instruction) => likeness(layer, instruction)));
  const at = (row: number, column: number) => best[row]?.[column] ?? 0;
  const pair = (row: number, column: number) => {
    const score = alike[row]?.[column] ?? 0;
    return score < ALIKE ? 0 : score + at(row + 1, column + 1);
  };
  for (let row = made.length - 1; row >= 0; row -= 1)
    for (let column = written.length - 1; column >= 0; column -= 1) {
      const cell = best[row];
      if (cell !== undefined) cell[column] = Math.max(at(row + 1, column), at(row, column + 1), pair(row, column));
    }

  const lines = new Map<number, number>();
  let column = 0;
  for (const [row, { index }] of made.entries()) {
    // The last of several that are as good: what comes before may belong to the base.
    if (at(row, column) === at(row + 1, column)) continue;
    while (at(row, column) === at(row, column + 1)) column += 1;
    const line = written[column]?.line;
    if (line !== undefined) lines.set(index, line);
    column += 1;
  }
  return lines;
}

/** WORKDIR makes one where the folder is new. */
const MAKES_LAYERS = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

interface HistoryEntry {
  readonly keyword: string;
  readonly text: string;
}

function readHistory(instruction: string): HistoryEntry {
  const text = squeezed(instruction)
    .replace(/ # buildkit$/u, '')
    .replace(/^\/bin\/sh -c #\(nop\) ?/u, '');
  const ran = /^(?:RUN )?(?:\|\d+ .*? )?\/\S*sh(?: -\S+| pipefail)*? -\S*c (?<command>.*)$/u.exec(text)?.groups?.[
    'command'
  ];
  if (ran !== undefined) return { keyword: 'RUN', text: ran };
  const [keyword = '', ...rest] = text.split(' ');
  return { keyword, text: rest.join(' ') };
}

/** 0 to 1. */
function likeness(layer: HistoryEntry, instruction: DockerfileInstruction): number {
  if (layer.keyword !== instruction.keyword) return 0;
  if (layer.keyword === 'RUN') return ofCommands(layer.text, instruction);
  if (layer.keyword === 'WORKDIR')
    return samePath(layer.text, plainWord(instruction.resolved ?? instruction.args)) ? 1 : 0;
  return ofCopies(layer.text, instruction);
}

function ofCommands(text: string, { args, words, heredocs = [] }: DockerfileInstruction): number {
  const own = [
    words === undefined ? args : words.join(' '),
    // Of a heredoc, one builder notes the first line and another one the body.
    ...(heredocs.length === 0 ? [] : [heredocs.map((one) => one.text).join(' ')]),
  ];
  return Math.max(...own.map((command) => sharedWords(text.split(' '), squeezed(command).split(' '))));
}

/** `COPY --chown=1000 /app ./` by BuildKit, `COPY --chown=1000dir:0123… in /app` by the builder before it. */
function ofCopies(text: string, instruction: DockerfileInstruction): number {
  const written = copyWords(instruction)?.sources.concat(copyWords(instruction)?.target ?? '');
  if (written === undefined) return 0;
  const hashed = /(?:dir|file|multi):[\da-f]{6,} in (?<target>.*)$/u.exec(text)?.groups?.['target'];
  // Sources are hashes there, so a target that is the same says little less than all of it.
  if (hashed !== undefined) return samePath(hashed, written.at(-1) ?? '') ? 0.9 : 0;
  const shown = instructionWords(text)
    .map(plainWord)
    .filter((word) => !/^--[a-z]+(?:=|$)/u.test(word));
  return sharedWords(shown, written);
}

/** An absolute path of the history and one that is written relative to the working folder. */
function samePath(absolute: string, written: string): boolean {
  const plain = (path: string) =>
    path
      .trim()
      .replace(/\/+$/u, '')
      .replace(/^(?:\.\/+)+/u, '');
  const [shown, own] = [plain(absolute), plain(written)];
  return own === '' || own === '.' || shown === own || (!own.startsWith('/') && shown.endsWith(`/${own}`));
}

/** How much of both is the same words, order aside; what was cut off is not held against either. */
function sharedWords(shown: readonly string[], written: readonly string[]): number {
  const shorter = Math.min(shown.length, written.length) - 1;
  const cut = [shown, written].some((words) => words.at(-1) === CUT) && shorter >= 3;
  const [left, right] = cut ? [shown.slice(0, shorter), written.slice(0, shorter)] : [shown, written];
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count === 0) continue;
    counts.set(word, count - 1);
    shared += 1;
  }
  return (2 * shared) / Math.max(1, left.length + right.length);
}

const CUT = '…';
const squeezed = (text: string) =>
  text
    .replace(/\S*… \(\d+ characters\)$/u, ` ${CUT}`)
    .replaceAll(/\\?\s+/gu, ' ')
    .trim();
