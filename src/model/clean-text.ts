/**
 * Text from a container or server, made safe for a terminal and a CI log: control sequences and characters that
 * reorder or hide text become visible escapes, long text is cut.
 */
export function cleanText(text: string, limit = 500): string {
  const visible = text.replace(UNSAFE, (character) =>
    character === '\t' ? '  ' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  return visible.length <= limit ? visible : `${visible.slice(0, limit)}… (${visible.length} characters)`;
}

// C0 and C1 controls, zero-width and bidirectional formatting characters, line separators, the byte order mark.
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/gu;

/** Cleaned lines, the last `count` of them. */
export function cleanLines(text: string, count: number, limit = 500): string[] {
  return text
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => cleanText(line, limit));
}

/** Replaces every given secret value. Short values are left alone: masking `1` would garble everything and hide nothing. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 6)
    .toSorted((a, b) => b.length - a.length)
    .reduce((masked, secret) => masked.replaceAll(secret, '••••••'), text);
}
