import type { McpAnswer } from '../model/facts/mcp.js';
import { isObject, type Era } from '../model/mcp-protocol.js';
import { MAX_ANSWER_BYTES, type McpWire } from './wire.js';

const MAX_PAGES = 50;

/** A list that a server gives page by page. */
export interface Listing<Item> {
  readonly method: string;
  /** Of the result, that holds the items of a page. */
  readonly key: string;
  /** Reads one of them. */
  readonly schema: {
    safeParse(entry: unknown): { readonly success: true; readonly data: Item } | { readonly success: false };
  };
}

export interface Listed<Item> {
  /** Absent when a page was not answered with a list. */
  readonly items?: readonly Item[];
  /** Why there are none. */
  readonly fault?: string;
  /** The last answer as it came. */
  readonly answer: McpAnswer;
}

/** Every page of a list, bounded in pages and bytes; a cursor that comes back ends it. Never throws for what the server does. */
export async function listAll<Item>(
  wire: McpWire,
  { method, key, schema }: Listing<Item>,
  { era, timeoutMs }: { readonly era: Era; readonly timeoutMs: number },
): Promise<Listed<Item>> {
  const items: Item[] = [];
  const cursors = new Set<string>();
  let cursor: string | undefined;
  let bytes = 0;
  for (let page = 1; ; page += 1) {
    const answer = await wire.request(method, cursor === undefined ? {} : { cursor }, { era, timeoutMs });
    const failed = (fault: string): Listed<Item> => ({ answer, fault });
    if (answer.failure !== undefined) return failed(answer.failure.message);
    if (answer.error !== undefined) return failed(`error ${answer.error.code} "${answer.error.message}"`);
    const { result } = answer;
    const list = isObject(result) ? result[key] : undefined;
    if (!isObject(result) || !Array.isArray(list)) return failed(`the result has no list "${key}"`);
    for (const entry of list) {
      const item = schema.safeParse(entry);
      if (!item.success) return failed(`entry ${items.length + 1} of "${key}" is not what it should be`);
      items.push(item.data);
    }
    bytes += JSON.stringify(list).length;
    if (bytes > MAX_ANSWER_BYTES) return failed('all pages together are larger than one answer may be');
    const next = result['nextCursor'];
    if (next === undefined || next === null) return { items, answer };
    if (typeof next !== 'string') return failed('nextCursor is no text');
    if (cursors.has(next)) return failed('a cursor came a second time, so the list never ends');
    if (page === MAX_PAGES) return failed(`the list goes on after ${MAX_PAGES} pages`);
    cursors.add(next);
    cursor = next;
  }
}
