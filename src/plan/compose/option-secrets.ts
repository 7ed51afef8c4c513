/** Options of programs whose argument is a secret. */
const OPTION =
  /^--?(?:requirepass|masterauth|pass(?:word|wd)?|(?:api|auth|access|secret)?[-_]?(?:token|secret)|(?:api|access|secret|private)[-_]?key|db[-_]?pass(?:word)?)(?:=(?<value>.*))?$/isu;

export interface OptionSecret {
  readonly option: string;
  readonly value: string;
  /** Index of the word that holds the value. */
  readonly index: number;
}

/** What words of a command give to options that are made for secrets: `--requirepass hunter2`. */
export function optionSecrets(words: readonly string[]): OptionSecret[] {
  return words.flatMap((word, index) => {
    const match = OPTION.exec(word);
    if (match === null) return [];
    const inline = match.groups?.['value'];
    const value = inline ?? words[index + 1] ?? '';
    if (value === '' || (inline === undefined && value.startsWith('-'))) return [];
    const option = inline === undefined ? word : word.slice(0, word.indexOf('='));
    return [{ option, value, index: inline === undefined ? index + 1 : index }];
  });
}

export function withoutOptionSecrets(words: readonly string[]): string[] {
  const found = new Map(optionSecrets(words).map((one) => [one.index, one.value]));
  return words.map((word, index) => {
    const value = found.get(index);
    return value === undefined ? word : word.replace(value, '••••••');
  });
}
