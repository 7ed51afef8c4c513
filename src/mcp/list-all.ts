import type { McpAnswer } from '../model/facts/mcp.js';
import type { Era } from '../model/mcp-protocol.js';
import { listPages } from './list-pages.js';
import type { McpWire } from './wire.js';

/** A list that a server gives page by page. */
export interface Listing<Item extends object> {
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
  /** The last answer, as {@link listPages} gives it. */
  readonly answer: McpAnswer;
}

/** Every page of a list, read by a schema, with the reason in words where there is none. Never throws for what the server does. */
export async function listAll<Item extends object>(
  wire: McpWire,
  { method, key, schema }: Listing<Item>,
  options: { readonly era: Era; readonly timeoutMs: number },
): Promise<Listed<Item>> {
  const read = (entry: unknown, before: number): Item | string => {
    const item = schema.safeParse(entry);
    return item.success ? item.data : `entry ${before + 1} of "${key}" is not what it should be`;
  };
  const { items, answer } = await listPages(wire, { ...options, method, key, read });
  return items === undefined ? { answer, fault: faultOf(answer) } : { answer, items };
}

const faultOf = ({ failure, error }: McpAnswer): string =>
  failure?.message ?? (error === undefined ? 'no list came' : `error ${error.code} "${error.message}"`);
