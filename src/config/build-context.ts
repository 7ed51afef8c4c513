import { once } from 'node:events';
import { lstatSync, readFileSync } from 'node:fs';
import { open, readFile, readdir, readlink } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pack, type Header, type Pack } from 'tar-stream';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { parseIgnoreRules, type IgnoreRules } from './ignore-rules.js';

type Sink = ReturnType<Pack['entry']>;

/** A Dockerfile that lies outside of the context is sent under this name. */
const FOREIGN_DOCKERFILE = '.mcp-dock.Dockerfile';
/** Times stay out of the tar, so that a fresh checkout hits the cache. Not 1970: a zip cannot hold that, and wheels are zips. */
const MTIME = new Date('1985-10-26T08:15:00Z');
/** Smaller files are read in one call that blocks: four times quicker than a round through the thread pool. */
const SMALL = 64 * 1024;

/** Something that is sent. */
export interface ContextEntry {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  readonly size: number;
  readonly mode: number;
  /** Milliseconds since 1970; it stays out of the tar. */
  readonly modifiedMs: number;
}

interface Entry extends ContextEntry {
  /** Content that does not come from `path`. */
  readonly content?: Buffer;
}

/** Why a path that an instruction wants is not in the context. */
export type Absence =
  | { readonly kind: 'ignored'; readonly by: string; readonly rule: string; readonly line: number }
  | { readonly kind: 'withheld' }
  | { readonly kind: 'absent' };

/** The folder that a build sees, as it will be sent. */
export interface BuildContext {
  readonly directory: string;
  /** Path of the Dockerfile inside the tar. */
  readonly dockerfile: string;
  readonly dockerfileText: string;
  readonly files: number;
  /** Sum of the files' sizes. */
  readonly bytes: number;
  readonly sent: readonly { readonly path: string; readonly bytes: number }[];
  readonly entries: readonly ContextEntry[];
  /** Folders that were looked into, relative with `/`; the context itself is empty text. */
  readonly folders: readonly string[];
  /** Files with secrets that would have been sent if `.dockerignore` alone decided. */
  readonly withheld: readonly string[];
  /** undefined when the path is sent. */
  explain(path: string): Absence | undefined;
  /** The same with other contents, added or in place of its own; a folder where there is none. Nothing on disk is touched. */
  overlay(files: readonly { readonly path: string; readonly mode: number; readonly content?: Buffer }[]): BuildContext;
  /** The tar, made while it is read. A file that cannot be read ends it with FILE_READ_FAILED. */
  stream(): Readable;
}

/**
 * Looks through a build context by Docker's rules: `<Dockerfile>.dockerignore` beside the Dockerfile wins over `.dockerignore`;
 * the Dockerfile is always sent, whatever they say. Files named `.env` and `.env.*` never are, examples apart.
 * Throws PROJECT_NOT_FOUND, DOCKERFILE_INVALID (no such file), FILE_READ_FAILED or CONFIG_INVALID (a broken pattern).
 */
export async function readBuildContext(input: {
  /** Absolute. */
  readonly directory: string;
  /** Absolute. */
  readonly dockerfile: string;
}): Promise<BuildContext> {
  const directory = resolve(input.directory);
  const dockerfileText = await readDockerfile(input.dockerfile);
  const ignoreFile = await readIgnoreFile(directory, input.dockerfile);
  const rules = parseIgnoreRules(ignoreFile?.text ?? '', ignoreFile?.name ?? '.dockerignore');
  const inside = insidePath(directory, input.dockerfile);

  const withheld: string[] = [];
  const folders: string[] = [];
  const entries = await walk(directory, rules, { withheld, folders }, inside);
  if (inside === undefined) {
    const content = Buffer.from(dockerfileText);
    entries.push({
      path: FOREIGN_DOCKERFILE,
      type: 'file',
      size: content.length,
      mode: 0o644,
      modifiedMs: MTIME.getTime(),
      content,
    });
  }
  return contextOf({
    directory,
    dockerfile: inside ?? FOREIGN_DOCKERFILE,
    dockerfileText,
    withheld,
    folders,
    entries,
    rules,
    ...(ignoreFile !== undefined && { ignoreFile }),
  });
}

