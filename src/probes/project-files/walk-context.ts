import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IgnoreRules } from '../../config/ignore-rules.js';
import { REMADE_FOLDERS } from '../../model/context-names.js';
import type { ContextFiles } from '../../model/facts/files.js';

const MAX_ENTRIES = 5_000;
const MAX_MS = 2_000;
const MAX_DEPTH = 20;

/**
 * What is in a folder, the upper levels first, and what of it the rules keep out. Links are named and never followed; ignored
 * folders, and those that are made again, are not looked into.
 */
export async function walkContext(
  directory: string,
  rules: IgnoreRules,
): Promise<Pick<ContextFiles, 'entries' | 'truncated'>> {
  const entries: ContextFiles['entries'] = [];
  const until = performance.now() + MAX_MS;
  let level = [''];
  for (let depth = 0; level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      if (depth >= MAX_DEPTH) return { entries, truncated: true };
      for (const child of await childrenOf(join(directory, folder))) {
        // A thousand rules cost as much for one name as a usual file for all of them.
        if (entries.length >= MAX_ENTRIES || performance.now() > until) return { entries, truncated: true };
        const path = folder === '' ? child.name : `${folder}/${child.name}`;
        const ignored = rules.ignores(path);
        entries.push({ path, kind: child.kind, ignored });
        if (child.kind === 'folder' && !REMADE_FOLDERS.has(child.name) && (!ignored || rules.mayReinclude(path)))
          next.push(path);
      }
    }
    level = next;
  }
  return { entries, truncated: false };
}

interface Child {
  readonly name: string;
  readonly kind: ContextFiles['entries'][number]['kind'];
}

/** In the order of their names; one that cannot be read is as good as empty. */
async function childrenOf(folder: string): Promise<Child[]> {
  const found: Child[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.isDirectory()) found.push({ name: entry.name, kind: 'folder' });
      else if (entry.isFile()) found.push({ name: entry.name, kind: 'file' });
      else if (entry.isSymbolicLink()) found.push({ name: entry.name, kind: 'link' });
      if (found.length > MAX_ENTRIES) break;
    }
  } catch {
    return [];
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
