/** Levels of nesting that are read: what walks through a value calls itself once per level, as JSON.stringify does. */
export const MAX_LEVELS = 1_000;

/** A text of JSON whose value would take whoever walks through it to the end of the stack. */
export class TooDeep extends Error {
  override readonly name = 'TooDeep';
  readonly levels: number;

  constructor(levels: number) {
    super(
      `nested ${levels.toLocaleString('en')} levels deep, more than the ${MAX_LEVELS.toLocaleString('en')} that are read`,
    );
    this.levels = levels;
  }
}

/** The value of a text that somebody else wrote. Throws a SyntaxError for what is no JSON, and {@link TooDeep}. */
export function parseJson(text: string): unknown {
  // Each level takes two characters: most texts cannot be too deep.
  const { levels } = text.length > 2 * MAX_LEVELS ? outlineOf(text) : { levels: 0 };
  if (levels > MAX_LEVELS) throw new TooDeep(levels);
  return JSON.parse(text);
}

/** The shape of a text of JSON, whole or broken. */
export interface Outline {
  readonly levels: number;
  /** The text with `null` in place of every list and object inside the outermost one. */
  readonly top: string;
}

/** Read character by character: neither the depth of the text nor a mistake in it can do harm. */
export function outlineOf(text: string): Outline {
  let levels = 0;
  let level = 0;
  let top = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '{' || character === '[') {
      level += 1;
      levels = Math.max(levels, level);
      if (level === 2) top += text.slice(from, at);
    } else if ((character === '}' || character === ']') && level > 0) {
      if (level === 2) {
        top += 'null';
        from = at + 1;
      }
      level -= 1;
    }
  }
  return { levels, top: level < 2 ? top + text.slice(from) : `${top}null` };
}

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}
