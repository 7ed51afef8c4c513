import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { archiveKind, KIND_BYTES } from './archive-kind.js';
import { layerNames, normalName } from './archive-layout.js';
import { tidyReading } from './collect-garbage.js';
import { FileSecretSearch } from './file-secrets.js';
import { Backlog, inflating } from './inflating.js';
import { newScanState, type ArchiveScan, type LayerScan } from '../../model/layer-scan.js';
import { scanLimits, type ScanLimits } from './limits.js';
import { LayerReader, type LayerOptions } from './scan-layer.js';
import type { TarMember } from './tar-header.js';
import { TarReader, type ByteSink } from './tar-reader.js';

/** A layer as the archive has it. */
export interface ScannedLayer {
  readonly member: string;
  readonly scan: LayerScan;
}

export interface ScanOptions {
  readonly secretValues: readonly string[];
  readonly limits?: ScanLimits;
  readonly signal?: AbortSignal;
  /** Layers whose facts are known already, by the name of their member: their bytes are passed over. */
  readonly remembered?: ReadonlyMap<string, LayerScan>;
  /** Members that are layers, where that is known before; of several images only these are read. */
  readonly only?: readonly string[];
  /** Digests (`sha256:…`) of the layers, unpacked, lowest first: a layer that differs is an error. */
  readonly diffIds?: readonly string[];
}

/**
 * One pass over what `docker save` says, in the classic or the OCI layout, layers plain, gzip or zstd. The order of the
 * archive does not matter: the manifest may come last, so every layer is read before it is known to be one of the image.
 */
export async function scanArchive(stream: Readable, options: ScanOptions): Promise<ArchiveScan> {
  const { members, ...scan } = await scanMembers(stream, options);
  return { ...scan, layers: members.map((member) => member.scan) };
}

/** The same with the names of the members that the layers are. */
export async function scanMembers(
  stream: Readable,
  options: ScanOptions,
): Promise<Omit<ArchiveScan, 'layers'> & { readonly members: readonly ScannedLayer[] }> {
  const { signal, diffIds, limits = scanLimits } = options;
  const backlog = new Backlog();
  const search = new FileSecretSearch({ secretValues: options.secretValues, limits, backlog });
  const state = newScanState();
  const reader = new ArchiveReader(options, { search, limits, state }, backlog);
  const stop = () => stream.destroy(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    const tidy = tidyReading();
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      reader.tar.data(chunk);
      tidy(chunk.byteLength);
      if (backlog.waiting) await backlog.settle();
    }
    reader.tar.end();
    await backlog.settle();
  } finally {
    signal?.removeEventListener('abort', stop);
    stream.destroy();
  }
  const members = (options.only ?? layerNames(reader.documents)).map((name) => reader.layerOf(name));
  for (const [index, { member }] of members.entries())
    requireDigest(reader.digests.get(member), diffIds?.[index], index);
  return {
    members,
    truncated: [...state.truncated].sort(),
    unopened: [...search.unopened].sort(),
  };
}

function requireDigest(found: string | undefined, named: string | undefined, index: number): void {
  if (named !== undefined && found !== undefined && found !== named)
    throw new Error(
      `Layer ${index} of the archive is not the one that its config names: ${found} in place of ${named}.`,
    );
}

const MAX_MEMBERS = 10_000;
const MAX_DOCUMENTS = 256;
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;
const NO_LAYERS: ReadonlyMap<string, LayerScan> = new Map();

