import { cleanText, maskSecrets } from '../model/clean-text.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { isObject } from '../model/mcp-protocol.js';
import { exchange, freshAgent } from './http-exchange.js';
import { isLoopback } from './loopback.js';

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

export interface TokenRequest {
  /** Identifier of the authorization server. */
  readonly issuer: URL;
  readonly credentials: ClientCredentials;
  /** The server that the token is for, as its metadata calls it (RFC 8707). */
  readonly resource?: string;
  readonly scope?: string;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

/** A token, or why there is none. */
export type TokenAnswer = { readonly token: string; readonly from: string } | { readonly reason: string };

const ASK_MS = 10_000;
const UNSAFE = 'is not reached over HTTPS, so that the secret of the client could be read on the way.';
/** Characters of OAuth's own words for what is wrong. */
const ERROR_CODE = /^[\u0020-\u0021\u0023-\u005b\u005d-\u007e]{1,200}$/u;

/**
 * Asks an authorization server for a token by the grant client_credentials, at the endpoint that its metadata names. The secret
 * goes over HTTPS, or to this machine, and to nobody else. Never throws for what that server does.
 */
export async function askForToken({
  issuer,
  credentials,
  resource,
  scope,
  signal,
}: TokenRequest): Promise<TokenAnswer> {
  if (!isSafe(issuer)) return { reason: `it ${UNSAFE}` };
  const metadata = await metadataOf(issuer, signal);
  if ('reason' in metadata) return metadata;
  const { endpoint, basic } = metadata;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(resource === undefined ? {} : { resource }),
    ...(scope === undefined ? {} : { scope }),
    ...(basic ? {} : { client_id: credentials.id, client_secret: credentials.secret }),
  });
  const body = form.toString();
  const {
    status,
    failure,
    body: said,
  } = await ask(endpoint, {
    method: 'POST',
    signal,
    body,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(Buffer.byteLength(body)),
      ...(basic ? { Authorization: `Basic ${basicOf(credentials)}` } : {}),
    },
  });
  if (failure !== undefined)
    return { reason: `${endpoint.origin} does not answer: ${cleanText(failure.message, 200)}.` };
  const answer = jsonOrUndefined(said ?? '');
  if (status === 200 && isObject(answer) && typeof answer['access_token'] === 'string') {
    const { access_token: token, token_type: type } = answer;
    if (typeof type === 'string' && type.toLowerCase() !== 'bearer')
      return {
        reason: `its token is of the type ${cleanText(maskSecrets(type, [credentials.secret]), 60)}, and not Bearer.`,
      };
    return /^[\w.~+/-]+=*$/u.test(token)
      ? { token, from: endpoint.origin }
      : { reason: 'its token has characters that no bearer token has.' };
  }
  return { reason: `${status ?? 'no status'}${errorIn(answer, credentials)}.` };
}

interface Metadata {
  readonly endpoint: URL;
  /** The client is known by HTTP Basic, else by the body. */
  readonly basic: boolean;
}

/** Looks where RFC 8414 and OpenID Connect Discovery have it, in the order of the specification. */
async function metadataOf(
  issuer: URL,
  signal: AbortSignal | undefined,
): Promise<Metadata | { readonly reason: string }> {
  const tried: string[] = [];
  for (const place of metadataPlaces(issuer)) {
    const { status, failure, body } = await ask(place, {
      method: 'GET',
      headers: { Accept: 'application/json' },
      signal,
    });
    if (failure !== undefined) return { reason: `it does not answer: ${cleanText(failure.message, 200)}.` };
    tried.push(`${place.pathname} ${status}`);
    const document = status === 200 ? jsonOrUndefined(body ?? '') : undefined;
    if (isObject(document)) return endpointIn(document, issuer);
  }
  return { reason: `it has no metadata (${tried.join(', ')}).` };
}

/** The well-known places of an authorization server's metadata. */
export function metadataPlaces(issuer: URL): URL[] {
  const path = issuer.pathname.replace(/\/$/u, '');
  return [
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/openid-configuration${path}`,
    ...(path === '' ? [] : [`${path}/.well-known/openid-configuration`]),
  ].map((place) => new URL(place, issuer));
}

function endpointIn(document: Readonly<Record<string, unknown>>, issuer: URL): Metadata | { readonly reason: string } {
  const { issuer: named, token_endpoint: endpoint, token_endpoint_auth_methods_supported: methods } = document;
  const without = (text: string) => text.replace(/\/$/u, '');
  // Otherwise a stranger's document could lead the secret astray (RFC 8414, section 3.3).
  if (typeof named !== 'string' || without(named) !== without(issuer.href))
    return { reason: `its metadata is that of another issuer: ${cleanText(JSON.stringify(named) ?? 'nothing', 200)}.` };
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint))
    return { reason: 'its metadata names no token_endpoint.' };
  const url = new URL(endpoint);
  if (!isSafe(url)) return { reason: `its token endpoint ${cleanText(url.origin, 100)} ${UNSAFE}` };
  const known = Array.isArray(methods) ? methods : ['client_secret_basic'];
  return { endpoint: url, basic: known.includes('client_secret_basic') || !known.includes('client_secret_post') };
}

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));

/** Both parts are written as in a form first (RFC 6749, section 2.3.1). */
function basicOf({ id, secret }: ClientCredentials): string {
  const written = (text: string) => new URLSearchParams({ x: text }).toString().slice(2);
  return Buffer.from(`${written(id)}:${written(secret)}`).toString('base64');
}

function errorIn(answer: unknown, { secret }: ClientCredentials): string {
  if (!isObject(answer)) return ' with no JSON object';
  const words = [answer['error'], answer['error_description']].filter(
    (word): word is string => typeof word === 'string' && ERROR_CODE.test(word),
  );
  return words.length === 0 ? ' without a token' : `, ${cleanText(maskSecrets(words.join(': '), [secret]), 300)}`;
}

async function ask(
  url: URL,
  request: {
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal | undefined;
  },
) {
  const agent = freshAgent(url);
  try {
    return await exchange({ ...request, url, timeoutMs: ASK_MS, agent, onEvent: () => true });
  } finally {
    agent.destroy();
  }
}
