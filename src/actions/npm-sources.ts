import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { isSource, type ProjectView } from '../plan/detect/project-view.js';

const FILE_BYTES = 4_000_000;
const ALL_BYTES = 16_000_000;
/** What is packed to nothing and grows without end is no package. */
const UNPACKED_BYTES = 512_000_000;

/** The sources that a packed package brings itself, as far as they are read; undefined where there is no archive that can be. */
export async function npmSources(folder: string): Promise<ProjectView | undefined> {
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) return undefined;
  const texts = new Map<string, string>();
  const paths = new Set<string>();
  let readBytes = 0;
  let seenBytes = 0;
  const entries = extract();
  const reading = (async () => {
    for await (const entry of entries) {
      const { type, name, size } = entry.header;
      const path = name.replace(/^[^/]*\//u, '');
      seenBytes += size;
      if (seenBytes > UNPACKED_BYTES) throw new Error('The archive is too large.');
      const wanted =
        type === 'file' &&
        isSource(path, 'node') &&
        !path.includes('node_modules/') &&
        size <= FILE_BYTES &&
        readBytes + size <= ALL_BYTES;
      if (type === 'file') paths.add(path);
      if (wanted) {
        readBytes += size;
        texts.set(path, await text(entry));
      } else entry.resume();
    }
  })();
  try {
    await Promise.all([pipeline(createReadStream(join(folder, archive)), createGunzip(), entries), reading]);
  } catch {
    // What cannot be read says nothing; the lock says all that is needed.
    return undefined;
  }
  return { folder: '', paths, texts, truncated: false };
}
