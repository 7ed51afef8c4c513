import { isSecretName } from './secret-names.js';
import { secretsOfVariable } from './secret-variable.js';

/** The words of a command line that are secrets: values of options that are called so, addresses with a password, known tokens. */
export function secretsOfWords(words: readonly string[]): string[] {
  const secrets = words.flatMap((word, index) => {
    const [, option, value] = /^--?([\w.-]+?)(?:=(.*))?$/su.exec(word) ?? [];
    const name = option?.replaceAll(/[.-]+/gu, '_') ?? '';
    if (value !== undefined) return secretsOfVariable(name, value);
    const next = words[index + 1];
    const named = option !== undefined && next !== undefined && !next.startsWith('-') && isSecretName(name);
    return [...(named ? [next] : []), ...secretsOfVariable('', word)];
  });
  return [...new Set(secrets)].filter((secret) => secret !== '');
}
