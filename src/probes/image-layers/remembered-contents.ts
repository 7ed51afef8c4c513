import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { imageContentsSchema, type ImageContents } from '../../model/facts/image.js';

/** Rises with every change of what a scan sees or says, so that no answer of an older scan is given for a newer one. */
const SCAN_VERSION = 2;
/** A few hundred kilobytes each at most. */
const KEPT = 50;

interface Question {
  /** Image id: the digest of its config, which names every layer. */
  readonly imageId: string;
  readonly toolVersion: string;
  /** Everything else that the answer depends on. Hashed with the rest, never written. */
  readonly inputs: unknown;
}

/**
 * What a scan said, kept by image id: the same image gives the same answer, and reading its layers is the longest part of a
 * run. Nothing is kept with MCP_DOCK_NO_SCAN_CACHE, or where the environment names no cache folder. A cache that cannot be read or
 * written is no cache.
 */
export class RememberedContents {
  readonly #directory: string | undefined;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#directory = directoryOf(environment);
  }

  async find(question: Question): Promise<ImageContents | undefined> {
    if (this.#directory === undefined) return undefined;
    try {
      return imageContentsSchema.parse(JSON.parse(await readFile(join(this.#directory, nameOf(question)), 'utf8')));
    } catch {
      // Not there, cut off or of another form: the layers are read again, and that mends it.
      return undefined;
    }
  }

  async keep(question: Question, contents: ImageContents): Promise<void> {
    if (this.#directory === undefined) return;
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      await writeFileAtomic(join(this.#directory, nameOf(question)), JSON.stringify(contents), { mode: 0o600 });
      await this.#forgetOldest(this.#directory);
    } catch {
      // A read-only or full home folder costs time at the next run and nothing else.
    }
  }

  async #forgetOldest(directory: string): Promise<void> {
    const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
    if (names.length <= KEPT) return;
    const aged = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(directory, name))).mtimeMs })),
    );
    const old = aged.toSorted((one, other) => other.at - one.at).slice(KEPT);
    await Promise.all(old.map(({ name }) => rm(join(directory, name), { force: true })));
  }
}

const nameOf = ({ imageId, toolVersion, inputs }: Question): string =>
  `${createHash('sha256')
    .update(JSON.stringify([SCAN_VERSION, imageId, toolVersion, inputs]))
    .digest('hex')}.json`;

function directoryOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const { MCP_DOCK_NO_SCAN_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = environment;
  if (MCP_DOCK_NO_SCAN_CACHE !== undefined && MCP_DOCK_NO_SCAN_CACHE !== '') return undefined;
  const root = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
  return root ? join(root, 'mcp-dock', 'image-contents') : undefined;
}