type Given = Pick<BuildContext, 'directory' | 'dockerfile' | 'dockerfileText' | 'withheld' | 'folders'> & {
  readonly entries: readonly Entry[];
  readonly rules: IgnoreRules;
  readonly ignoreFile?: { readonly name: string };
};

function contextOf(given: Given): BuildContext {
  const { directory, dockerfile, dockerfileText, withheld, folders, entries, rules, ignoreFile } = given;
  const files = entries.filter(({ type }) => type === 'file');
  return {
    directory,
    dockerfile,
    dockerfileText,
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    sent: files.map(({ path, size }) => ({ path, bytes: size })),
    entries,
    folders,
    withheld,
    explain(path) {
      const name = path.replace(/^(?:\.?\/)+/u, '').replace(/\/+$/u, '');
      if (entries.some((entry) => entry.path === name)) return undefined;
      if (withheld.includes(name)) return { kind: 'withheld' };
      const rule = rules.ruleFor(name);
      if (rule === undefined || ignoreFile === undefined) return { kind: 'absent' };
      return { kind: 'ignored', by: ignoreFile.name, rule: rule.text, line: rule.line };
    },
    overlay(others) {
      const replaced = new Set(others.map(({ path }) => path));
      const added = others.map(({ path, mode, content }): Entry => {
        const type = content === undefined ? 'directory' : 'file';
        const size = content?.length ?? 0;
        return { path, type, size, mode, modifiedMs: MTIME.getTime(), ...(content !== undefined && { content }) };
      });
      return contextOf({ ...given, entries: [...entries.filter(({ path }) => !replaced.has(path)), ...added] });
    },
    stream: () => tarOf(directory, entries),
  };
}

async function readDockerfile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new McpDockError('DOCKERFILE_INVALID', { path, reason: 'there is no such file.' }, { cause });
    if (code === 'EISDIR')
      throw new McpDockError('DOCKERFILE_INVALID', { path, reason: 'it is a folder, not a file.' }, { cause });
    throw new McpDockError('FILE_READ_FAILED', { path, reason: fileFault(cause) }, { cause });
  }
}

async function readIgnoreFile(directory: string, dockerfile: string) {
  for (const path of [`${dockerfile}.dockerignore`, join(directory, '.dockerignore')]) {
    try {
      const text = await readFile(path, 'utf8');
      return { text, name: insidePath(directory, path) ?? path };
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw readFailure(path, cause);
    }
  }
  return undefined;
}

/** Relative with `/`; undefined for a path outside of the folder. */
function insidePath(directory: string, path: string): string | undefined {
  const inside = relative(directory, path);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined;
  return sep === '/' ? inside : inside.replaceAll(sep, '/');
}

const readFailure = (path: string, cause: unknown) =>
  new McpDockError('FILE_READ_FAILED', { path, reason: fileFault(cause) }, { cause });

/** Values for people to copy are no secrets. */
const isSecret = (name: string) => /^\.env(?:\..+)?$/u.test(name) && !/\.(?:example|sample|template|dist)$/u.test(name);

async function walk(
  directory: string,
  rules: IgnoreRules,
  { withheld, folders }: { readonly withheld: string[]; readonly folders: string[] },
  dockerfile: string | undefined,
): Promise<Entry[]> {
  const entries: Entry[] = [];

  async function visit(folder: string): Promise<void> {
    folders.push(folder);
    const children = await readdir(join(directory, folder), { withFileTypes: true }).catch((cause: unknown) => {
      const missing = folder === '' && (cause as NodeJS.ErrnoException).code === 'ENOENT';
      throw missing
        ? new McpDockError('PROJECT_NOT_FOUND', { directory, missing: 'build context' }, { cause })
        : readFailure(join(directory, folder), cause);
    });
    // By code unit, the same on every machine: the tar's bytes decide whether the engine unpacks it again.
    children.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const child of children) {
      const path = folder === '' ? child.name : `${folder}/${child.name}`;
      const ignored = path !== dockerfile && rules.ignores(path);
      if (child.isDirectory()) {
        const before = entries.length;
        if (ignored && !rules.mayReinclude(path) && dockerfile?.startsWith(`${path}/`) !== true) continue;
        entries.push(entryOf(directory, path, 'directory'));
        await visit(path);
        if (ignored && entries.length === before + 1) entries.pop();
      } else if (ignored) continue;
      else if (isSecret(child.name)) withheld.push(path);
      else if (child.isSymbolicLink()) entries.push(entryOf(directory, path, 'symlink'));
      // Sockets and devices mean nothing on another machine.
      else if (child.isFile()) entries.push(entryOf(directory, path, 'file'));
    }
  }
  await visit('');
  return entries;
}

