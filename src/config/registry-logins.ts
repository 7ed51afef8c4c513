import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { readTextIfThere } from './read-text.js';

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
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});
type DockerConfig = z.infer<typeof schema>;

const answerSchema = z.object({ Username: z.string(), Secret: z.string().min(1) });

/** A keychain may ask its owner first. */
const HELPER_LIMIT_MS = 30_000;

export interface RegistryLogin {
  /** `<token>` when the secret is an identity token. */
  readonly username: string;
  readonly secret: string;
}

/** Runs a credential helper; a `ProcessRunner` is one. */
export interface HelperRunner {
  run(
    command: string,
    args: readonly string[],
    options: { readonly input: string; readonly timeoutMs: number },
  ): Promise<{ readonly exitCode: number | undefined; readonly stdout: string }>;
}

/**
 * Logins that `docker login` has made, by host: from the credential helper that docker's `config.json` (`DOCKER_CONFIG`, else
 * `~/.docker`) names for it, else from that file. Resolves to undefined where there is none; a file that cannot be read and a
 * helper that fails count as none: the build then asks as nobody, and says when that is not enough.
 */
export function registryLogins(
  environment: Readonly<Record<string, string | undefined>>,
  helpers: HelperRunner,
): (host: string) => Promise<RegistryLogin | undefined> {
  let read: Promise<DockerConfig> | undefined;
  const known = new Map<string, Promise<RegistryLogin | undefined>>();
  const find = async (host: string) => {
    read ??= readConfig(join(environment['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'config.json'));
    const config = await read;
    return (await fromHelper(config, host, helpers)) ?? fromFile(config, host);
  };
  return (given) => {
    const host = hostOf(given);
    let login = known.get(host);
    // A build asks for every base image, and a keychain may put a question to a person each time.
    if (login === undefined) known.set(host, (login = find(host)));
    return login;
  };
}

/** https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol */
async function fromHelper(
  { credHelpers = {}, credsStore }: DockerConfig,
  host: string,
  helpers: HelperRunner,
): Promise<RegistryLogin | undefined> {
  const name = Object.entries(credHelpers).find(([key]) => hostOf(key) === host)?.[1] ?? credsStore;
  if (name === undefined || !/^[\w.-]+$/u.test(name)) return undefined;
  // The key under which `docker login` keeps Docker Hub.
  const input = host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
  const options = { input, timeoutMs: HELPER_LIMIT_MS };
  const { exitCode, stdout } = await helpers.run(`docker-credential-${name}`, ['get'], options);
  const answer = exitCode === 0 ? answerSchema.safeParse(jsonOrUndefined(stdout)) : undefined;
  return answer?.success === true ? { username: answer.data.Username, secret: answer.data.Secret } : undefined;
}

function fromFile({ auths = {} }: DockerConfig, host: string): RegistryLogin | undefined {
  const entry = Object.entries(auths).find(([key]) => hostOf(key) === host)?.[1];
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
}

async function readConfig(path: string): Promise<DockerConfig> {
  const text = await readTextIfThere(path).catch(() => undefined);
  const parsed = schema.safeParse(jsonOrUndefined(text));
  return parsed.success ? parsed.data : {};
}

/** Docker Hub has three names; keys of old files are URLs. */
function hostOf(key: string): string {
  const host = key.replace(/^https?:\/\//u, '').replace(/\/.*$/u, '');
  return ['index.docker.io', 'registry-1.docker.io', 'docker.io'].includes(host) ? 'docker.io' : host;
}
