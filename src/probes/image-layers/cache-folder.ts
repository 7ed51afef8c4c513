import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

interface CacheLimits {
  readonly files: number;
  readonly bytes: number;
}

/**
 * A folder of small files below the user's cache folder, bounded by number and size; what was not used for longest goes first. There
 * is none with MCP_DOCK_NO_SCAN_CACHE, or where the environment names no cache folder. One that cannot be read or written is none.
 */
export class CacheFolder {
  readonly #directory: string | undefined;
  readonly #limits: CacheLimits;

  constructor(name: string, environment: Readonly<Record<string, string | undefined>>, limits: CacheLimits) {
    const { MCP_DOCK_NO_SCAN_CACHE: off, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = environment;
    const root = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
    this.#directory = root && !off ? join(root, 'mcp-dock', name) : undefined;
    this.#limits = limits;
  }

  async read(file: string): Promise<Buffer | undefined> {
    if (this.#directory === undefined) return undefined;
    const path = join(this.#directory, file);
    try {
      const found = await readFile(path);
      const now = new Date();
      // A folder that cannot be written to still serves.
      await utimes(path, now, now).catch(() => undefined);
      return found;
    } catch {
      return undefined;
    }
  }

  async write(file: string, content: string | Buffer): Promise<void> {
    if (this.#directory === undefined) return;
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      await writeFileAtomic(join(this.#directory, file), content, { mode: 0o600 });
    } catch {
      // A read-only or full home folder costs time at the next run and nothing else.
    }
  }

  async forgetOldest(): Promise<void> {
    const directory = this.#directory;
    if (directory === undefined) return;
    try {
      const names = (await readdir(directory)).filter((name) => /\.json(?:\.gz)?$/u.test(name));
      const files = await Promise.all(
        names.map(async (name) => {
          const { mtimeMs, size } = await stat(join(directory, name));
          return { name, mtimeMs, size };
        }),
      );
      let bytes = 0;
      const old = files
        .toSorted((one, other) => other.mtimeMs - one.mtimeMs)
        .filter(({ size }, index) => {
          bytes += size;
          return index >= this.#limits.files || bytes > this.#limits.bytes;
        });
      await Promise.all(old.map(({ name }) => rm(join(directory, name), { force: true })));
    } catch {
      // Removed by another run between the list and now.
    }
  }
}
