import { maskSecrets } from '../model/clean-text.js';
import { isSecretVariable } from '../model/secret-variable.js';
import { shellWord } from '../model/shell-word.js';

interface ProcessSpec {
  readonly words: readonly string[];
  /** Of --env. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of variables that it has from here. */
  readonly inherited: readonly string[];
}

/** The shell line that starts a program with the same few variables. A secret is taken from the shell in which it is repeated. */
export function processCommand({ words, environment, inherited }: ProcessSpec, secrets: readonly string[]): string {
  const own = inherited.filter((name) => !Object.hasOwn(environment, name)).map((name) => `${name}="$${name}"`);
  const given = Object.entries(environment).map(([name, value]) =>
    isSecretVariable(name, value, secrets) ? `${name}="$${name}"` : shellWord(`${name}=${value}`),
  );
  return ['env', '-i', ...own, ...given, ...words.map((word) => shellWord(maskSecrets(word, secrets)))].join(' ');
}
