import { statSync, watch, type FSWatcher } from 'node:fs';
import type { FolderWatcher } from '../ports/folder-watcher.js';

/** How often folders are looked at that the system does not watch for us. */
const POLL_MS = 2_000;

interface Watched {
  readonly watcher: FSWatcher;
  /** Which folder of that name it is: one that is made anew is another one, and the watcher has stayed with the first. */
  readonly identity: string;
}

/**
 * One watcher of the system for each folder. Not `recursive`: on Linux that walks through all there is below, `node_modules`
 * too, and takes a watch of the kernel for each. Folders beyond the kernel's limit are reported as changed every few seconds.
 */
export function createNodeFolderWatcher({ pollMs = POLL_MS, open = watch } = {}): FolderWatcher {
  const watched = new Map<string, Watched>();
  let poll: NodeJS.Timeout | undefined;
  let notice: () => void = () => {};

  function forget(path: string): void {
    watched.get(path)?.watcher.close();
    watched.delete(path);
  }

  /** Whether the folder is watched, or is not there at all: then the one above it tells when it comes. */
  function start(path: string, identity: string): boolean {
    try {
      const watcher = open(path, () => notice());
      watcher.on('error', () => {
        forget(path);
        notice();
      });
      watched.set(path, { watcher, identity });
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT';
    }
  }

  return {
    watch(folders, onChange) {
      notice = onChange;
      clearInterval(poll);
      const wanted = new Map(folders.map((path) => [path, identityOf(path)]));
      for (const [path, { identity }] of watched) if (wanted.get(path) !== identity) forget(path);
      const added = [...wanted].filter(([path, identity]) => identity !== undefined && !watched.has(path));
      const all = added.map(([path, identity = '']) => start(path, identity)).every(Boolean);
      if (!all) poll = setInterval(() => notice(), pollMs);
      if (added.some(([path]) => watched.has(path))) notice();
    },
    [Symbol.dispose]() {
      clearInterval(poll);
      for (const path of watched.keys()) forget(path);
    },
  };
}

function identityOf(path: string): string | undefined {
  try {
    const { ino, birthtimeMs } = statSync(path);
    return `${ino} ${birthtimeMs}`;
  } catch {
    return undefined;
  }
}
