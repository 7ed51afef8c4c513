import { once } from 'node:events';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { layerNames, normalName } from '../probes/image-layers/archive-layout.js';

/** What is made for a few text files is never this large. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Every file of a small image by its path without the first slash, upper layers over lower ones. Throws when it is too large. */
export async function smallImageFiles(archive: Readable): Promise<ReadonlyMap<string, Buffer>> {
  const members = await filesOf(archive);
  const documents = new Map([...members].map(([name, content]) => [name, content.toString('utf8')]));
  const all = new Map<string, Buffer>();
  for (const name of layerNames(documents)) {
    const layer = members.get(name);
    if (layer === undefined) throw new Error(`The image archive has no layer ${name}.`);
    for (const [path, content] of await filesOf(Readable.from([decompressed(layer)]))) all.set(path, content);
  }
  return all;
}

/** Newer engines keep layers as they were pushed. */
const decompressed = (layer: Buffer): Buffer =>
  layer[0] === 0x1f && layer[1] === 0x8b ? gunzipSync(layer, { maxOutputLength: MAX_BYTES }) : layer;

async function filesOf(stream: Readable): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const tar = extract();
  let bytes = 0;
  tar.on('entry', ({ name, type }, body, next) => {
    const chunks: Buffer[] = [];
    body.on('data', (data) => {
      const chunk = data as Buffer;
      bytes += chunk.length;
      if (bytes > MAX_BYTES) tar.destroy(new Error(`The image has more than ${MAX_BYTES} bytes.`));
      else chunks.push(chunk);
    });
    body.on('end', () => {
      if (type === 'file' || type === 'contiguous-file') files.set(normalName(name), Buffer.concat(chunks));
      next();
    });
  });
  stream.on('error', (error: Error) => tar.destroy(error));
  stream.pipe(tar);
  try {
    await once(tar, 'finish');
  } finally {
    stream.destroy();
  }
  return files;
}
