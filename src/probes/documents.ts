import { readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { REMADE_FOLDERS } from '../model/context-names.js';
import type { DocumentFact } from '../model/facts/documents.js';
import { readMarkdown, type ReadMarkdown } from '../plan/documents/read-markdown.js';
import { defineProbe } from './define-probe.js';
import { requireProject } from './project-files/project-builds.js';
import { readBounded } from './project-files/read-bounded.js';

const MAX_BYTES = 262_144;
const MAX_FILES = 200;
const MAX_DEPTH = 4;
/** Folders whose every page is one of the project; of others only their README. */
const OF_PAGES = /^(?:docs?|documentation|\.github)(?:\/|$)/u;

export default defineProbe({
  fact: 'documents',
  title: 'Read the documentation',
  timeoutMs: 10_000,
  async collect({ cwd, target }) {
    requireProject(target);
    const read = new Map<string, { page: ReadMarkdown; cut: boolean }>();
    for (const path of await pages(cwd)) {
      const file = await readBounded(join(cwd, path), MAX_BYTES).catch(() => undefined);
      if (file !== undefined) read.set(path, { page: readMarkdown(file.text), cut: file.cut });
    }
    const known = new Map<string, boolean>();
    const isThere = async (path: string): Promise<boolean> => {
      const there =
        known.get(path) ??
        (await stat(join(cwd, path)).then(
          () => true,
          () => false,
        ));
      known.set(path, there);
      return there;
    };
    const documents: DocumentFact[] = [];
    for (const [path, { page, cut }] of read) {
      const links: DocumentFact['links'] = [];
      for (const { target: written, line } of page.links) {
        const link = partsOf(path, written);
        if (link === undefined) continue;
        const found = await isThere(link.path);
        // What a generator of sites makes of the pages, only it knows; editors open a file at a line by `file:12`.
        if (!found && page.site && /^\/|\/(?:#|$)/u.test(written)) continue;
        if (!found && (await isThere(link.path.replace(/:\d+(?:[-:]\d+)?$/u, '')))) continue;
        const state = !found ? 'absent' : headingIsThere(read.get(link.path), link.anchor) ? 'there' : 'no-heading';
        links.push({ target: written, line, state });
      }
      documents.push({ path, headings: [...page.headings], links, makeTargets: [...page.makeTargets], truncated: cut });
    }
    return documents;
  },
});

/** Pages of the project, in the order of their paths. */
async function pages(cwd: string): Promise<string[]> {
  const found: string[] = [];
  let level = ['.'];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      const entries = await readdir(join(cwd, folder), { withFileTypes: true }).catch(() => []);
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = posix.join(folder, entry.name);
        const ofPages = OF_PAGES.test(path);
        if (
          entry.isDirectory() &&
          !REMADE_FOLDERS.has(entry.name) &&
          (ofPages || (depth === 0 && !entry.name.startsWith('.')))
        )
          next.push(path);
        const wanted =
          /\.(?:md|markdown)$/iu.test(entry.name) &&
          (depth === 0 || ofPages || /^(?:docker_)?readme\./iu.test(entry.name));
        if (entry.isFile() && wanted && found.length < MAX_FILES) found.push(path);
      }
    }
    level = next;
  }
  return found;
}

/** Where a link leads within the project; undefined for one that leaves it, or that cannot be read. */
function partsOf(from: string, written: string): { path: string; anchor: string } | undefined {
  const [before = '', anchor = ''] = written.split('#');
  const plain = before.replace(/\?.*$/u, '');
  const decoded = decode(plain);
  if (decoded === undefined) return undefined;
  const path = posix
    .normalize(plain === '' ? from : decoded.startsWith('/') ? `.${decoded}` : posix.join(posix.dirname(from), decoded))
    .replace(/(?<=.)\/$/u, '');
  return path.startsWith('..') ? undefined : { path, anchor: (decode(anchor) ?? anchor).toLowerCase() };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign of its own.
    return undefined;
  }
}

/** Only of a page that was read as a whole can be said what it lacks; lines of code have no heading. */
const headingIsThere = (target: { page: ReadMarkdown; cut: boolean } | undefined, anchor: string): boolean =>
  anchor === '' ||
  target === undefined ||
  target.cut ||
  /^l\d+(?:-l\d+)?$/u.test(anchor) ||
  target.page.anchors.has(anchor);
