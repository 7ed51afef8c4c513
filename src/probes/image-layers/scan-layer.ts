import { posix } from 'node:path';
import type { FileSecretSearch } from './file-secrets.js';
import {
  emptyLayerScan,
  KEPT_DOCUMENTS,
  type LayerEntry,
  type LayerScan,
  type ScanState,
} from '../../model/layer-scan.js';
import type { ScanLimits } from './limits.js';
import type { TarMember } from './tar-header.js';
import { TarReader, type ByteSink } from './tar-reader.js';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const MAX_SHEBANG = 256;
const MAX_DOCUMENT = 65_536;

export interface LayerOptions {
  readonly search: FileSecretSearch;
  readonly limits: ScanLimits;
  readonly state: ScanState;
}

/** Takes the uncompressed tar of one layer; nothing is written anywhere. Throws when it is none, or beyond the limits. */
export class LayerReader implements ByteSink {
  readonly scan: LayerScan = emptyLayerScan();
  readonly #options: LayerOptions;
  readonly #tar: TarReader;

  constructor(options: LayerOptions) {
    this.#options = options;
    this.#tar = new TarReader((member) => this.#member(member));
  }

  data(chunk: Buffer): void {
    const { state, limits } = this.#options;
    state.bytes += chunk.byteLength;
    if (state.bytes > limits.totalBytes)
      throw new Error(`The layers hold more than ${limits.totalBytes} bytes; the scan stops there.`);
    this.#tar.data(chunk);
  }

  end(): void {
    this.#tar.end();
  }

  #member(member: TarMember): ByteSink | undefined {
    const { state, limits } = this.#options;
    const path = pathOf(member.name, limits);
    state.entries += 1;
    if (path === undefined) state.truncated.add('paths');
    if (state.entries > limits.entries) state.truncated.add('entries');
    if (path === undefined || state.entries > limits.entries) return undefined;

    const { scan } = this;
    const name = posix.basename(path);
    if (name.startsWith(WHITEOUT)) {
      if (name === OPAQUE) scan.emptied.push(posix.dirname(path));
      // Other names with the doubled prefix are bookkeeping of AUFS.
      else if (!name.startsWith(`${WHITEOUT}${WHITEOUT}`))
        scan.deleted.push(posix.join(posix.dirname(path), name.slice(WHITEOUT.length)));
      return undefined;
    }
    if (member.type !== 'file') {
      scan.entries.push(entryOf(path, member));
      return undefined;
    }
    scan.sizeBytes += member.size;
    scan.files += 1;
    return this.#file(path, member);
  }

  #file(path: string, member: TarMember): ByteSink {
    const { scan } = this;
    const file = this.#options.search.open({ path, name: path, depth: 0 }, scan.secrets);
    const wanted = KEPT_DOCUMENTS.has(path) ? MAX_DOCUMENT : (member.mode & 0o111) === 0 ? 0 : MAX_SHEBANG;
    const index = scan.entries.push(entryOf(path, member)) - 1;
    if (wanted === 0) return file;
    const head: Buffer[] = [];
    let kept = 0;
    return {
      data(chunk) {
        file.data(chunk);
        if (kept >= wanted) return;
        // A copy: a view would keep the whole chunk in memory.
        head.push(Buffer.from(chunk.subarray(0, wanted - kept)));
        kept += chunk.byteLength;
      },
      end() {
        file.end();
        const text = Buffer.concat(head).toString('utf8');
        if (KEPT_DOCUMENTS.has(path)) scan.documents.set(path, text);
        const shebang = text.startsWith('#!') ? text.slice(2, MAX_SHEBANG).split('\n', 1)[0] : undefined;
        if (shebang !== undefined) scan.entries[index] = { ...entryOf(path, member), shebang };
      },
    };
  }
}

function entryOf(path: string, { type, size, mode, uid, gid, linkname }: TarMember): LayerEntry {
  const entry = { path, sizeBytes: size, mode, uid, gid };
  // A link that names no target is nothing that could be followed.
  if (type === 'hardlink' || type === 'symlink')
    return linkname === undefined
      ? { ...entry, type: 'other' }
      : { ...entry, type, target: type === 'hardlink' ? normal(linkname) : linkname };
  return { ...entry, type };
}

/** `..` cannot climb above the root, so a path of a hostile archive is a path inside the image like any other. */
const normal = (name: string): string => posix.resolve('/', name.replaceAll('\0', ''));

function pathOf(name: string, limits: ScanLimits): string | undefined {
  if (name.length > limits.pathLength) return undefined;
  const path = normal(name);
  return path.split('/').length > limits.pathDepth ? undefined : path;
}
