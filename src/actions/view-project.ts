import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { ProjectView } from '../plan/detect/project-view.js';

/** Names under which GNU Make looks for its file. */
export const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'] as const;

/** Made by tools, or by others. */
const SKIPPED = /^(?:node_modules|bower_components|__pycache__|venv|env|site-packages|coverage|vendor|target|\..*)$/u;
/** Listed, for an entry point may lie there, and not read. */
const MADE = /^(?:dist|build|out|lib64)\//u;
const MANIFESTS = new Set([
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
  'bun.lock',
  '.yarnrc.yml',
  '.npmrc',
  '.env.example',
  '.nvmrc',
  '.node-version',
  '.python-version',
  'runtime.txt',
  'tsconfig.json',
  'pyproject.toml',
  'uv.lock',
  'poetry.lock',
  'Pipfile',
  'Pipfile.lock',
  'requirements.txt',
  'mcp-dock.yaml',
  ...MAKEFILES,
]);
/** Of packages of a workspace. */
const MEMBER = /^(?:[^/]+\/){1,3}package\.json$/u;
const MOST_MEMBERS = 100;
const MEMBER_BYTES = 200_000;
const SOURCE = /\.(?:[cm]?[jt]sx?|py)$/u;

/** Names go into files and onto terminals. */
const PRINTABLE = /^[\p{L}\p{N}\p{P}\p{S} ]+$/u;

const DEPTH = 7;
const MOST_PATHS = 4_000;
const MOST_SOURCES = 400;
const SOURCE_BYTES = 300_000;
const MANIFEST_BYTES = 12_000_000;

/** A bounded, read-only look at a folder: names of files, and the text of manifests and sources. Throws FILE_READ_FAILED. */
export async function viewProject(directory: string): Promise<ProjectView> {
  const paths = await pathsBelow(directory);
  const sources = paths.filter((path) => SOURCE.test(path) && !MADE.test(path));
  const members = paths.filter((path) => MEMBER.test(path) && !MADE.test(path)).slice(0, MOST_MEMBERS);
  const wanted = [...paths.filter((path) => MANIFESTS.has(path)), ...members, ...sources.slice(0, MOST_SOURCES)];
  const texts = new Map<string, string>();
  for (const path of wanted) {
    const text = await readBounded(join(directory, path), mostBytes(path));
    if (text !== undefined) texts.set(path, text);
  }
  return {
    folder: basename(directory),
    paths: new Set(paths),
    texts,
    truncated: sources.length > MOST_SOURCES || paths.length >= MOST_PATHS,
  };
}

const mostBytes = (path: string) =>
  MANIFESTS.has(path) ? MANIFEST_BYTES : MEMBER.test(path) ? MEMBER_BYTES : SOURCE_BYTES;

/** By breadth, so that a limit cuts off what lies deepest. */
async function pathsBelow(root: string): Promise<string[]> {
  const found: string[] = [];
  let level = [''];
  for (let depth = 0; depth < DEPTH && level.length > 0 && found.length < MOST_PATHS; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      for (const entry of await entriesOf(join(root, folder), folder === '')) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory() && !SKIPPED.test(entry.name)) next.push(path);
        // A link may lead out of the project.
        else if (entry.isFile() && PRINTABLE.test(entry.name)) found.push(path);
      }
    }
    level = next.toSorted();
  }
  return found.slice(0, MOST_PATHS);
}

async function entriesOf(folder: string, isRoot: boolean) {
  try {
    return (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // One folder that is closed to us says nothing about the others.
    if (!isRoot || code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new McpDockError('FILE_READ_FAILED', { path: folder, reason: fileFault(cause) }, { cause });
  }
}

async function readBounded(path: string, most: number): Promise<string | undefined> {
  try {
    if ((await stat(path)).size > most) return undefined;
    return (await readFile(path)).toString('utf8');
  } catch {
    // A source that cannot be read tells nothing; the manifests that matter are read again by the build.
    return undefined;
  }
}
