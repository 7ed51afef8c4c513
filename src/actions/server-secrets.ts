import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { secretsOfHeaders } from '../model/secret-headers.js';
import { secretsOfVariable } from '../model/secret-variable.js';
import { readTextIfThere } from '../config/read-text.js';

interface Sources {
  /** Variables that the server is given. */
  readonly environment: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Folder whose `.env` belongs to the target; absent when the target has none. */
  readonly directory?: string;
  /** What else is known to be one. */
  readonly further?: readonly string[];
}

/**
 * Values that must not show up in logs or reports. Of variables only what {@link secretsOfVariable} takes for a secret: a log
 * level is no secret, and masking it would garble every log.
 */
export async function serverSecrets({ environment, headers, directory, further = [] }: Sources): Promise<string[]> {
  const file = directory === undefined ? undefined : await readTextIfThere(join(directory, '.env'));
  const variables = [...Object.entries(environment), ...Object.entries(file === undefined ? {} : parseEnv(file))];
  const secrets = variables.flatMap(([name, value = '']) => secretsOfVariable(name, value));
  return [...new Set([...secrets, ...secretsOfHeaders(headers), ...further])].filter((value) => value.length > 0);
}
