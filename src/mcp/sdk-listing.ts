import { cleanText } from '../model/clean-text.js';
import type { SdkClientOutcome } from '../model/facts/mcp.js';
import type { Era } from '../model/mcp-protocol.js';
import { libraryWords } from '../model/schema-refusal.js';

const MAX_PAGES = 50;

/** What both client libraries share, as far as it is used here. */
interface SdkClient<Transport> {
  connect(transport: Transport, options: { readonly timeout: number }): Promise<void>;
  listTools(params?: { cursor: string }): Promise<{ tools: { name: string }[]; nextCursor?: string | undefined }>;
  close(): Promise<void>;
}

export interface Listing<Transport> {
  readonly client: SdkClient<Transport>;
  readonly transport: Transport;
  readonly timeoutMs: number;
  /** Before the client is closed, where all went well. */
  readonly goodbye?: () => Promise<void>;
}

/** Names of all tools that a client of the protocol authors sees. Throws what it throws. */
export async function listWithSdk<Transport>({ client, transport, timeoutMs, goodbye }: Listing<Transport>) {
  try {
    await client.connect(transport, { timeout: timeoutMs });
    const names = await allNames(client);
    await goodbye?.();
    return names;
  } finally {
    await client.close();
  }
}

async function allNames(client: Pick<SdkClient<never>, 'listTools'>): Promise<string[]> {
  const names = new Set<string>();
  const cursors = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const list = await client.listTools(cursor === undefined ? undefined : { cursor });
    for (const { name } of list.tools) names.add(name);
    cursor = list.nextCursor;
    // That a list does not end is told elsewhere.
    if (cursor === undefined || cursors.has(cursor)) break;
    cursors.add(cursor);
  }
  return [...names];
}

/** What became of a listing, which is given so much time. */
export async function outcomeOf(
  era: Era,
  listing: Promise<readonly string[]>,
  timeoutMs: number,
): Promise<SdkClientOutcome> {
  const client = era === 'handshake' ? '@modelcontextprotocol/sdk 1.x' : '@modelcontextprotocol/client 2.x';
  try {
    return { client, era, tools: [...(await withinTime(listing, timeoutMs))] };
  } catch (error) {
    return { client, era, error: cleanText(libraryWords(error instanceof Error ? error.message : String(error)), 300) };
  }
}

async function withinTime<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not done within ${timeoutMs} ms`)), timeoutMs);
  // The loser of the race must not end the process as an unhandled rejection.
  work.catch(() => undefined);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
