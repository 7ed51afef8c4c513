import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { archiveKind, KIND_BYTES } from '../image-layers/archive-kind.js';
import { normalName } from '../image-layers/archive-layout.js';
import { tidyReading } from '../image-layers/collect-garbage.js';
import { Backlog, inflating } from '../image-layers/inflating.js';
import { scanLimits } from '../image-layers/limits.js';
import { TarReader, type ByteSink } from '../image-layers/tar-reader.js';

/** The small members of an archive by name, and the sizes of all. */
export interface ArchiveDocuments {
  readonly texts: ReadonlyMap<string, string>;
  readonly sizes: ReadonlyMap<string, number>;
}

const MAX_DOCUMENTS = 2000;
const MAX_MEMBERS = 10_000;
const READ_BYTES = 256 * 1024;
/** Of a file that is compressed as a whole: what comes out is up to a thousand times as much, and is held until it is taken. */
const PACKED_BYTES = 8 * 1024;
/** Of all documents together. */
const MAX_DOCUMENT_BYTES = 16 * scanLimits.documentBytes;

/** The bytes of an archive, unpacked where the file is compressed as a whole (`docker save … | gzip`). */
export async function* archiveBytes(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: READ_BYTES, signal }) as AsyncIterable<Buffer>;
  const backlog = new Backlog();
  let waiting: Buffer[] = [];
  let head: Buffer[] | undefined = [];
  let length = 0;
  const out: ByteSink = { data: (chunk) => waiting.push(chunk), end: () => undefined };
  let sink = out;
  const begin = (bytes: Buffer) => {
    head = undefined;
    const kind = archiveKind(bytes);
    if (kind === 'gzip' || kind === 'zstd') sink = inflating(kind, out, backlog);
    sink.data(bytes);
  };
  const tidy = tidyReading();
  for await (const chunk of file) {
    tidy(chunk.byteLength);
    const step = sink === out && head === undefined ? chunk.byteLength : PACKED_BYTES;
    for (let at = 0; at < chunk.byteLength; at += step) {
      const part = chunk.subarray(at, at + step);
      if (head === undefined) sink.data(part);
      else {
        head.push(part);
        length += part.byteLength;
        if (length >= KIND_BYTES) begin(Buffer.concat(head));
      }
      if (backlog.waiting) await backlog.settle();
      yield* waiting;
      waiting = [];
    }
  }
  if (head !== undefined) begin(Buffer.concat(head));
  sink.end();
  await backlog.settle();
  yield* waiting;
}

/** Reads an archive past its layers. Throws when it is none. */
export async function readDocuments(bytes: AsyncIterable<Buffer> | Readable): Promise<ArchiveDocuments> {
  const texts = new Map<string, string>();
  const sizes = new Map<string, number>();
  let left = MAX_DOCUMENT_BYTES;
  const tar = new TarReader(({ name: written, type, size }) => {
    const name = normalName(written);
    if (sizes.size > MAX_MEMBERS) throw new Error(`It has more than ${MAX_MEMBERS} members.`);
    sizes.set(name, size);
    if (type !== 'file' || size > Math.min(scanLimits.documentBytes, left) || texts.size >= MAX_DOCUMENTS)
      return undefined;
    const chunks: Buffer[] = [];
    return {
      data: (chunk) => {
        const [first = chunk] = chunks;
        // Layers of a few kilobytes are no documents.
        if (first[0] === 0x7b || first[0] === 0x5b) chunks.push(chunk);
      },
      end: () => {
        if (chunks.length === 0) return;
        left -= size;
        texts.set(name, Buffer.concat(chunks).toString('utf8'));
      },
    };
  });
  let read = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    read += chunk.byteLength;
    if (read > scanLimits.totalBytes) throw new Error(`It holds more than ${scanLimits.totalBytes} bytes.`);
    tar.data(chunk);
  }
  tar.end();
  return { texts, sizes };
}

export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
