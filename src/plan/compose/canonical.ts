import {
  entriesOf,
  itemsOf,
  listOf,
  mapOf,
  nothing,
  scalar,
  textOf,
  type Located,
  type LocatedEntry,
  type LocatedMap,
} from '../yaml/located.js';

/** Keys that are a list of `NAME=value` or a map of the same. */
const PAIRS: readonly (readonly string[])[] = [
  ['environment'],
  ['labels'],
  ['annotations'],
  ['sysctls'],
  ['build', 'args'],
  ['build', 'labels'],
  ['build', 'additional_contexts'],
  ['deploy', 'labels'],
];

/**
 * A service in which every key has one form, so that two files can be laid over each other and read: maps for what may be a list of
 * pairs or of names, lists for what may be a single text. Ports and volumes stay as they are.
 */
export function canonicalService(service: LocatedMap): LocatedMap {
  let whole = change(service, ['build'], (build) =>
    build.kind === 'scalar' && textOf(build) !== undefined
      ? mapOf([['context', { at: build.at, value: build }]], build.at, build.tag)
      : build,
  );
  for (const path of PAIRS) whole = change(whole, path, pairsAsMap);
  whole = change(whole, ['depends_on'], (node) =>
    namesAsMap(node, ({ at }) => mapOf([['condition', { at, value: scalar('service_started', at) }]], at)),
  );
  whole = change(whole, ['networks'], (node) => namesAsMap(node, ({ at }) => nothing(at)));
  whole = change(whole, ['extends'], (node) =>
    node.kind === 'scalar' && textOf(node) !== undefined
      ? mapOf([['service', { at: node.at, value: node }]], node.at)
      : node,
  );
  whole = change(whole, ['env_file'], (node) => {
    const list = asList(node);
    return listOf(list.items.map(envFile), list.at, list.tag);
  });
  for (const key of ['tmpfs', 'dns', 'dns_search', 'label_file']) whole = change(whole, [key], asList);
  return whole;
}

const envFile = (item: Located): Located =>
  item.kind === 'scalar' ? mapOf([['path', { at: item.at, value: item }]], item.at) : item;

const asList = (node: Located) =>
  node.kind === 'list' ? node : listOf(node.kind === 'scalar' && node.value === null ? [] : [node], node.at, node.tag);

/** The map with the value under a path replaced, where there is one. */
function change(map: LocatedMap, [key = '', ...rest]: readonly string[], to: (node: Located) => Located): LocatedMap {
  const entry = map.entries.get(key);
  if (entry === undefined) return map;
  const value =
    rest.length === 0 ? to(entry.value) : entry.value.kind === 'map' ? change(entry.value, rest, to) : entry.value;
  return mapOf(
    [...map.entries].map(([name, one]) => [name, name === key ? { ...one, value } : one]),
    map.at,
    map.tag,
  );
}

function pairsAsMap(node: Located): Located {
  if (node.kind !== 'list') return node;
  return mapOf(
    node.items.flatMap((item): [string, LocatedEntry][] => {
      const text = textOf(item);
      if (text === undefined) return [];
      const equals = text.indexOf('=');
      if (equals < 0) return [[text, { at: item.at, value: nothing(item.at) }]];
      return [[text.slice(0, equals), { at: item.at, value: scalar(text.slice(equals + 1), item.at) }]];
    }),
    node.at,
    node.tag,
  );
}

function namesAsMap(node: Located, valueFor: (item: Located) => Located): Located {
  if (node.kind !== 'list') return node;
  return mapOf(
    itemsOf(node).flatMap((item): [string, LocatedEntry][] => {
      const name = textOf(item);
      return name === undefined ? [] : [[name, { at: item.at, value: valueFor(item) }]];
    }),
    node.at,
    node.tag,
  );
}

/** A whole file with each of its services in that form. */
export function canonicalFile(file: LocatedMap): LocatedMap {
  return change(file, ['services'], (services) =>
    services.kind === 'map'
      ? mapOf(
          entriesOf(services).map(([name, entry]) => [
            name,
            { ...entry, value: entry.value.kind === 'map' ? canonicalService(entry.value) : entry.value },
          ]),
          services.at,
          services.tag,
        )
      : services,
  );
}
