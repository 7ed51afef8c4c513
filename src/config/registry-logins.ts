import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  auths: z
    .record(
      z.string(),
      z.object({
        auth: z.string().optional(),
        username: z.string().optional(),
        password: z.string().optional(),
        identitytoken: z.string().optional(),
      }),
    )
    .optional(),
});

export interface RegistryLogin {
  readonly username: string;
  readonly secret: string;
}

/**
 * Logins that `docker login` has written into its `config.json` (`DOCKER_CONFIG`, else `~/.docker`). Those in a credential
 * helper are not read. Resolves to undefined where there is none; a file that cannot be read counts as none, as for docker.
 */
export function registryLogins(
  environment: Readonly<Record<string, string | undefined>>,
): (host: string) => Promise<RegistryLogin | undefined> {
  let read: Promise<z.infer<typeof schema>> | undefined;
  return async (host) => {
    read ??= readConfig(join(environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json'));
    const { auths = {} } = await read;
    const entry = Object.entries(auths).find(([key]) => hostOf(key) === hostOf(host))?.[1];
    if (entry === undefined) return undefined;
    // BuildKit takes a token for refreshing under this user name only.
    if (entry.identitytoken !== undefined && entry.identitytoken !== '')
      return { username: '<token>', secret: entry.identitytoken };
    if (entry.username !== undefined && entry.password !== undefined)
      return { username: entry.username, secret: entry.password };
    const pair = Buffer.from(entry.auth ?? '', 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    return colon <= 0
      ? undefined
      : { username: pair.slice(0, colon), secret: pair.slice(colon + 1).replace(/\0+$/u, '') };
  };
}

async function readConfig(path: string): Promise<z.infer<typeof schema>> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // No file, or one that is docker's to complain about: the build then asks as nobody, and says when that is not enough.
    return {};
  }
}

/** Docker Hub has three names; keys of old files are URLs. */
function hostOf(key: string): string {
  const host = key.replace(/^https?:\/\//u, '').replace(/\/.*$/u, '');
  return ['index.docker.io', 'registry-1.docker.io', 'docker.io'].includes(host) ? 'docker.io' : host;
}
