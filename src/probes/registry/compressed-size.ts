import { createHash } from 'node:crypto';
import { z } from 'zod';
import { repositoryOf } from '../../model/image-name.js';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import type { RegistryCredentials } from '../../ports/engine.js';
import { registryHostOf } from '../doctor/resolved-froms.js';

/** For all questions together: the number is not worth a wait. */
const LIMIT_MS = 5_000;
/** Registries take no larger manifest. */
const MAX_BYTES = 4 * 1024 * 1024;

const MEDIA_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const manifestSchema = z.object({ layers: z.array(z.object({ size: z.number().int().nonnegative() })) });
const indexSchema = z.object({
  manifests: z.array(
    z.object({
      digest: z.string(),
      platform: z.object({ os: z.string(), architecture: z.string() }).optional(),
    }),
  ),
});
const tokenSchema = z.object({ token: z.string().optional(), access_token: z.string().optional() });

interface Pushed {
  readonly reference: string;
  readonly digest: string;
  /** `linux/amd64`. */
  readonly platform: string;
  readonly login?: RegistryCredentials;
  /** The engine is on this machine, so that a registry on its loopback address is on ours too. */
  readonly local: boolean;
  readonly signal: AbortSignal;
}

/**
 * Bytes of an image's layers as its registry keeps them: what a pull onto an empty machine takes. The engine's API does not say
 * it, so the registry is asked from here (https://github.com/opencontainers/distribution-spec); undefined where it cannot be
 * reached from here, or gives anything but the manifest of this digest.
 */
export async function compressedSize(pushed: Pushed): Promise<number | undefined> {
  try {
    const signal = AbortSignal.any([pushed.signal, AbortSignal.timeout(LIMIT_MS)]);
    const registry = registryOf(pushed);
    if (registry === undefined) return undefined;
    const ask = asker(registry, pushed.login, signal);
    const top = await ask(pushed.digest);
    const own = manifestSchema.safeParse(top).data ?? (await ofPlatform(top, pushed.platform, ask));
    return own?.layers.reduce((sum, { size }) => sum + size, 0);
  } catch {
    // A number that is nice to have; the image is where it should be without it.
    return undefined;
  }
}

type Ask = (digest: string) => Promise<unknown>;

async function ofPlatform(index: unknown, platform: string, ask: Ask) {
  const manifests = indexSchema.safeParse(index).data?.manifests ?? [];
  const [found, ...others] = manifests.filter(
    (one) => one.platform !== undefined && `${one.platform.os}/${one.platform.architecture}` === platform,
  );
  if (found === undefined || others.length > 0) return undefined;
  return manifestSchema.safeParse(await ask(found.digest)).data;
}

interface Registry {
  readonly url: string;
  readonly repository: string;
}

function registryOf({ reference, local }: Pushed): Registry | undefined {
  const host = registryHostOf(reference);
  const hub = host === 'docker.io';
  const name = repositoryOf(reference);
  const path = name.startsWith(`${host}/`) ? name.slice(host.length + 1) : name;
  const repository = hub && !path.includes('/') ? `library/${path}` : path;
  // As engines do: without TLS only where nobody else can listen.
  const loopback = /^(?:localhost|127\.[\d.]+)(?::\d+)?$/u.test(host);
  if (loopback && !local) return undefined;
  return { url: `${loopback ? 'http' : 'https'}://${hub ? 'registry-1.docker.io' : host}`, repository };
}

function asker({ url, repository }: Registry, login: RegistryCredentials | undefined, signal: AbortSignal): Ask {
  let authorization: string | undefined;
  const get = (digest: string) =>
    fetch(`${url}/v2/${repository}/manifests/${digest}`, {
      signal,
      headers: { accept: MEDIA_TYPES.join(', '), ...(authorization !== undefined && { authorization }) },
    });
  return async (digest) => {
    let response = await get(digest);
    if (response.status === 401 && authorization === undefined) {
      await response.body?.cancel();
      const challenge = response.headers.get('www-authenticate') ?? '';
      authorization = await answerTo(challenge, { repository, login, signal, plain: url.startsWith('http:') });
      if (authorization === undefined) return undefined;
      response = await get(digest);
    }
    const body = response.ok ? await bounded(response) : undefined;
    // Whoever answers: these are the bytes that were pushed, or they are not looked at.
    return body !== undefined && digest === `sha256:${createHash('sha256').update(body).digest('hex')}`
      ? jsonOrUndefined(body.toString('utf8'))
      : undefined;
  };
}

interface Asking {
  readonly repository: string;
  readonly login: RegistryCredentials | undefined;
  readonly signal: AbortSignal;
  readonly plain: boolean;
}

/** The header that a challenge asks for: https://distribution.github.io/distribution/spec/auth/token/ */
async function answerTo(challenge: string, { repository, login, signal, plain }: Asking): Promise<string | undefined> {
  const [, scheme = '', rest = ''] = /^\s*(\w+)\s*(.*)$/su.exec(challenge) ?? [];
  const basic =
    login === undefined || login.username === '<token>'
      ? undefined
      : `Basic ${Buffer.from(`${login.username}:${login.secret}`).toString('base64')}`;
  if (scheme.toLowerCase() === 'basic') return basic;
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const fields = Object.fromEntries(
    [...rest.matchAll(/(\w+)="([^"]*)"/gu)].map(([, key = '', value = '']) => [key, value]),
  );
  const realm = URL.parse(fields['realm'] ?? '');
  if (realm === null || (realm.protocol !== 'https:' && !plain)) return undefined;
  const question = { service: fields['service'] ?? '', scope: `repository:${repository}:pull` };
  const response = await (login?.username === '<token>'
    ? fetch(realm, {
        method: 'POST',
        signal,
        body: new URLSearchParams({
          ...question,
          grant_type: 'refresh_token',
          client_id: 'mcp-dock',
          refresh_token: login.secret,
        }),
      })
    : fetch(withQuery(realm, question), { signal, ...(basic !== undefined && { headers: { authorization: basic } }) }));
  const body = response.ok ? await bounded(response) : undefined;
  const said = tokenSchema.safeParse(jsonOrUndefined(body?.toString('utf8'))).data;
  const token = said?.token ?? said?.access_token;
  return token === undefined ? undefined : `Bearer ${token}`;
}

function withQuery(realm: URL, question: Readonly<Record<string, string>>): URL {
  const url = new URL(realm);
  for (const [key, value] of Object.entries(question)) url.searchParams.set(key, value);
  return url;
}

async function bounded(response: Response): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
