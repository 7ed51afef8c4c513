import { listOf, mapOf, textAt, textOf, type Located, type LocatedEntry, type LocatedMap } from '../yaml/located.js';
import { portText, readPorts } from './ports.js';
import { readMount } from './mounts.js';

/** Values that the later file replaces as a whole. */
const REPLACED = new Set(['command', 'entrypoint', 'healthcheck.test']);

/**
 * One file laid over another, as Compose does it: maps key by key, lists one behind the other with each port, mount and name once, and
 * `!reset` and `!override` taking away what is below. Both are canonical.
 */
export function mergeFiles(under: LocatedMap, over: LocatedMap): LocatedMap {
  return mergeMaps(under, over, []);
}

/** The same for one service over another. */
export const mergeServices = (under: LocatedMap, over: LocatedMap): LocatedMap =>
  mergeMaps(under, over, ['services', '']);

/** A file by itself: what it takes away, with nothing to take it from. */
export const settled = (file: LocatedMap): LocatedMap => mergeMaps(mapOf([], file.at), file, []);

function mergeMaps(under: LocatedMap, over: LocatedMap, path: readonly string[]): LocatedMap {
  const merged = new Map<string, LocatedEntry>(under.entries);
  for (const [key, entry] of over.entries) {
    const before = merged.get(key);
    if (entry.value.tag === '!reset') merged.delete(key);
    else if (before === undefined || entry.value.tag === '!override')
      merged.set(key, { ...entry, value: cleared(entry.value, [...path, key]) });
    else {
      // A thing that two files say something about stands where it is named first.
      const at = before.value.kind === 'map' && entry.value.kind === 'map' ? before.at : entry.at;
      merged.set(key, { at, value: mergeValues(before.value, entry.value, [...path, key]) });
    }
  }
  return mapOf(merged, over.entries.size === 0 ? under.at : over.at);
}

function mergeValues(under: Located, over: Located, path: readonly string[]): Located {
  const own = path[0] === 'services' ? path.slice(2).join('.') : undefined;
  if (over.kind === 'scalar' && over.value === null && under.kind !== 'scalar') return under;
  if (own !== undefined && REPLACED.has(own)) return over;
  if (own === 'logging' && differentDrivers(under, over)) return over;
  if (under.kind === 'map' && over.kind === 'map') return mergeMaps(under, over, path);
  if (under.kind === 'list' && over.kind === 'list')
    return listOf(unique([...under.items, ...over.items], own), over.at);
  return cleared(over, path);
}

/** Without the tags, which have done their work. */
function cleared(node: Located, path: readonly string[]): Located {
  if (node.kind === 'map') return mergeMaps(mapOf([], node.at), mapOf(node.entries, node.at), path);
  if (node.kind === 'list')
    return listOf(unique(node.items, path[0] === 'services' ? path.slice(2).join('.') : undefined), node.at);
  return node;
}

function differentDrivers(under: Located, over: Located): boolean {
  const before = textAt(under, 'driver');
  const after = textAt(over, 'driver');
  return before !== undefined && after !== undefined && before !== after;
}

const KEYS: Readonly<Record<string, (item: Located) => string | undefined>> = {
  ports: (item) => readPorts(item).map(portText).join(),
  volumes: (item) => readMount(item)?.target,
  env_file: (item) => textAt(item, 'path'),
  secrets: (item) => mountPoint(item, '/run/secrets/'),
  configs: (item) => mountPoint(item, '/'),
  tmpfs: (item) => textOf(item)?.split(':')[0],
  devices: (item) => textOf(item)?.split(':')[1] ?? textOf(item),
  extra_hosts: textOf,
  expose: textOf,
  profiles: textOf,
  cap_add: textOf,
  cap_drop: textOf,
  dns: textOf,
  dns_opt: textOf,
  dns_search: textOf,
  links: textOf,
  'build.tags': textOf,
  'build.platforms': textOf,
};

function mountPoint(item: Located, folder: string): string | undefined {
  const target = textAt(item, 'target') ?? textAt(item, 'source') ?? textOf(item);
  return target === undefined || target.startsWith('/') ? target : `${folder}${target}`;
}

/** Of two entries for the same thing the later one, in the place of the first. */
function unique(items: readonly Located[], own: string | undefined): Located[] {
  const keyOf = KEYS[own ?? ''];
  if (keyOf === undefined) return [...items];
  const kept = new Map<string | number, Located>();
  for (const [index, item] of items.entries()) kept.set(keyOf(item) ?? index, item);
  return [...kept.values()];
}
