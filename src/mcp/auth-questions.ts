import { bearerChallenge, resourceMetadataOf } from '../model/bearer-challenge.js';
import { bearerToken } from '../model/bearer-token.js';
import { cleanText } from '../model/clean-text.js';
import type { AuthChallenge, GuardReply } from '../model/facts/guards.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import {
  initializeParams,
  isObject,
  MODERN_VERSION,
  modernHeaders,
  withModernMeta,
  type ClientInfo,
  type Era,
} from '../model/mcp-protocol.js';
import { shownUrl } from '../model/shown-url.js';
import type { RequestHeaders } from '../targets/target.js';
import { exchange, freshAgent, type ExchangeRequest, type ExchangeResult } from './http-exchange.js';
import { Patience } from './patience.js';

export interface AuthQuestions {
  readonly url: URL;
  readonly client: ClientInfo;
  /** Of every request; what authorizes is left out. */
  readonly headers: RequestHeaders;
  readonly era: Era;
  /** It was started for us: a token may go into a query, which ends in its log; whoever reads that leaves it out. */
  readonly owned: boolean;
  readonly healthPath?: string;
}

const ASK_MS = 5_000;
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const WRONG_TOKEN = 'mcp-dock-no-such-token';
const MAX_WORDS = 20;
const MAX_CHARACTERS = 500;

/** Asks as clients do that have no token, or a wrong one, side by side. Never throws for what the server does. */
export async function askAuthQuestions(asking: AuthQuestions): Promise<AuthChallenge> {
  using agent = agentFor(asking.url);
  const send = senderOver(agent.agent);
  const { url, headers, owned, healthPath } = asking;
  const token = bearerToken(headers);
  const others = withoutAuthorization(headers);
  const greet = (at: URL, more: RequestHeaders = {}) => {
    const { headers: own, body } = greeting(asking);
    return send({ method: 'POST', url: at, headers: { ...own, ...others, ...more }, body });
  };
  const [noToken, wrongToken, queryToken, health] = await Promise.all([
    greet(url).then(replyOf),
    greet(url, { Authorization: `Bearer ${WRONG_TOKEN}` }).then(replyOf),
    token === undefined || !owned ? undefined : greet(withToken(url, token)).then(replyOf),
    healthPath === undefined
      ? undefined
      : send({ method: 'GET', url: new URL(healthPath, url), headers: others }).then(({ status }) => status),
  ]);
  const found = await findMetadata(resourceMetadataOf(noToken.challenge), asking, (at) =>
    send({ method: 'GET', url: at, headers: { ...others, Accept: 'application/json' } }),
  );
  return {
    noToken,
    wrongToken,
    ...(queryToken === undefined ? {} : { queryToken }),
    ...(healthPath === undefined || health === undefined ? {} : { health: { path: healthPath, status: health } }),
    ...found,
  };
}

export interface ResourceMetadata {
  readonly resource?: string;
  readonly authorizationServers: readonly string[];
  /** What to ask for: of the challenge, else all that there is. */
  readonly scope?: string;
}

/** What a server says of where its tokens come from; undefined when it says nothing. */
export async function findResourceMetadata(
  asking: Pick<AuthQuestions, 'url' | 'client' | 'headers'> & { readonly signal?: AbortSignal },
): Promise<ResourceMetadata | undefined> {
  using agent = agentFor(asking.url);
  const others = withoutAuthorization(asking.headers);
  const { headers, body } = greeting({ ...asking, era: 'handshake' });
  const send = senderOver(agent.agent, asking.signal);
  const reply = replyOf(await send({ method: 'POST', url: asking.url, headers: { ...headers, ...others }, body }));
  const { metadata } = await findMetadata(resourceMetadataOf(reply.challenge), { ...asking, owned: false }, (url) =>
    send({ method: 'GET', url, headers: { ...others, Accept: 'application/json' } }),
  );
  if (metadata === undefined) return undefined;
  const scope = bearerChallenge(reply.challenge)?.get('scope') ?? metadata.scopes?.join(' ');
  return {
    ...(metadata.resource === undefined ? {} : { resource: metadata.resource }),
    authorizationServers: metadata.authorizationServers,
    ...(scope === undefined || scope === '' ? {} : { scope }),
  };
}

