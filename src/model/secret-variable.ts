import { findSecrets } from './find-secrets.js';
import { isSecretName } from './secret-names.js';

/**
 * What of a variable must not show up in logs or reports: the value of one that is a secret by name or a URL with a password,
 * and every secret inside of any other.
 */
export function secretsOfVariable(name: string, value: string): string[] {
  // Programs that complain about an address take it apart; then its password stands alone, and as it is meant.
  const password = /:\/\/[^\s/@:]*:([^\s/@]+)@/u.exec(value)?.[1];
  const secrets =
    isSecretName(name) || password !== undefined
      ? [value, ...(password === undefined ? [] : [password, decoded(password)])]
      : findSecrets(value, { place: 'env', name }).map((match) => match.value);
  return [...new Set(secrets)].filter((secret) => secret !== '');
}

/** Below this a secret is looked for as the whole value only: a password of one letter is part of everything. */
const SHORTEST_PART = 4;

/** The value must not be shown: it is a secret by itself, or holds one of those that are known. */
export const isSecretVariable = (name: string, value: string, secrets: readonly string[]): boolean =>
  secretsOfVariable(name, value).length > 0 ||
  secrets.some((secret) => value === secret || (secret.length >= SHORTEST_PART && value.includes(secret)));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign of its own.
    return text;
  }
}
