import { secretForms } from './secret-forms.js';
import { gramsOf, maskPieces } from './secret-pieces.js';

/**
 * Text from a container or server, made safe for a terminal and a CI log: control sequences, characters that reorder or hide
 * text, and commands to a CI runner become visible escapes, long text is cut.
 */
export function cleanText(text: string, limit = 500): string {
  const visible = text
    .replace(UNSAFE, (character) => (character === '\t' ? '  ' : escapeOf(character)))
    .replace(LINE_COMMAND, String.raw`\u003a:`)
    .replace(BRACKET_COMMAND, String.raw`\u0023#`);
  return visible.length <= limit ? visible : `${visible.slice(0, limit)}… (${visible.length} characters)`;
}

/**
 * A value as JSON that is safe for a terminal too: what {@link cleanText} would escape stands as `\uXXXX`, so that every reader
 * of JSON still finds the same value.
 */
export function printableJson(value: unknown, space?: number): string {
  return (
    JSON.stringify(value, undefined, space)
      .replace(UNSAFE, (character) =>
        // Of the controls below a space only the line breaks of the layout are left.
        character === '\n'
          ? character
          : Array.from({ length: character.length }, (_, index) => escapeOf(character.charAt(index))).join(''),
      )
      // A line of JSON never begins with a command of the other kind.
      .replace(BRACKET_COMMAND, String.raw`\u0023#`)
  );
}

function escapeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

/**
 * Controls, formatting characters (bidirectional ones, joiners, tags), line separators, halves of characters, and what a
 * terminal shows as nothing; of these the presentation of an emoji stays.
 */
const UNSAFE = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\ufe0e\ufe0f]]/gv;

/**
 * What GitHub's runner takes for a command at the beginning of a line, after spaces: `::add-mask::x`. Where a line will be broken
 * is not known here.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const LINE_COMMAND = /(?<=^|\s)::(?=[a-z][\w-]{0,40}(?:\s|::))/giu;
/** And what it, Azure Pipelines and TeamCity take for one anywhere in a line: `##[group]`, `##vso[task.setvariable]`. */
const BRACKET_COMMAND = /##(?=[a-z]{0,20}\[)/giu;

/** Cleaned lines, the last `count` of them. */
export function cleanLines(text: string, count: number, limit = 500): string[] {
  return text
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => cleanText(line, limit));
}

const MASK = '••••••';

interface Searched {
  readonly forms: ReturnType<typeof secretForms>;
  readonly grams: ReturnType<typeof gramsOf>;
}

const remembered = new Map<string, Searched>();
/** What is looked for over and over is few; a scan of files may come by many. */
const MOST_REMEMBERED = 50;

function searchedFor(secret: string): Searched {
  const known = remembered.get(secret);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const made = { forms: secretForms(secret), grams: gramsOf(secret) };
  remembered.set(secret, made);
  return made;
}

const CONTROL_SEQUENCE = /\u001b\[[\d;:]*[A-Za-z]/gu;

/**
 * Replaces every given secret value, in each of its {@link secretForms}, and what a cut left of one; a text that shows one in several
 * colours loses them. Short values are left alone: masking `1` would garble everything and hide nothing.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const searched = secrets
    .filter((secret) => secret.length >= 6)
    .toSorted((a, b) => b.length - a.length)
    .map(searchedFor);
  if (searched.length === 0) return text;
  const masked = maskFound(text, searched);
  // What a terminal shows in two colours is one word there.
  const plain = masked.replaceAll(CONTROL_SEQUENCE, '');
  if (plain === masked) return masked;
  const hidden = maskFound(plain, searched);
  return hidden === plain ? masked : hidden;
}

function maskFound(text: string, searched: readonly Searched[]): string {
  const whole = searched
    .flatMap(({ forms }) => forms)
    .reduce<string>((masked, form) => masked.replaceAll(form, MASK), text);
  const grams = searched.flatMap((one) => (one.grams.size === 0 ? [] : [one.grams]));
  return maskPieces(whole, grams, MASK);
}

/** The same value with every given secret replaced in its texts, and in its keys those of `inKeys`. */
export function maskValues<Value>(value: Value, secrets: readonly string[], inKeys?: readonly string[]): Value;
export function maskValues(value: unknown, secrets: readonly string[], inKeys = secrets): unknown {
  if (secrets.length === 0) return value;
  if (typeof value === 'string') return maskSecrets(value, secrets);
  if (Array.isArray(value)) return value.map((item: unknown) => maskValues(item, secrets, inKeys));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [maskSecrets(key, inKeys), maskValues<unknown>(item, secrets, inKeys)]),
  );
}