/** The challenge's own address first, then the well-known places, as the specification has clients do. */
async function findMetadata(
  named: URL | undefined,
  { url, owned }: Pick<AuthQuestions, 'url' | 'owned'>,
  get: (url: URL) => Promise<ExchangeResult>,
): Promise<Pick<AuthChallenge, 'metadata' | 'asked' | 'namedElsewhere'>> {
  const elsewhere = named !== undefined && named.origin !== url.origin;
  // In front of a container stands whoever has that address; what is served there comes from the container.
  const first = named === undefined ? undefined : elsewhere ? new URL(named.pathname, url) : named;
  const places = [
    ...(first === undefined ? [] : [{ url: first, named: !elsewhere || owned }]),
    { url: new URL(`${WELL_KNOWN}${url.pathname === '/' ? '' : url.pathname}`, url), named: false },
    { url: new URL(WELL_KNOWN, url), named: false },
  ].filter((place, index, all) => all.findIndex((other) => other.url.href === place.url.href) === index);
  const asked: AuthChallenge['asked'] = [];
  const beside = elsewhere ? { namedElsewhere: cleanText(shownUrl(named), MAX_CHARACTERS) } : {};
  for (const place of places) {
    const answer = await get(place.url);
    const document = answer.status === 200 ? jsonOrUndefined(answer.body ?? '') : undefined;
    asked.push({ url: shownUrl(place.url), answer: wordsOf(answer, document) });
    if (!isObject(document)) continue;
    const { resource, authorization_servers: servers, scopes_supported: scopes } = document;
    return {
      metadata: {
        url: shownUrl(place.url),
        named: place.named,
        ...(typeof resource === 'string' ? { resource: cleanText(resource, MAX_CHARACTERS) } : {}),
        authorizationServers: wordsIn(servers),
        ...(scopes === undefined ? {} : { scopes: wordsIn(scopes) }),
      },
      asked,
      ...beside,
    };
  }
  return { asked, ...beside };
}

const wordsIn = (list: unknown): string[] =>
  (Array.isArray(list) ? list : [])
    .filter((word) => typeof word === 'string')
    .slice(0, MAX_WORDS)
    .map((word) => cleanText(word, MAX_CHARACTERS));

function wordsOf({ status, failure, headers }: ExchangeResult, document: unknown): string {
  if (failure !== undefined) return cleanText(failure.message, 200);
  if (status !== 200) return String(status);
  if (isObject(document)) return '200';
  return `200 with no JSON object (${cleanText(headers['content-type'] ?? 'no content type', 100)})`;
}

function replyOf({ status, headers, failure }: ExchangeResult): GuardReply {
  const challenge = headers['www-authenticate'];
  return {
    ...(status === undefined ? {} : { status }),
    ...(challenge === undefined ? {} : { challenge: cleanText(challenge, 1_000) }),
    ...(status === undefined ? { error: cleanText(failure?.message ?? 'no answer', 200) } : {}),
  };
}

function greeting({ client, era }: Pick<AuthQuestions, 'client' | 'era'>): {
  headers: Record<string, string>;
  body: string;
} {
  const modern = era === MODERN_VERSION;
  const method = modern ? 'server/discover' : 'initialize';
  const params = modern ? withModernMeta({}, client) : initializeParams(client);
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  return {
    body,
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      Accept: 'application/json, text/event-stream',
      ...(modern ? modernHeaders(method, params) : {}),
    },
  };
}

/** Asks again where the server wants fewer requests. */
function senderOver(agent: ExchangeRequest['agent'], signal?: AbortSignal) {
  const patience = new Patience();
  return async (
    request: Pick<ExchangeRequest, 'method' | 'url' | 'headers'> & { body?: string },
  ): Promise<ExchangeResult> => {
    for (;;) {
      const result = await exchange({ ...request, timeoutMs: ASK_MS, agent, signal, onEvent: () => true });
      const { status, headers } = result;
      if (!(await patience.hasFor({ status, retryAfter: headers['retry-after'] }, signal))) return result;
    }
  };
}

const isAuthorization = (name: string) => name.toLowerCase() === 'authorization';

const withoutAuthorization = (headers: RequestHeaders): RequestHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isAuthorization(name)));

function withToken(url: URL, token: string): URL {
  const there = new URL(url);
  there.searchParams.set('access_token', token);
  return there;
}

function agentFor(url: URL): Pick<ExchangeRequest, 'agent'> & Disposable {
  const agent = freshAgent(url, { keepAlive: true, maxSockets: 4 });
  return { agent, [Symbol.dispose]: () => agent.destroy() };
}
