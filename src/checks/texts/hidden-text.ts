/** What a person does not see of a text, and a model reads. */
export interface HiddenText {
  /** `3 tag characters`. */
  readonly what: string;
  /** What tag characters spell. */
  readonly reads?: string;
}

const TAGS = /[\u{e0000}-\u{e007f}]+/gu;
/** The flags of England, Scotland and Wales, the one good use of tags. */
const FLAG = /\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f}/gu;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const BIDI_OVERRIDE = /[\u202a-\u202e\u2066-\u2069]/gu;
const BIDI_MARK = /[\u200e\u200f\u061c]/gu;
const INVISIBLE = /[\u200b\u2060-\u2064\u180e\u115f\u1160\u3164\uffa0]|(?!^)\ufeff/gu;
/** Joiners belong between letters of scripts that join, and between emoji. */
const JOINER = /[\u200c\u200d]/gu;
const JOINING =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{M}\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}]/u;
/** One chooses how a character looks; a row of them carries data. */
const SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2,}/gu;
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/gu;

/** Characters that hide something in a text; a text of any script without such intent has none. */
export function hiddenText(text: string): readonly HiddenText[] {
  const found: HiddenText[] = [];
  const add = (count: number, one: string, many: string, reads?: string) => {
    if (count > 0)
      found.push({ what: count === 1 ? one : `${count} ${many}`, ...(reads === undefined ? {} : { reads }) });
  };
  const withoutFlags = text.replaceAll(FLAG, '');
  const tags = withoutFlags.match(TAGS) ?? [];
  const spelt = tags.map((run) => Array.from(run, (tag) => asciiOf(tag)).join('')).join(' ');
  add(
    tags.reduce((sum, run) => sum + Array.from(run).length, 0),
    'a tag character',
    'tag characters',
    spelt.trim() === '' ? undefined : spelt,
  );
  const bidi = RIGHT_TO_LEFT.test(text)
    ? /[\u202d\u202e]/gu
    : new RegExp(`${BIDI_OVERRIDE.source}|${BIDI_MARK.source}`, 'gu');
  add(count(text, bidi), 'a character that reorders text', 'characters that reorder text');
  add(count(text, INVISIBLE) + strayJoiners(text), 'a character without width', 'characters without width');
  add(count(text, SELECTORS), 'a row of variation selectors', 'rows of variation selectors');
  add(count(text, CONTROLS), 'a control character', 'control characters');
  return found;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function asciiOf(tag: string): string {
  const code = (tag.codePointAt(0) ?? 0) - 0xe0000;
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '';
}

function strayJoiners(text: string): number {
  return [...text.matchAll(JOINER)].filter(({ index }) => {
    const before = Array.from(text.slice(Math.max(0, index - 3), index)).at(-1) ?? '';
    return !JOINING.test(before) && before !== '\ufe0f';
  }).length;
}
