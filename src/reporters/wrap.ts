import { codeParts } from './code-parts.js';

/** Below this a column of single words reads worse than what the terminal does by itself. */
export const NARROWEST = 30;
const MOST_OF_A_LINE = 0.6;

/**
 * Breaks a text at spaces so that no line is longer than `width`; lines after the first begin with `hanging` spaces. `used` is
 * the room that stands before the first word. A word that is longer than a line stays whole: it may be a path to copy. What stands
 * between backticks is one word, unless it would take most of a line.
 */
export function wrap(text: string, { width, used, hanging }: { width: number; used: number; hanging: number }): string {
  if (width - Math.max(used, hanging) < NARROWEST) return text;
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text, width - hanging)) {
    const room = width - (lines.length === 0 ? used : hanging);
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(hanging)}`);
}

function wordsOf(text: string, room: number): string[] {
  const words = [''];
  for (const { code, text: part } of codeParts(text)) {
    const shown = code ? `\`${part}\`` : part;
    const [first = '', ...others] = code && part.length < room * MOST_OF_A_LINE ? [shown] : shown.split(' ');
    words.push(`${words.pop() ?? ''}${first}`, ...others);
  }
  return words;
}
