import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { ByteSink } from './tar-reader.js';

/** What goes on beside the reading of an archive and must be waited for now and then. */
export class Backlog {
  #open: Promise<void>[] = [];

  add(work: Promise<void>): void {
    this.#open.push(work);
  }

  get waiting(): boolean {
    return this.#open.length > 0;
  }

  /** Rejects with the first error of the work so far. */
  async settle(): Promise<void> {
    while (this.#open.length > 0) {
      const work = this.#open;
      this.#open = [];
      await Promise.all(work);
    }
  }
}

const OUTPUT_BYTES = 256 * 1024;

/**
 * Takes compressed bytes and gives the others on; what comes out is never held. Whatever the reader throws ends it. `onError`
 * says what becomes of bytes that cannot be decompressed: an error of the archive when absent.
 */
export function inflating(
  kind: 'gzip' | 'zstd',
  reader: ByteSink,
  backlog: Backlog,
  onError: (error: Error) => void = (error) => {
    throw error;
  },
): ByteSink {
  const unzip =
    kind === 'gzip' ? createGunzip({ chunkSize: OUTPUT_BYTES }) : createZstdDecompress({ chunkSize: OUTPUT_BYTES });
  const ended = Promise.withResolvers<undefined>();
  let over = false;
  unzip.on('data', (chunk: Buffer) => {
    if (over) return;
    try {
      reader.data(chunk);
    } catch (error) {
      unzip.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  unzip.once('end', () => {
    over = true;
    try {
      reader.end();
      ended.resolve(undefined);
    } catch (error) {
      ended.reject(error);
    }
  });
  unzip.once('error', (error) => {
    over = true;
    ended.reject(error);
  });
  const finished = ended.promise.catch((error: unknown) => {
    over = true;
    onError(error instanceof Error ? error : new Error(String(error)));
  });
  // Heard through the backlog; until then nobody listens.
  finished.catch(() => undefined);
  return {
    data(chunk) {
      if (over || unzip.write(chunk)) return;
      const drained = new Promise<void>((resolve) => unzip.once('drain', resolve));
      backlog.add(Promise.race([drained, finished]));
    },
    end() {
      if (!over) unzip.end();
      backlog.add(finished);
    },
  };
}
