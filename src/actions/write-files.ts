import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { copyFile, lstat, mkdir, open, realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

export interface FileToWrite {
  /** Relative to the folder, with `/`; an absolute path is taken as it is. */
  readonly path: string;
  readonly content: string | Buffer;
  /** Permission bits on systems that have them; those of the file it replaces, or 0644, when absent. */
  readonly mode?: number;
  /** Permission bits of its folder, where that has to be made; what the system gives when absent. */
  readonly folderMode?: number;
}

export interface WrittenFiles {
  /** The paths as they were given, in that order. */
  readonly written: readonly string[];
}

/** What has to be undone, newest last. */
type Undo = () => Promise<unknown>;

interface Staged {
  readonly file: FileToWrite;
  readonly target: string;
  readonly replaces: boolean;
  /** A device or a pipe: written into, never replaced. */
  readonly inPlace: boolean;
  readonly temporary: string;
  /** A copy of the file that was there, until all others are in place. */
  readonly backup: string;
}

/**
 * The only writer of the user's files; a cache writes its own. Every file is first written in full beside its place; only when all of them are there are
 * they renamed into it, so a crash leaves no half file, and a failure or an abort leaves the folder as it was.
 * Throws FILE_WRITE_FAILED, or the signal's reason.
 */
export async function writeFiles(
  directory: string,
  files: readonly FileToWrite[],
  { signal }: { signal?: AbortSignal } = {},
): Promise<WrittenFiles> {
  const suffix = `.mcp-dock-${randomBytes(4).toString('hex')}`;
  const undo: Undo[] = [];
  let current = directory;
  try {
    const targets = files.map((file) => ({ file, path: resolve(directory, file.path) }));
    const folders = new Map(targets.map(({ file, path }) => [dirname(path), file]));
    for (const [folder, { folderMode }] of folders) {
      signal?.throwIfAborted();
      const inside = relative(directory, folder);
      current = inside === '' || inside.startsWith('..') ? folder : inside;
      await makeFolders(folder, folderMode, undo);
    }
    const each = async <Item, Value>(
      items: readonly Item[],
      work: (item: Item) => Promise<Value>,
    ): Promise<Value[]> => {
      // All have to settle before anything is undone, or a late one would be written behind the undoing.
      const settled = await Promise.allSettled(
        items.map(async (item) => {
          signal?.throwIfAborted();
          return work(item);
        }),
      );
      return settled.map((outcome, index) => {
        if (outcome.status === 'fulfilled') return outcome.value;
        current = files[index]?.path ?? current;
        throw outcome.reason;
      });
    };
    const planned = await each(targets, ({ file, path }) => plan(path, file, suffix, undo));
    await each(planned, stage);
    for (const entry of planned) {
      signal?.throwIfAborted();
      current = entry.file.path;
      if (entry.inPlace) {
        await writeFile(entry.target, entry.file.content);
        continue;
      }
      undo.push(() => (entry.replaces ? rename(entry.backup, entry.target) : rm(entry.target, { force: true })));
      await rename(entry.temporary, entry.target);
    }
    // From here on all files are the new ones; what is left over is only tidied away.
    await Promise.all(planned.filter(({ replaces }) => replaces).map(({ backup }) => rm(backup, { force: true })));
    return { written: files.map(({ path }) => path) };
  } catch (cause) {
    // One step that cannot be undone must not keep the others from it.
    for (const step of undo.toReversed()) await step().catch(() => undefined);
    if (signal?.aborted === true) throw signal.reason;
    throw new McpDockError('FILE_WRITE_FAILED', { path: current, reason: fileFault(cause) }, { cause });
  }
}

async function plan(path: string, file: FileToWrite, suffix: string, undo: Undo[]): Promise<Staged> {
  const { target, existing } = await throughLinks(path);
  if (existing?.isDirectory() === true) throw Object.assign(new Error('a folder has that name'), { code: 'EISDIR' });
  const temporary = join(dirname(target), `${basename(target)}${suffix}`);
  const backup = `${temporary}.old`;
  const mode = file.mode ?? (existing === undefined ? undefined : existing.mode & 0o777);
  undo.push(() => Promise.all([rm(temporary, { force: true }), rm(backup, { force: true })]));
  const inPlace = existing !== undefined && !existing.isFile();
  return { file: { ...file, mode }, target, replaces: existing !== undefined && !inPlace, inPlace, temporary, backup };
}

async function stage({ file: { content, mode }, target, replaces, inPlace, temporary, backup }: Staged): Promise<void> {
  // Renaming over /dev/null or /dev/stdout would take it from the whole machine.
  if (inPlace) return;
  const handle = await open(temporary, 'wx', mode ?? 0o644);
  try {
    // The umask has taken bits away at creation; a mode that was asked for, or was there before, is meant as it is.
    if (mode !== undefined) await handle.chmod(mode);
    await handle.writeFile(content);
    if (replaces) await handle.sync();
  } finally {
    await handle.close();
  }
  if (replaces) await copyFile(target, backup);
}

/** Creates missing folders; undoing removes those that are still empty. */
async function makeFolders(path: string, mode: number | undefined, undo: Undo[]): Promise<void> {
  const missing: string[] = [];
  for (let folder = path; (await stat(folder).catch(absent)) === undefined; folder = dirname(folder))
    missing.unshift(folder);
  for (const folder of missing) {
    await mkdir(folder, folder === path ? { mode } : {});
    undo.push(() => rmdir(folder));
  }
}

/** A link stays a link: what it points at is replaced. A link to nowhere is replaced itself. */
async function throughLinks(path: string): Promise<{ target: string; existing?: Stats }> {
  const own = await lstat(path).catch(absent);
  if (own === undefined) return { target: path };
  if (!own.isSymbolicLink()) return { target: path, existing: own };
  const target = await realpath(path).catch(() => undefined);
  // /dev/stdout leads to a pipe, which has no path of its own and is there all the same.
  const behind = target === undefined ? await stat(path).catch(() => undefined) : undefined;
  if (behind !== undefined) return { target: path, existing: behind };
  return target === undefined ? { target: path } : { target, existing: await stat(target) };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
