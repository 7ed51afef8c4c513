import { codeParts } from '../code-parts.js';

/** HTML that is ready: made by {@link html}, so every value in it was escaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | undefined | false | readonly Value[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"'`]/gu, (character) => ENTITIES[character] ?? '');

function textOf(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (value === undefined || value === false) return '';
  if (typeof value === 'object') return value.map(textOf).join('');
  return escaped(String(value));
}

/**
 * The only way to markup: what stands in the template is taken as it is but for its indentation, every value is escaped.
 * Attributes need their quotes.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Markup =>
  new Markup(strings.map((part, index) => part.replaceAll(/\n\s*/gu, '\n') + textOf(values[index])).join(''));

/** A sentence; what stands between backticks in it is code. */
export const prose = (text: string): Markup =>
  html`${codeParts(text).map(({ code, text: part }) => (code ? html`<code>${part}</code>` : part))}`;
