/** Below this a column of single words reads worse than what the terminal does by itself. */
const NARROWEST = 30;

/**
 * Breaks a text at spaces so that no line is longer than `width`; lines after the first begin with `hanging` spaces. `used` is
 * the room that stands before the first word. A word that is longer than a line stays whole: it may be a path to copy.
 */
export function wrap(text: string, { width, used, hanging }: { width: number; used: number; hanging: number }): string {
  if (width - Math.max(used, hanging) < NARROWEST) return text;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const room = width - (lines.length === 0 ? used : hanging);
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(hanging)}`);
}
