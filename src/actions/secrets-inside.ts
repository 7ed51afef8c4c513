import { secretsOfVariable } from '../model/secret-variable.js';

/** Tables whose values are nobody's business, whatever they are called. */
const PRIVATE = new Set(['env', 'envs', 'environment', 'headers', 'http_headers', 'requestInit']);

/** Values of a configuration that must not be shown: those of variables and headers, and what looks like a secret anywhere. */
export function secretsInside(value: unknown): string[] {
  const found = new Set<string>();
  const look = (inner: unknown, name: string, hidden: boolean) => {
    if (typeof inner === 'string') {
      for (const secret of hidden ? [inner, inner.replace(/^\S+\s+/u, '')] : secretsOfVariable(name, inner))
        found.add(secret);
    } else if (typeof inner === 'object' && inner !== null) {
      for (const [key, deeper] of Object.entries(inner))
        look(deeper, Array.isArray(inner) ? name : key, hidden || PRIVATE.has(key));
    }
  };
  look(value, '', false);
  // As they are meant, and as JSON and TOML write them.
  return [...new Set([...found].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))].filter(
    (secret) => secret !== '',
  );
}
