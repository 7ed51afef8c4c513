import { createHash } from 'node:crypto';
import { imageContentsSchema, type ImageContents } from '../../model/facts/image.js';
import { CacheFolder } from './cache-folder.js';
import { SCAN_VERSION } from './scan-version.js';

/** A few hundred kilobytes each at most. */
const LIMITS = { files: 50, bytes: 32e6 };

interface Question {
  /** Image id: the digest of its config, which names every layer. */
  readonly imageId: string;
  readonly toolVersion: string;
  /** Everything else that the answer depends on. Hashed with the rest, never written. */
  readonly inputs: unknown;
}

/**
 * What a scan said, kept by image id: the same image gives the same answer, and reading its layers is the longest part of a
 * run.
 */
export class RememberedContents {
  readonly #folder: CacheFolder;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#folder = new CacheFolder('image-contents', environment, LIMITS);
  }

  async find(question: Question): Promise<ImageContents | undefined> {
    const found = await this.#folder.read(nameOf(question));
    if (found === undefined) return undefined;
    try {
      return imageContentsSchema.parse(JSON.parse(found.toString('utf8')));
    } catch {
      // Cut off or of another form: the layers are read again, and that mends it.
      return undefined;
    }
  }

  async keep(question: Question, contents: ImageContents): Promise<void> {
    await this.#folder.write(nameOf(question), JSON.stringify(contents));
    await this.#folder.forgetOldest();
  }
}

const nameOf = ({ imageId, toolVersion, inputs }: Question): string =>
  `${createHash('sha256')
    .update(JSON.stringify([SCAN_VERSION, imageId, toolVersion, inputs]))
    .digest('hex')}.json`;
