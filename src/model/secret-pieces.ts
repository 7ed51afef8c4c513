import { pieceForms } from './secret-forms.js';

/** What is left of a secret in a text that was cut, or broken into lines, before it was masked: longer than chance makes alike. */
const PIECE = 12;
/** Looked up at every {@link STEP}th place: each piece holds one of them. */
const GRAM = 8;
const STEP = PIECE - GRAM + 1;
/** That long, it is one whatever it says; shorter, words and the names of hosts stay. */
const LONG_PIECE = 32;
/** Of the letters and digits of a random text, seldom so many in a row are of one kind. */
const MEAN_RUN = 4;

/** What every piece of a secret is made of. */
export function gramsOf(secret: string): ReadonlySet<string> {
  // The password of an address is a secret of its own; the rest of it are names.
  const forms = secret.length <= PIECE || ADDRESS.test(secret) ? [] : pieceForms(secret);
  return new Set(
    forms.flatMap((form) =>
      Array.from({ length: Math.max(0, form.length - GRAM + 1) }, (_, at) => form.slice(at, at + GRAM)),
    ),
  );
}

/** The text with `mask` in place of every piece of the secrets that these are the grams of. */
export function maskPieces(text: string, secrets: readonly ReadonlySet<string>[], mask: string): string {
  if (text.length < PIECE || secrets.length === 0) return text;
  const isPart = (at: number) => {
    const gram = text.slice(at, at + GRAM);
    return secrets.some((grams) => grams.has(gram));
  };
  let masked = '';
  let done = 0;
  for (let at = 0; at + GRAM <= text.length; at += STEP) {
    if (!isPart(at)) continue;
    let first = at;
    while (first > done && isPart(first - 1)) first -= 1;
    let last = at;
    while (last + GRAM < text.length && isPart(last + 1)) last += 1;
    const piece = text.slice(Math.max(first, done), last + GRAM);
    if (piece.length >= PIECE && (piece.length >= LONG_PIECE ? !ADDRESS.test(piece) : isRandom(piece))) {
      masked += text.slice(done, Math.max(first, done)) + mask;
      done = last + GRAM;
    }
    at += STEP * Math.floor((last - at) / STEP);
  }
  return masked + text.slice(done);
}

/** With what JSON may have around it. */
const ADDRESS = /^\W*[a-z][a-z0-9+.-]*:\/\/\S*$/iu;

/** No words, and no address of a machine. */
function isRandom(piece: string): boolean {
  const runs = piece.match(/[A-Z]?[a-z]+|[A-Z]+|\d{1,4}/gu) ?? [];
  return /[A-Za-z]|\d{12}/u.test(piece) && runs.join('').length <= MEAN_RUN * runs.length;
}
