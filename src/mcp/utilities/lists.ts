import type { PagedFact } from '../../model/facts/utilities.js';
import { isObject } from '../../model/mcp-protocol.js';
import { listPages } from '../list-pages.js';
import type { Asking } from './asking.js';

const MAX_NAMES = 500;

const LISTS: readonly { readonly method: string; readonly key: string; readonly name: string }[] = [
  { method: 'tools/list', key: 'tools', name: 'name' },
  { method: 'resources/list', key: 'resources', name: 'uri' },
  { method: 'resources/templates/list', key: 'resourceTemplates', name: 'uriTemplate' },
  { method: 'prompts/list', key: 'prompts', name: 'name' },
];

/** Every list to its end. */
export async function askLists(asking: Asking): Promise<void> {
  for (const one of LISTS) {
    if (asking.over) return;
    if (one.method === 'tools/list' && asking.options.session.tools === undefined) continue;
    const list = await listOf(asking, one);
    if (list !== undefined) asking.found.lists.push(list);
  }
}

async function listOf(asking: Asking, { method, key, name }: (typeof LISTS)[number]): Promise<PagedFact | undefined> {
  const { items, pages, answer } = await listPages<{ name: string }>(asking.wire, {
    era: asking.era,
    timeoutMs: asking.timeoutMs,
    method,
    key,
    read(item, before) {
      const value = isObject(item) ? item[name] : undefined;
      return typeof value === 'string' ? { name: value } : `entry ${before + 1} of "${key}" has no ${name}`;
    },
  });
  if (asking.note(answer) === undefined) return undefined;
  return {
    method,
    pages,
    answer,
    ...(items === undefined
      ? {}
      : { count: items.length, names: items.slice(0, MAX_NAMES).map((item) => item.name.slice(0, 300)) }),
  };
}

/** The first page, asked for with a cursor that there is not. */
export async function askBadCursor(asking: Asking): Promise<void> {
  if (asking.options.session.tools === undefined) return;
  const asked = await asking.ask('tools/list', { cursor: 'mcp-dock-no-such-cursor' });
  if (asked === undefined) return;
  const { result, ...answer } = asked;
  const list = isObject(result) && Array.isArray(result['tools']) ? { tools: result['tools'].length } : result;
  asking.found.badCursor = { ...answer, ...(result === undefined ? {} : { result: list }) };
}
