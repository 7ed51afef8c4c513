/** Of a longer one the beginning is looked for, and what is written behind it belongs to it. */
const MOST_CHARACTERS = 2_000;
const BASE64 = '[A-Za-z0-9+/_-]';

const SHORT_WORD = 12;

/** A longer one has no pattern of its own: it stands as it is, or as JSON and addresses write it most often. */
const MOST_ESCAPED = 20_000;

/**
 * How a secret may stand in a text: as it is, as JSON, HTML, an address or a form write it, in small letters, in hexadecimal digits, and in
 * Base64, alone or with whatever is written before and after it, as HTTP Basic does with the name of a client.
 */
export function secretForms(secret: string): readonly (string | RegExp)[] {
  return [
    ...textForms(secret).toSorted((a, b) => b.length - a.length),
    ...(ESCAPED.test(secret) && secret.length <= MOST_ESCAPED ? [escapedPattern(secret)] : []),
    ...basicTexts(secret).flatMap((text) => base64Parts(text).map(base64Pattern)),
  ];
}

/** The same as far as each is one text, in Base64 what no neighbour has part in: what a piece of the secret is a piece of. */
export const pieceForms = (secret: string): readonly string[] =>
  secret.length > MOST_ESCAPED
    ? [secret]
    : [...textForms(secret), ...basicTexts(secret).flatMap((text) => base64Parts(text).map(({ own }) => own))];

function textForms(secret: string): string[] {
  const json = inJson(secret);
  const wellFormed = secret.toWellFormed();
  const form = inForm(wellFormed);
  const escaped = [form, form.replaceAll('+', '%20'), encodeURIComponent(wellFormed), encodeURI(wellFormed)];
  const hex = Array.from(new TextEncoder().encode(wellFormed), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const texts = [
    secret,
    ...[json, asciiOf(json)].flatMap((text) => [text, text.replaceAll('/', String.raw`\/`), inJson(text)]),
    ...escaped,
    ...escaped.map((text) => text.replaceAll(/%[\dA-F]{2}/gu, (code) => code.toLowerCase())),
    hex,
    hex.toUpperCase(),
    // As names of hosts and of codings are read. Of a short one, the same letters may be a word.
    ...(secret.length > SHORT_WORD ? [secret.toLowerCase()] : []),
  ];
  return [...new Set(texts)];
}

const inForm = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

/** Clients write both parts of HTTP Basic as in a form first (RFC 6749, section 2.3.1). */
function basicTexts(secret: string): string[] {
  const wellFormed = secret.toWellFormed();
  return [...new Set([wellFormed, inForm(wellFormed)])];
}

/** What JSON of Go, .NET or PHP and what HTML write in another way: each of them other ones of these. */
const ESCAPED = /[&<>+'"`\\/\n\r\t]|[^\0-\u007f]/;
const SHORT: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't' };
const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp|', '<': 'lt|', '>': 'gt|', '"': 'quot|', "'": 'apos|' };
/** JSON in JSON has more than one. */
const BACKSLASHES = String.raw`\\{1,4}`;

/** Each character as it is, or as one of those writers has it. */
const escapedPattern = (secret: string): RegExp =>
  new RegExp(
    secret.replaceAll(/[^\w\s]|[\n\r\t]/g, (unit) => (ESCAPED.test(unit) ? anyForm(unit) : `\\${unit}`)),
    'g',
  );

function anyForm(unit: string): string {
  const code = unit.charCodeAt(0);
  const hex = anyCase(code.toString(16));
  const short = SHORT[unit];
  const own = short === undefined ? `(?:${BACKSLASHES})?\\${unit}` : `${unit}|${BACKSLASHES}${short}`;
  const json = `${BACKSLASHES}u${anyCase(code.toString(16).padStart(4, '0'))}`;
  return `(?:${own}|${json}|&(?:${ENTITIES[unit] ?? ''}#0{0,4}${code}|#[xX]0{0,4}${hex});)`;
}

const anyCase = (hex: string): string => hex.replaceAll(/[a-f]/gu, (digit) => `[${digit}${digit.toUpperCase()}]`);

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const asciiOf = (text: string): string =>
  text.replaceAll(/[^\0-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

interface Base64Part {
  readonly own: string;
  /** Bytes before it, and bits up to its end. */
  readonly before: number;
  readonly bits: number;
}

/** Three bytes are four characters, so there are three ways in which a text can begin: of each, what no other byte has part in. */
function base64Parts(text: string): Base64Part[] {
  const bytes = new TextEncoder().encode(text);
  return [0, 1, 2].map((before) => {
    const bits = 8 * (before + bytes.length);
    const whole = btoa(Array.from([...Array<number>(before).fill(0), ...bytes], byteCharacter).join(''));
    return { own: whole.slice(Math.ceil((8 * before) / 6), Math.floor(bits / 6)), before, bits };
  });
}

function base64Pattern({ own, before, bits }: Base64Part): RegExp {
  const pattern = own
    .slice(0, MOST_CHARACTERS)
    .replaceAll('+', '(?:[+-]|%2[bB])')
    .replaceAll('/', String.raw`(?:\\{0,3}/|_|%2[fF])`);
  // The characters at both ends hold bits of it too, and of its neighbours.
  const first = before === 0 ? '' : `${BASE64}?`;
  const last = own.length > MOST_CHARACTERS ? `${BASE64}*` : bits % 6 === 0 ? '' : `${BASE64}?`;
  return new RegExp(`${first}${pattern}${last}(?:=|%3[dD]){0,2}`, 'gu');
}

const byteCharacter = (byte: number): string => String.fromCharCode(byte);
