import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import type { FileSecretSearch } from './file-secrets.js';
import { emptyLayerScan, KEPT_DOCUMENTS, type LayerEntry, type LayerScan, type ScanState } from './layer-scan.js';
import type { ScanLimits } from './limits.js';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const MAX_SHEBANG = 256;
/** The bytes of one entry; they must be read to their end before the next entry comes. */
type Body = AsyncIterable<Buffer>;

/** Reads the uncompressed tar of one layer once; nothing is written anywhere. Throws when the archive is not one. */
export async function scanLayer(
  stream: Readable,
  { search, limits, state }: { search: FileSecretSearch; limits: ScanLimits; state: ScanState },
): Promise<LayerScan> {
  const layer = emptyLayerScan();
  const tar = extract();
  tar.on('entry', (header: Header, body, next) => {
    // tar-stream answers every entry in turn, so `layer` is written in the order of the archive.
    readEntry(header, body as unknown as Body).then(() => next(), next);
  });

  async function readEntry(header: Header, body: Body): Promise<void> {
    const path = pathOf(header.name, limits);
    state.entries += 1;
    if (path === undefined) state.truncated.add('paths');
    if (state.entries > limits.entries) state.truncated.add('entries');
    if (path === undefined || state.entries > limits.entries) return skip(body);

    const type = typeOf(header);
    const name = posix.basename(path);
    if (name.startsWith(WHITEOUT)) {
      if (name === OPAQUE) layer.emptied.push(posix.dirname(path));
      // Other names with the doubled prefix are bookkeeping of AUFS.
      else if (!name.startsWith(`${WHITEOUT}${WHITEOUT}`))
        layer.deleted.push(posix.join(posix.dirname(path), name.slice(WHITEOUT.length)));
      return skip(body);
    }
    if (type !== 'file') {
      layer.entries.push(entryOf(path, type, header, undefined));
      return skip(body);
    }
    layer.entries.push(entryOf(path, type, header, await readFile(path, header, body)));
    layer.sizeBytes += header.size;
    layer.files += 1;
  }

  async function readFile(path: string, { size, mode }: Header, body: Body): Promise<string | undefined> {
    const file = search.open(path, size);
    const head: Buffer[] = [];
    const wanted = KEPT_DOCUMENTS.has(path) ? 65_536 : (mode & 0o111) === 0 ? 0 : MAX_SHEBANG;
    let kept = 0;
    for await (const chunk of body) {
      file.push(chunk);
      if (kept < wanted) {
        head.push(chunk.subarray(0, wanted - kept));
        kept += chunk.byteLength;
      }
    }
    layer.secrets.push(...file.end());
    const text = Buffer.concat(head).toString('utf8');
    if (KEPT_DOCUMENTS.has(path)) layer.documents.set(path, text);
    return text.startsWith('#!') ? text.slice(2, MAX_SHEBANG).split('\n', 1)[0] : undefined;
  }

  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      state.bytes += chunk.byteLength;
      if (state.bytes > limits.totalBytes)
        throw new Error(`The layers hold more than ${limits.totalBytes} bytes; the scan stops there.`);
      yield chunk;
    }
  };
  await pipeline(stream, counted, tar);
  return layer;
}

function entryOf(path: string, type: LayerEntry['type'], header: Header, shebang: string | undefined): LayerEntry {
  const { mode, uid, gid } = header;
  const entry = { path, type, sizeBytes: type === 'file' ? header.size : 0, mode, uid, gid };
  if (type === 'hardlink') return { ...entry, target: normal(header.linkname) };
  if (type === 'symlink') return { ...entry, target: header.linkname };
  return shebang === undefined ? entry : { ...entry, shebang };
}

function typeOf({ type, linkname }: Header): LayerEntry['type'] {
  if (type === 'file' || type === 'contiguous-file') return 'file';
  if (type === 'directory') return 'directory';
  // The library says null where the header names no target.
  if ((type !== 'link' && type !== 'symlink') || typeof linkname !== 'string') return 'other';
  return type === 'link' ? 'hardlink' : 'symlink';
}

/** `..` cannot climb above the root, so a path of a hostile archive is a path inside the image like any other. */
const normal = (name: string): string => posix.resolve('/', name.replaceAll('\0', ''));

function pathOf(name: string, limits: ScanLimits): string | undefined {
  if (name.length > limits.pathLength) return undefined;
  const path = normal(name);
  return path.split('/').length > limits.pathDepth ? undefined : path;
}

/** Reads an entry to its end for nothing. */
export async function skip(body: Body): Promise<void> {
  // oxlint-disable-next-line no-unused-vars
  for await (const chunk of body);
}