/** The outer tar: layers, documents, links. */
class ArchiveReader {
  readonly tar = new TarReader((member) => this.#member(member));
  readonly documents = new Map<string, string>();
  /** Of the unpacked layers, by member; only where they are asked for. */
  readonly digests = new Map<string, string>();
  readonly #scans = new Map<string, LayerScan>();
  readonly #links = new Map<string, string>();
  readonly #options: ScanOptions;
  readonly #layerOptions: LayerOptions;
  readonly #backlog: Backlog;
  #members = 0;
  /** Of all documents together. */
  #documentBytes = 0;

  constructor(options: ScanOptions, layerOptions: LayerOptions, backlog: Backlog) {
    this.#options = options;
    this.#layerOptions = layerOptions;
    this.#backlog = backlog;
  }

  layerOf(name: string): ScannedLayer {
    const member = this.#scans.has(name) ? name : followLinks(name, this.#links);
    const scan = this.#scans.get(member);
    if (scan === undefined) throw new Error(`The image archive names the layer ${name} and does not hold it.`);
    return { member, scan };
  }

  #member({ name: written, type, linkname, size }: TarMember): ByteSink | undefined {
    this.#members += 1;
    if (this.#members > MAX_MEMBERS) throw new Error(`The image archive has more than ${MAX_MEMBERS} members.`);
    const name = normalName(written);
    if ((type === 'symlink' || type === 'hardlink') && linkname !== undefined)
      this.#links.set(name, linkTarget(name, type, linkname));
    if (type !== 'file') return undefined;
    const { remembered = NO_LAYERS, only, diffIds } = this.#options;
    const known = remembered.get(name);
    if (known !== undefined) {
      this.#scans.set(name, known);
      // From the engine it is what it is called; of a file somebody must look.
      if (diffIds === undefined) return undefined;
    }
    const isLayer = only === undefined ? undefined : only.includes(name);
    return isLayer === false ? undefined : this.#beginning(name, size, known !== undefined);
  }

  /** Decides what a member is when its first bytes are here. */
  #beginning(name: string, size: number, known: boolean): ByteSink {
    let head: Buffer[] = [];
    let length = 0;
    let sink: ByteSink | undefined;
    const begin = (): ByteSink => {
      const bytes = Buffer.concat(head);
      head = [];
      const opened = this.#opened(name, size, bytes, known);
      opened.data(bytes);
      return opened;
    };
    return {
      data: (chunk) => {
        if (sink !== undefined) return sink.data(chunk);
        head.push(chunk);
        length += chunk.byteLength;
        if (length >= KIND_BYTES) sink = begin();
      },
      end: () => (sink ?? begin()).end(),
    };
  }

  #opened(name: string, size: number, head: Buffer, known: boolean): ByteSink {
    const kind = archiveKind(head);
    // A layer without files is two blocks of zeros.
    if (kind === 'tar' || (kind === undefined && head.byteLength > 0 && head[0] === 0)) return this.#layer(name, known);
    if (kind === 'gzip' || kind === 'zstd') return inflating(kind, this.#layer(name, known), this.#backlog);
    return head[0] === 0x7b || head[0] === 0x5b ? this.#document(name, size) : PASSED_OVER;
  }

  #layer(name: string, known: boolean): ByteSink {
    if (known) return this.#hashed(name, PASSED_OVER);
    const layer = new LayerReader(this.#layerOptions);
    this.#scans.set(name, layer.scan);
    return this.#options.diffIds === undefined ? layer : this.#hashed(name, layer);
  }

  #hashed(name: string, layer: ByteSink): ByteSink {
    const hash = createHash('sha256');
    return {
      data(chunk) {
        hash.update(chunk);
        layer.data(chunk);
      },
      end: () => {
        layer.end();
        this.digests.set(name, `sha256:${hash.digest('hex')}`);
      },
    };
  }

  #document(name: string, size: number): ByteSink {
    // Each layer of the classic layout has a config of its own that nobody reads any more.
    const keep =
      size <= this.#layerOptions.limits.documentBytes &&
      this.documents.size < MAX_DOCUMENTS &&
      this.#documentBytes + size <= MAX_DOCUMENT_BYTES &&
      posix.basename(name) !== 'json';
    if (!keep) return PASSED_OVER;
    this.#documentBytes += size;
    const chunks: Buffer[] = [];
    return {
      data: (chunk) => chunks.push(chunk),
      end: () => this.documents.set(name, Buffer.concat(chunks).toString('utf8')),
    };
  }
}

const PASSED_OVER: ByteSink = { data: () => undefined, end: () => undefined };

function linkTarget(name: string, type: 'symlink' | 'hardlink', target: string): string {
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
