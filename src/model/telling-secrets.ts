/**
 * Of the values that a project calls secret, those whose presence in an image says something: `production` or a bare URL
 * stand in many files by themselves.
 */
export function tellingSecretValues(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => isTelling(value) || isMixed(value));
}

/** See {@link tellingSecretValues}; of any value that nobody called a secret. */
export const isTelling = (value: string): boolean =>
  isSecretValue(value, 10) && entropyOf(value) >= 2.8 && /\d|[^\w.:/-]|[a-z][A-Z]/u.test(value) && !PLAIN.test(value);

/** A short one, as managers of passwords make them: letters and digits change too often for a word with a number behind it. */
const isMixed = (value: string): boolean =>
  isSecretValue(value, 8) &&
  entropyOf(value) >= 2.5 &&
  value.split(/[\s_.:/-]/u).some((word) => (word.match(/[a-z]+|[A-Z]+|\d+|[^A-Za-z\d]+/gu) ?? []).length >= 3) &&
  !/a1b2c3|abc123/iu.test(value) &&
  !PLAIN.test(value);

/** Numbers, dates and hosts. */
const PLAIN = /^[\d.:,]+$|^\d{4}-\d\d-\d\d|^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?$|^[a-z0-9.-]+:\d+$/u;

/** Shannon entropy in bits a character. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
}

/** No placeholder, path, reference to another variable or plain word of configuration. */
export function isSecretValue(value: string, minLength = 6): boolean {
  return (
    value.length >= minLength &&
    !PLACEHOLDER.test(value) &&
    !PLACEHOLDER_INSIDE.test(value) &&
    !/^(?:\/|\.{1,2}\/|[a-z][a-z0-9+.-]*:\/\/(?![^\s/@]*:[^\s/@]+@))/iu.test(value) &&
    !/^\d{1,7}$/u.test(value) &&
    new Set(value).size > 2
  );
}

const PLACEHOLDER =
  /^(?:(?:ex|s)ample.*|change.?(?:me|it|this).*|your[\s_.-].*|my[\s_.-]?(?:super)?(?:[\s_.-]?(?:secret|token|password|key|api)){1,3}|dummy.*|placeholder.*|replace.*|insert.*|fake.*|mock.*|redacted|none|null|undefined|true|false|todo|tbd|test(?:ing)?|secret|pass(?:word|wd)?|token|user(?:name)?|admin|root|postgres|default|empty|unset|foo|bar|foobar|optional|required)$/iu;
export const PLACEHOLDER_INSIDE =
  /EXAMPLE|\$\{|\$\(|\{\{|<[\w\s-]+>|x{5}|X{5}|\*{3}|•|\.{3}|01234567|12345678|abcdefgh|^\$|^%[\w]+%$|your[_-]?(?:api|token|secret|password|key)|change[_-]?me/u;
