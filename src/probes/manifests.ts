import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Facts } from '../model/facts.js';
import type { LockFile, ManifestFile } from '../model/facts/files.js';
import { LOCK_FILES, readLock } from '../plan/manifests/read-lock.js';
import { readManifest } from '../plan/manifests/read-manifest.js';
import { defineProbe } from './define-probe.js';
import { inProject, projectBuilds, type ProjectBuild } from './project-files/project-builds.js';
import { readBounded } from './project-files/read-bounded.js';

const MAX_MANIFEST_BYTES = 512 * 1024;
const MAX_LOCK_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 20;
const MANIFEST = /^(?:package\.json|pyproject\.toml|Pipfile|requirements[^/]*\.txt)$/u;

export default defineProbe({
  fact: 'manifests',
  title: 'Read manifests and lock files',
  timeoutMs: 10_000,
  async collect(context) {
    return Promise.all((await projectBuilds(context)).map(readOne));
  },
});

async function readOne({ image, context, directory }: ProjectBuild): Promise<Facts['manifests'][number]> {
  const names = await readdir(directory).catch((): string[] => []);
  const more = names.includes('requirements')
    ? (await readdir(join(directory, 'requirements')).catch((): string[] => []))
        .filter((name) => name.endsWith('.txt'))
        .map((name) => `requirements/${name}`)
    : [];
  const manifests = [...names.filter((name) => MANIFEST.test(name)), ...more].sort().slice(0, MAX_FILES);
  const [files, locks] = await Promise.all([
    Promise.all(manifests.map((name) => manifestOf(join(directory, name), inProject(context, name)))),
    Promise.all(
      Object.keys(LOCK_FILES)
        .filter((name) => names.includes(name))
        .map((name) => lockOf(join(directory, name), inProject(context, name), name)),
    ),
  ]);
  const above = locks.length === 0 && names.length > 0 ? await locksAbove(directory, context, names) : [];
  return { image, context, files: files.flat(), locks: locks.flat(), ...(above.length > 0 && { above }) };
}

const MAX_LEVELS = 5;

/** Members of a workspace have the lock of its root. */
async function locksAbove(directory: string, context: string, own: readonly string[]) {
  let folder = directory;
  let names = own;
  for (let level = 0; level < MAX_LEVELS && !names.includes('.git'); level += 1) {
    const next = dirname(folder);
    if (next === folder) break;
    folder = next;
    names = await readdir(folder).catch((): string[] => []);
    const found = Object.entries(LOCK_FILES).filter(([name]) => names.includes(name));
    const up = '../'.repeat(level + 1);
    if (found.length > 0) return found.map(([name, known]) => ({ path: inProject(context, `${up}${name}`), ...known }));
  }
  return [];
}

async function manifestOf(path: string, shown: string): Promise<ManifestFile[]> {
  const found = await readBounded(path, MAX_MANIFEST_BYTES).catch(() => undefined);
  const manifest = found === undefined ? undefined : readManifest(shown, found.text);
  return manifest === undefined ? [] : [manifest];
}

async function lockOf(path: string, shown: string, name: string): Promise<LockFile[]> {
  const found = await readBounded(path, MAX_LOCK_BYTES).catch(() => undefined);
  const known = LOCK_FILES[name];
  if (found === undefined || known === undefined) return [];
  if (found.cut) return [{ path: shown, ...known }];
  const lock = readLock(shown, name, found.text);
  return lock === undefined ? [] : [lock];
}
