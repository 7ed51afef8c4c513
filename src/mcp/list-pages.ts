import type { McpAnswer } from '../model/facts/mcp.js';
import { isObject, type Era } from '../model/mcp-protocol.js';
import { MAX_ANSWER_BYTES, type McpWire } from './wire.js';

const MAX_PAGES = 50;

export interface PagedList<Item> {
  /** Absent when a page was not answered with a list. */
  readonly items?: readonly Item[];
  readonly pages: number;
  /** The last answer, with counts in place of the list. */
  readonly answer: McpAnswer;
}

export interface PagesOptions<Item> {
  readonly era: Era;
  readonly timeoutMs: number;
  readonly method: string;
  /** Of the list in a result: `tools`. */
  readonly key: string;
  /** An entry of the list; the text says why it is none. */
  readonly read: (item: unknown, before: number) => Item | string;
}

/**
 * Every page of a list, bounded in pages and bytes. A cursor that comes back, and a list that goes on and on, end it with the failure
 * `endless-list`; what is no list with `bad-list`. A page that comes a second time under its own cursor ends it as it does in client
 * libraries: the list is there, with the failure `repeated-page` beside it.
 */
export async function listPages<Item extends object>(
  wire: McpWire,
  { era, timeoutMs, method, key, read }: PagesOptions<Item>,
): Promise<PagedList<Item>> {
  const items: Item[] = [];
  const cursors = new Set<string>();
  let cursor: string | undefined;
  let bytes = 0;
  let before: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const answer = await wire.request(method, cursor === undefined ? {} : { cursor }, { era, timeoutMs });
    const failed = (message: string, kind = 'bad-list'): PagedList<Item> => ({
      pages,
      answer: { ...answer, result: undefined, failure: { kind, message } },
    });
    if (answer.failure !== undefined || answer.error !== undefined) return { pages, answer };
    const page = isObject(answer.result) ? answer.result[key] : undefined;
    if (!isObject(answer.result) || !Array.isArray(page)) return failed(`the result has no list "${key}"`);
    const next = answer.result['nextCursor'];
    const counted = (count: number): McpAnswer => ({ ...answer, result: { [key]: items.length, pages: count } });
    const text = JSON.stringify(page);
    if (next !== undefined && next === cursor && text === before) {
      const message = `nextCursor ${JSON.stringify(next).slice(0, 100)} leads to the same page again`;
      return {
        items,
        pages: pages - 1,
        answer: { ...counted(pages - 1), failure: { kind: 'repeated-page', message } },
      };
    }
    before = text;
    for (const entry of page) {
      const item = read(entry, items.length);
      if (typeof item === 'string') return failed(item);
      items.push(item);
    }
    bytes += text.length;
    if (bytes > MAX_ANSWER_BYTES) return failed('all pages together are larger than one answer may be');

    if (next === undefined || next === null) return { items, pages, answer: counted(pages) };
    if (typeof next !== 'string') return failed('nextCursor is no text');
    if (cursors.has(next)) return failed('a cursor came a second time, so the list never ends', 'endless-list');
    if (pages === MAX_PAGES) return failed(`the list goes on after ${MAX_PAGES} pages`, 'endless-list');
    cursors.add(next);
    cursor = next;
  }
}
