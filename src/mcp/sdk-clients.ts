import { cleanText } from '../model/clean-text.js';
import type { SdkClientOutcome } from '../model/facts/mcp.js';
import type { RequestHeaders } from '../targets/target.js';
import { HANDSHAKE_VERSION, MODERN_VERSION, type ClientInfo, type Era } from '../model/mcp-protocol.js';
import { TOOL_NAME } from '../model/tool.js';
import { MAX_ANSWER_BYTES } from './wire.js';

const MAX_PAGES = 50;
const WARM_UP_MS = 5_000;

export interface SdkClientsOptions {
  readonly url: URL;
  readonly headers: RequestHeaders;
  readonly client: ClientInfo;
  readonly timeoutMs: number;
  /** In place of the network. */
  readonly fetch?: typeof boundedFetch;
}

/** Connects and lists tools with the protocol authors' own client of each era: what most clients will see. */
export async function askSdkClients(eras: readonly Era[], options: SdkClientsOptions): Promise<SdkClientOutcome[]> {
  return Promise.all(
    eras.map(async (era) => {
      const client = era === 'handshake' ? '@modelcontextprotocol/sdk 1.x' : '@modelcontextprotocol/client 2.x';
      const ask = era === 'handshake' ? askHandshakeClient : askModernClient;
      try {
        return { client, era, tools: await withinTime(ask(options), options.timeoutMs) };
      } catch (error) {
        return { client, era, error: cleanText(error instanceof Error ? error.message : String(error), 300) };
      }
    }),
  );
}

/** What both client libraries share, as far as it is used here. */
interface Lister {
  listTools(params?: { cursor: string }): Promise<{ tools: { name: string }[]; nextCursor?: string | undefined }>;
  close(): Promise<void>;
}

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

async function askHandshakeClient({
  url,
  headers,
  client: info,
  timeoutMs,
  fetch,
}: SdkClientsOptions): Promise<string[]> {
  const [{ Client }, { StreamableHTTPClientTransport }] = await handshakeClient();
  const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers }, fetch: fetch ?? boundedFetch });
  const client = new Client(info);
  try {
    await client.connect(transport, { timeout: timeoutMs });
    const names = await allNames(client);
    // Frees the session; a server may refuse, and then it was never ours to free.
    await transport.terminateSession().catch(() => undefined);
    return names;
  } finally {
    await client.close();
  }
}

async function askModernClient({ url, headers, client: info, timeoutMs, fetch }: SdkClientsOptions): Promise<string[]> {
  const { Client, StreamableHTTPClientTransport } = await modernClient();
  const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers }, fetch: fetch ?? boundedFetch });
  const client = new Client(info, { versionNegotiation: { mode: { pin: MODERN_VERSION } } });
  try {
    await client.connect(transport, { timeout: timeoutMs });
    return await allNames(client);
  } finally {
    await client.close();
  }
}

async function allNames(client: Lister): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const list = await client.listTools(cursor === undefined ? undefined : { cursor });
    names.push(...list.tools.map(({ name }) => name));
    cursor = list.nextCursor;
    if (cursor === undefined) break;
  }
  return names;
}

async function withinTime<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not done within ${timeoutMs} ms`)), timeoutMs);
  // The loser of the race must not end the process as an unhandled rejection.
  work.catch(() => undefined);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

/** fetch that cuts an answer off at the same size as the raw wire does. */
async function boundedFetch(input: string | URL, init?: RequestInit): Promise<Response> {
  return bounded(await fetch(input, init));
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
