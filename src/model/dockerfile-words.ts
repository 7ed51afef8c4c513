/** Words of an instruction as builders cut them: quotes hold together and stay, a backslash takes the next character with it. */
export function instructionWords(text: string): string[] {
  return [...text.matchAll(WORD)].map(([word]) => word);
}

const WORD = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"?|'[^']*'?)+/gu;

/** Without quotes and escapes. */
export const plainWord = (word: string): string =>
  word.replace(
    /"((?:[^"\\]|\\[\s\S])*)"?|'([^']*)'?|\\([\s\S])/gu,
    (_all, double?: string, single?: string, escaped?: string) =>
      double !== undefined ? double.replace(/\\(["\\$])/gu, '$1') : (single ?? escaped ?? ''),
  );

/** `NAME=value` pairs of ENV, ARG and LABEL; ENV and LABEL know the older `NAME value` as well. */
export function instructionPairs(
  keyword: string,
  args: string,
): { readonly name: string; readonly value?: string; readonly raw?: string }[] {
  const words = instructionWords(args);
  const [first = ''] = words;
  if (keyword !== 'ARG' && !first.includes('=')) {
    const raw = args.trim().slice(first.length).trim();
    return first === '' ? [] : [{ name: plainWord(first), value: plainWord(raw), raw }];
  }
  return words.map((word) => {
    const end = word.indexOf('=');
    if (end < 0) return { name: plainWord(word) };
    const raw = word.slice(end + 1);
    return { name: plainWord(word.slice(0, end)), value: plainWord(raw), raw };
  });
}

/** `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME:+word}` filled in; undefined when one of them is not known. */
export function filledIn(text: string, values: ReadonlyMap<string, string | undefined>): string | undefined {
  let known = true;
  const result = text.replace(VARIABLE, (...match) => {
    const groups = match.at(-1) as Record<string, string | undefined>;
    if (groups['escaped'] !== undefined) return groups['escaped'];
    const name = groups['plain'] ?? groups['name'] ?? '';
    const value = values.get(name);
    const { operator, word = '' } = groups;
    if (operator !== undefined && !/^:?[-+]$/u.test(operator)) known = false;
    if (operator?.endsWith('+') === true) return value === undefined || (operator === ':+' && value === '') ? '' : word;
    if (operator?.endsWith('-') === true && (value === undefined || (operator === ':-' && value === ''))) {
      // Declared and without a value: whoever builds may give one.
      if (values.has(name) && value === undefined) known = false;
      return word;
    }
    if (value === undefined) known = false;
    return value ?? '';
  });
  return known && result.length <= MAX_FILLED_IN ? result : undefined;
}

/** Variables that hold variables double what they say at each step. */
const MAX_FILLED_IN = 16_384;

const VARIABLE =
  /\\(?<escaped>\$)|\$(?:(?<plain>[A-Za-z_]\w*)|\{(?<name>[A-Za-z_]\w*)(?:(?<operator>:?[-+?]|##?|%%?|\/\/?)(?<word>[^}]*))?\})/gu;