function entryOf(directory: string, path: string, type: Entry['type']): Entry {
  try {
    const { size, mode, mtimeMs } = lstatSync(join(directory, path));
    // Windows has no modes; Docker sends everything as executable from there.
    const shownMode = sep === '/' ? mode & 0o7777 : 0o755;
    return { path, type, size: type === 'file' ? size : 0, mode: shownMode, modifiedMs: mtimeMs };
  } catch (cause) {
    throw readFailure(path, cause);
  }
}

function tarOf(directory: string, entries: readonly Entry[]): Readable {
  const tar = pack();
  fill(tar, directory, entries).then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  return Readable.from(tar, { objectMode: false, highWaterMark: 256 * 1024 });
}

async function fill(tar: Pack, directory: string, entries: readonly Entry[]): Promise<void> {
  // A tar that nobody reads any more (the build was cancelled) must not keep an entry waiting for room.
  let stop: (error: Error) => void = () => {};
  tar.once('close', () => stop(new Error('The tar was closed.')));
  for (const entry of entries) {
    const written = Promise.withResolvers<void>();
    stop = written.reject;
    written.promise.catch(() => {});
    await write(tar, directory, entry, (error) => (error ? written.reject(error) : written.resolve()));
    await written.promise;
  }
}

/** Links' targets and small files; empty for what is streamed or has no content. */
async function smallContent(directory: string, { path, type, size, content }: Entry): Promise<Buffer> {
  try {
    if (content !== undefined) return content;
    if (type === 'symlink') return Buffer.from((await readlink(join(directory, path))).replaceAll(sep, '/'));
    if (type === 'file' && size > 0 && size <= SMALL) return readFileSync(join(directory, path));
    return Buffer.alloc(0);
  } catch (cause) {
    throw readFailure(path, cause);
  }
}

async function write(
  tar: Pack,
  directory: string,
  entry: Entry,
  written: (error?: Error | null) => void,
): Promise<void> {
  const content = await smallContent(directory, entry);
  const header: Partial<Header> & Pick<Header, 'name'> = {
    name: entry.type === 'directory' ? `${entry.path}/` : entry.path,
    type: entry.type,
    mode: entry.mode,
    uid: 0,
    gid: 0,
    mtime: MTIME,
  };
  if (entry.type === 'symlink') tar.entry({ ...header, linkname: content.toString('utf8') }, written);
  else if (entry.type === 'directory') tar.entry(header, written);
  else if (entry.size <= SMALL || entry.content !== undefined) tar.entry(header, content, written);
  else await copy(directory, entry, tar, tar.entry({ ...header, size: entry.size }, written));
}

/** Exactly as many bytes as the header promises: a log file that grows meanwhile must not break the tar. */
async function copy(directory: string, { path, size }: Entry, tar: Pack, sink: Sink): Promise<void> {
  // Destroying the tar breaks the sink too; the error that counts is the one that destroyed it.
  sink.on('error', () => {});
  const closed = once(tar, 'close').catch(() => {});
  let sent = 0;
  try {
    const file = await open(join(directory, path));
    for await (const chunk of file.createReadStream({ end: size - 1, highWaterMark: 256 * 1024 })) {
      sent += (chunk as Buffer).length;
      if (!sink.write(chunk)) await Promise.race([once(sink, 'drain'), closed]);
      if (tar.destroyed) return;
    }
  } catch (cause) {
    throw readFailure(path, cause);
  }
  if (sent < size) throw new McpDockError('FILE_READ_FAILED', { path, reason: 'it shrank while it was sent' });
  sink.end(null);
}
