import { maskSecrets, maskValues } from './clean-text.js';
import { isObject } from './mcp-protocol.js';
import { tellingSecretValues } from './telling-secrets.js';

/** What a definition says to people, or gives as a value of its own: nothing is found, called or checked by it. */
const PROSE: ReadonlySet<string> = new Set(['title', 'description', 'default', 'examples', '$comment']);
/** An address with a password in it is no plain name. */
const CREDENTIALS = /:\/\/[^/@\s]*:[^/@\s]+@/u;

/**
 * What a server defines, such as its tools, without the given secrets. Its names and schemas are what calls and later runs are
 * held against: there a secret that is a word like any other, such as `postgres`, stays, and {@link tellingSecretValues} alone
 * are hidden. Of what it says in prose nothing is left of any.
 */
export function maskDefinitions<Value>(value: Value, secrets: readonly string[]): Value;
export function maskDefinitions(value: unknown, secrets: readonly string[]): unknown {
  if (secrets.length === 0) return value;
  return masked(value, { all: secrets, telling: tellingSecretValues(secrets) });
}

interface Secrets {
  readonly all: readonly string[];
  readonly telling: readonly string[];
}

function masked(value: unknown, secrets: Secrets): unknown {
  if (typeof value === 'string') return maskSecrets(value, CREDENTIALS.test(value) ? secrets.all : secrets.telling);
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      maskSecrets(key, secrets.telling),
      // Where it is an object, it may be the definition of a property of that name.
      PROSE.has(key) && !isObject(item) ? maskValues(item, secrets.all) : masked(item, secrets),
    ]),
  );
}
