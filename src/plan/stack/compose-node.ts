/**
 * A piece of a Compose file as plain data. Three keys are not data: `#key` is the comment above `key`, `&` names an anchor, and
 * `<<` refers to one.
 */
export type ComposeNode = string | number | boolean | null | undefined | readonly ComposeNode[] | ComposeMap;

export interface ComposeMap {
  readonly [key: string]: ComposeNode;
}

const isMap = (node: ComposeNode): node is ComposeMap =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

/** Lists to which parts add; every other list is replaced as a whole. */
const GROWING = new Set(['networks', 'secrets', 'volumes', 'ports', 'tmpfs', 'watch']);

/** Lays one piece over another: maps key by key, `undefined` takes a key away. */
export function mergeNodes(under: ComposeMap, over: ComposeMap): ComposeMap {
  const merged: Record<string, ComposeNode> = { ...under };
  for (const [key, node] of Object.entries(over)) {
    const before = merged[key];
    if (node === undefined) delete merged[key];
    else if (isMap(before) && isMap(node)) merged[key] = mergeNodes(before, node);
    else if (GROWING.has(key) && Array.isArray(before) && Array.isArray(node))
      merged[key] = [...new Set([...(before as ComposeNode[]), ...(node as ComposeNode[])])];
    else merged[key] = isMap(node) ? mergeNodes({}, node) : node;
  }
  return merged;
}

/** Keys of a service in the order in which people look for them. */
const ORDER = [
  '&',
  '<<',
  'image',
  'build',
  'profiles',
  'command',
  'user',
  'stdin_open',
  'tty',
  'init',
  'read_only',
  'tmpfs',
  'shm_size',
  'cap_drop',
  'security_opt',
  'env_file',
  'environment',
  'secrets',
  'ports',
  'volumes',
  'networks',
  'depends_on',
  'restart',
  'stop_signal',
  'stop_grace_period',
  'healthcheck',
  'deploy',
  'logging',
];

/** A service with its keys in the usual order; a comment stays above its key. */
export function orderedService(service: ComposeMap): ComposeMap {
  const place = (key: string) => ORDER.indexOf(key.replace(/^#/u, '')) * 2 + (key.startsWith('#') ? 0 : 1);
  return Object.fromEntries(Object.entries(service).toSorted(([a], [b]) => place(a) - place(b)));
}
