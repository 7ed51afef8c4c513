import { posix } from 'node:path';
import type { LayerEntry, LayerScan } from '../../model/layer-scan.js';

/** A file, folder or link of the final file system, with the layer that wrote it last. */
export interface TreeNode {
  readonly entry: LayerEntry;
  readonly layer: number;
  /** Of folders. */
  readonly children: Map<string, TreeNode>;
}

/** The final file system of an image, and what its lower layers hold in vain. */
export interface FileTree {
  readonly root: TreeNode;
  /** Bytes by path that a later layer deleted or wrote again. */
  readonly wasted: ReadonlyMap<string, number>;
}

const MAX_LINKS = 40;

/** Puts the layers on top of each other as the engine does. */
export function buildFileTree(layers: readonly LayerScan[]): FileTree {
  const root = folder('/', 0);
  const wasted = new Map<string, number>();
  const waste = (node: TreeNode | undefined, layer: number) => {
    for (const { entry, layer: from } of node === undefined ? [] : nodesBelow(node))
      if (from < layer && entry.sizeBytes > 0) wasted.set(entry.path, (wasted.get(entry.path) ?? 0) + entry.sizeBytes);
  };
  const remove = (path: string, layer: number) => {
    const parent = lookUp(root, posix.dirname(path));
    const name = posix.basename(path);
    waste(parent?.node.children.get(name), layer);
    parent?.node.children.delete(name);
  };

  for (const [index, layer] of layers.entries()) {
    // What a layer deletes is always of the layers below it, wherever the markers stand in the archive.
    for (const path of layer.emptied) {
      const emptied = lookUp(root, path)?.node;
      for (const child of emptied?.children.values() ?? []) waste(child, index);
      emptied?.children.clear();
    }
    for (const path of layer.deleted) remove(path, index);
    for (const entry of layer.entries) {
      if (entry.path === '/') continue;
      const parent = folderAt(root, posix.dirname(entry.path), index);
      const name = posix.basename(entry.path);
      const before = parent.children.get(name);
      const stays = entry.type === 'directory' && before?.entry.type === 'directory';
      if (!stays) waste(before, index);
      parent.children.set(name, {
        entry: entry.type === 'hardlink' ? linked(root, entry) : entry,
        layer: index,
        children: stays ? before.children : new Map(),
      });
    }
  }
  return { root, wasted };
}

/** A hard link is the file that it names, whose bytes are counted once. */
function linked(root: TreeNode, entry: LayerEntry): LayerEntry {
  const file = lookUp(root, entry.target ?? '')?.node.entry;
  return file === undefined ? { ...entry, type: 'other' } : { ...file, path: entry.path, sizeBytes: 0 };
}

/** The folder at a path, made where an archive does not name it. Links to folders are followed: `/bin` is `/usr/bin`. */
function folderAt(root: TreeNode, path: string, layer: number): TreeNode {
  const known = lookUp(root, path)?.node;
  if (known?.entry.type === 'directory') return known;
  const parent = folderAt(root, posix.dirname(path), layer);
  const made = folder(path, layer);
  parent.children.set(posix.basename(path), made);
  return made;
}

const folder = (path: string, layer: number): TreeNode => ({
  entry: { path, type: 'directory', sizeBytes: 0, mode: 0o755, uid: 0, gid: 0 },
  layer,
  children: new Map(),
});

/** Every node under and including the given one. */
export function* nodesBelow(node: TreeNode): Generator<TreeNode> {
  // A stack of our own: an archive decides how deep it goes.
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (const child of next.children.values()) waiting.push(child);
  }
}

export interface FoundNode {
  readonly node: TreeNode;
  /** Where it really is, links followed. */
  readonly path: string;
  /** Folders that were passed on the way. */
  readonly through: readonly LayerEntry[];
}

/** Follows a path with all its links; undefined when it leads nowhere or in a circle. */
export function lookUp(root: TreeNode, path: string): FoundNode | undefined {
  let waiting = partsOf(path);
  let passed: TreeNode[] = [root];
  const through: LayerEntry[] = [];
  let links = 0;
  while (waiting.length > 0) {
    const [name = '', ...rest] = waiting;
    waiting = rest;
    const here = passed.at(-1) ?? root;
    if (name === '..') {
      passed = passed.length > 1 ? passed.slice(0, -1) : passed;
      continue;
    }
    through.push(here.entry);
    const next = here.children.get(name);
    if (next === undefined) return undefined;
    if (next.entry.type !== 'symlink') {
      passed.push(next);
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) return undefined;
    const target = next.entry.target ?? '';
    if (target.startsWith('/')) passed = [root];
    waiting = [...partsOf(target), ...waiting];
  }
  const node = passed.at(-1) ?? root;
  return { node, path: `/${passed.slice(1).map(nameOf).join('/')}`, through };
}

const nameOf = ({ entry }: TreeNode): string => posix.basename(entry.path);
const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');
