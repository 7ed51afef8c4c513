import type { SdkClientOutcome } from '../model/facts/mcp.js';
import { ownRedirect } from '../targets/redirected-to.js';
import type { RequestHeaders } from '../targets/target.js';
import { HANDSHAKE_VERSION, MODERN_VERSION, type ClientInfo, type Era } from '../model/mcp-protocol.js';
import { isLimited } from '../model/is-limited.js';
import { TOOL_NAME } from '../model/tool.js';
import type { Patience } from './patience.js';
import { listWithSdk, outcomeOf } from './sdk-listing.js';
import { MAX_ANSWER_BYTES, MAX_REDIRECTS } from './wire.js';

const WARM_UP_MS = 5_000;

export interface SdkClientsOptions {
  readonly url: URL;
  readonly headers: RequestHeaders;
  readonly client: ClientInfo;
  readonly timeoutMs: number;
  /** Waits where the server wants fewer requests. */
  readonly patience?: Patience;
  /** In place of the network. */
  readonly fetch?: typeof boundedFetch;
}

/** Connects and lists tools with the protocol authors' own client of each era: what most clients will see. */
export async function askSdkClients(eras: readonly Era[], options: SdkClientsOptions): Promise<SdkClientOutcome[]> {
  return Promise.all(
    eras.map(async (era) => {
      const ask = era === 'handshake' ? askHandshakeClient : askModernClient;
      const { fetch: send = boundedFetch, patience, timeoutMs } = options;
      let limited: number | undefined;
      const fetch: typeof boundedFetch = async (input, init) => {
        for (;;) {
          const response = await send(input, init);
          const { status, headers } = response;
          limited = isLimited(status) ? status : undefined;
          if ((await patience?.hasFor({ status, retryAfter: headers.get('retry-after') ?? undefined })) !== true)
            return response;
          await response.body?.cancel();
        }
      };
      const outcome = await outcomeOf(era, ask({ ...options, fetch }), timeoutMs);
      return outcome.tools !== undefined || limited === undefined ? outcome : { ...outcome, limited };
    }),
  );
}

type Asking = SdkClientsOptions & Required<Pick<SdkClientsOptions, 'fetch'>>;

const handshakeClient = () =>
  Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
  ]);
const modernClient = () => import('@modelcontextprotocol/client');

/**
 * Loads both clients and lets them talk to nobody once: what they compile at their first question takes some tenths of a second, in
 * which a server may as well come up.
 */
export async function loadSdkClients(): Promise<SdkClientOutcome[]> {
  const options = {
    url: new URL('http://localhost/mcp'),
    headers: {},
    client: { name: TOOL_NAME, version: '0' },
    timeoutMs: WARM_UP_MS,
    fetch: answerFromMemory,
  };
  return askSdkClients(['handshake', MODERN_VERSION], options);
}

/** What a server with one tool answers. */
async function answerFromMemory(_input: string | URL, init?: RequestInit): Promise<Response> {
  const asked: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
  const { id, method } = (asked ?? {}) as { readonly id?: unknown; readonly method?: string };
  if (id === undefined) return new Response(null, { status: asked === undefined ? 405 : 202 });
  const result = method === undefined ? undefined : SAMPLE_ANSWERS[method];
  const answer = result === undefined ? { error: { code: -32601, message: 'Method not found' } } : { result };
  return bounded(
    new Response(JSON.stringify({ jsonrpc: '2.0', id, ...answer }), {
      headers: { 'content-type': 'application/json' },
    }),
  );
}

const object = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
const hello = { capabilities: { tools: {} }, serverInfo: { name: TOOL_NAME, version: '0' } };
/** What the modern era demands of these results. */
const fresh = { resultType: 'complete', ttlMs: 0, cacheScope: 'public' };
const SAMPLE_ANSWERS: Readonly<Record<string, object>> = {
  initialize: { ...hello, protocolVersion: HANDSHAKE_VERSION },
  'server/discover': { ...hello, ...fresh, supportedVersions: [MODERN_VERSION] },
  'tools/list': { ...fresh, tools: [{ name: 'a', inputSchema: object, outputSchema: object }] },
};

async function askHandshakeClient({ url, headers, client: info, timeoutMs, fetch }: Asking): Promise<string[]> {
  const [{ Client }, { StreamableHTTPClientTransport }] = await handshakeClient();
  const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers }, fetch });
  // Frees the session; a server may refuse, and then it was never ours to free.
  const goodbye = () => transport.terminateSession().catch(() => undefined);
  return listWithSdk({ client: new Client(info), transport, timeoutMs, goodbye });
}

async function askModernClient({ url, headers, client: info, timeoutMs, fetch }: Asking): Promise<string[]> {
  const { Client, StreamableHTTPClientTransport } = await modernClient();
  const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers }, fetch });
  const client = new Client(info, { versionNegotiation: { mode: { pin: MODERN_VERSION } } });
  return listWithSdk({ client, transport, timeoutMs });
}

/** fetch that cuts an answer off at the same size as the raw wire does, and goes no further than that: the headers are secrets. */
export async function boundedFetch(input: string | URL, init?: RequestInit): Promise<Response> {
  let url = new URL(input);
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const { status, headers } = response;
    const target = ownRedirect({ status, location: headers.get('location') ?? undefined }, url);
    if (target === undefined || redirects === MAX_REDIRECTS) return bounded(response);
    await response.body?.cancel();
    url = target;
  }
}

function bounded(response: Response): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > MAX_ANSWER_BYTES) controller.error(new Error('the answer is too large'));
      else controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(limit), response);
}
