import { cleanText, maskSecrets } from '../model/clean-text.js';

/** A piece of what a server wrote, and the place in it that it is about. */
export interface Excerpt {
  readonly text: string;
  readonly at: number;
}

/** More than is shown, so that a secret at the edge is seen whole before it is cut. */
const KEPT_CHARACTERS = 1_000;
const SHOWN_CHARACTERS = 200;

/** What is kept of a long text. */
export function cutAround(text: string, at = 0): Excerpt {
  const from = Math.max(0, at - KEPT_CHARACTERS / 2);
  return { text: text.slice(from, from + KEPT_CHARACTERS), at: at - from };
}

/** What is shown of it: its beginning, or what is around a later place. */
export function shownExcerpt({ text, at }: Excerpt, secrets: readonly string[]): string {
  const masked = maskSecrets(text, secrets);
  const from = Math.max(0, maskSecrets(text.slice(0, at), secrets).length - SHOWN_CHARACTERS / 2);
  const to = from + SHOWN_CHARACTERS;
  return cleanText(`${from > 0 ? '…' : ''}${masked.slice(from, to)}${to < masked.length ? '…' : ''}`);
}
