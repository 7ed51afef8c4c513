import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { layerNames, normalName } from './archive-layout.js';
import { FileSecretSearch } from './file-secrets.js';
import type { LayerScan, ScanState } from './layer-scan.js';
import { scanLimits, type ScanLimits } from './limits.js';
import { scanLayer, skip } from './scan-layer.js';

export interface ArchiveScan {
  /** Lowest first. */
  readonly layers: readonly LayerScan[];
  /** What was cut: `entries`, `paths`. */
  readonly truncated: readonly string[];
}

/**
 * One pass over what `docker save` says, in the classic or the OCI layout, layers plain, gzip or zstd. The order of the
 * archive does not matter: the manifest may come last, so every layer is read before it is known to be one of the image.
 */
export async function scanArchive(
  stream: Readable,
  {
    secretValues,
    limits = scanLimits,
    signal,
  }: { secretValues: readonly string[]; limits?: ScanLimits; signal?: AbortSignal },
): Promise<ArchiveScan> {
  const search = new FileSecretSearch(secretValues, limits.textBytes);
  const state: ScanState = { entries: 0, bytes: 0, truncated: new Set() };
  const scans = new Map<string, LayerScan>();
  const links = new Map<string, string>();
  const documents = new Map<string, string>();
  let members = 0;

  const archive = extract();
  archive.on('entry', (header: Header, body, next) => {
    readMember(header, body as unknown as AsyncIterable<Buffer>).then(() => next(), next);
  });

  async function readMember(header: Header, body: AsyncIterable<Buffer>): Promise<void> {
    members += 1;
    if (members > MAX_MEMBERS) throw new Error(`The image archive has more than ${MAX_MEMBERS} members.`);
    const name = normalName(header.name);
    if ((header.type === 'symlink' || header.type === 'link') && typeof header.linkname === 'string')
      links.set(name, linkTarget(name, header.type, header.linkname));
    const { head, rest } = await startOf(body);
    const kind = header.type === 'file' ? kindOf(head) : 'other';
    if (kind === 'document') await keepDocument(name, header.size, rest);
    else if (kind === 'other') await skip(rest);
    else scans.set(name, await scanLayer(decompressed(Readable.from(rest), kind), { search, limits, state }));
  }

  async function keepDocument(name: string, size: number, rest: AsyncIterable<Buffer>): Promise<void> {
    // Each layer of the classic layout has a config of its own that nobody reads any more.
    const keep = size <= limits.documentBytes && documents.size < MAX_DOCUMENTS && posix.basename(name) !== 'json';
    const chunks: Buffer[] = [];
    for await (const chunk of rest) if (keep) chunks.push(chunk);
    if (keep) documents.set(name, Buffer.concat(chunks).toString('utf8'));
  }

  await pipeline(stream, archive, signal === undefined ? {} : { signal });
  const layers = layerNames(documents).map((name) => {
    const scan = scans.get(name) ?? scans.get(followLinks(name, links));
    if (scan === undefined) throw new Error(`The image archive names the layer ${name} and does not hold it.`);
    return scan;
  });
  return { layers, truncated: [...state.truncated].sort() };
}

const MAX_MEMBERS = 10_000;
const MAX_DOCUMENTS = 256;
const TAR_MAGIC_END = 262;

type Kind = 'tar' | 'gzip' | 'zstd' | 'document' | 'other';

function kindOf(head: Buffer): Kind {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  // A layer without files is two blocks of zeros.
  if (head.subarray(257, TAR_MAGIC_END).toString('latin1') === 'ustar' || head[0] === 0) return 'tar';
  return head[0] === 0x7b || head[0] === 0x5b ? 'document' : 'other';
}

/** The first bytes, and an iterator over all. */
async function startOf(body: AsyncIterable<Buffer>): Promise<{ head: Buffer; rest: AsyncIterable<Buffer> }> {
  const chunks: Buffer[] = [];
  const iterator = body[Symbol.asyncIterator]();
  let length = 0;
  while (length < TAR_MAGIC_END) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(next.value);
    length += next.value.byteLength;
  }
  async function* rest() {
    yield* chunks;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { head: Buffer.concat([...chunks, Buffer.alloc(4)]), rest: rest() };
}

function decompressed(stream: Readable, kind: 'tar' | 'gzip' | 'zstd'): Readable {
  if (kind === 'tar') return stream;
  const unzip = kind === 'gzip' ? createGunzip() : createZstdDecompress();
  stream.once('error', (error) => unzip.destroy(error));
  return stream.pipe(unzip);
}

function linkTarget(name: string, type: 'symlink' | 'link', target: string): string {
  return normalName(type === 'symlink' ? posix.join(posix.dirname(name), target) : target);
}

function followLinks(name: string, links: ReadonlyMap<string, string>): string {
  let current = name;
  for (let hops = 0; hops < 8; hops += 1) {
    const next = links.get(current);
    if (next === undefined) break;
    current = next;
  }
  return current;
}
