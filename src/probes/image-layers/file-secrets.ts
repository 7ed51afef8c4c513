import { findSecrets, mayHoldSecret, OWN_SECRET, type SecretContext } from '../../model/find-secrets.js';
import { archiveKind, KIND_BYTES } from './archive-kind.js';
import { fingerprintOf } from './fingerprint.js';
import type { Backlog } from './inflating.js';
import type { FileSecret, SearchedFile } from '../../model/layer-scan.js';
import type { ScanLimits } from './limits.js';
import { Needles } from './needles.js';
import { NestedArchives } from './nested-archives.js';
import { printableRuns } from './printable-runs.js';
import type { ByteSink } from './tar-reader.js';
import { decoderOf, type Decoder } from './text-encoding.js';

export interface FileSearchOptions {
  readonly secretValues: readonly string[];
  readonly limits: ScanLimits;
  readonly backlog: Backlog;
}

/** Characters that two parts of a long file share: longer than any secret. */
const OVERLAP = 64 * 1024;

/** Searches files for secrets while their bytes come by, archives among them by the files in them. */
export class FileSecretSearch {
  readonly #needles: Needles;
  readonly #limits: ScanLimits;
  readonly #archives: NestedArchives;

  constructor({ secretValues, limits, backlog }: FileSearchOptions) {
    this.#needles = new Needles(
      secretValues.map((value) => ({ forms: formsOf(value), fingerprint: fingerprintOf(value) })),
    );
    this.#limits = limits;
    this.#archives = new NestedArchives({ limits, backlog, open: (file, found) => this.open(file, found) });
  }

  /** Archives in files that were too large, too deep or too good at growing to be opened to their end, by path. */
  get unopened(): ReadonlySet<string> {
    return this.#archives.unopened;
  }

  /** Begins one file; what is found in it is added to `found`, with archives when the backlog has settled. */
  open(file: SearchedFile, found: FileSecret[]): ByteSink {
    let head: Buffer[] = [];
    let length = 0;
    let sink: ByteSink | undefined;
    const begin = (): ByteSink => {
      const bytes = joined(head);
      head = [];
      const kind = archiveKind(bytes, file.name);
      const opened =
        kind === undefined ? this.#searching(file, decoderOf(bytes), found) : this.#archives.open(kind, file, found);
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
      end: () => {
        if (length > 0) (sink ?? begin()).end();
      },
    };
  }

  #searching(file: SearchedFile, decoder: Decoder, found: FileSecret[]): ByteSink {
    const { windowBytes } = this.#limits;
    const seen = new Set<string>();
    let chunks: Buffer[] = [];
    let length = 0;
    let first = true;
    const search = (bytes: Buffer, last: boolean) => {
      for (const secret of this.#find(bytes, file, decoder, { first, last }))
        if (!seen.has(secret.fingerprint)) {
          seen.add(secret.fingerprint);
          found.push(secret);
        }
      first = false;
    };
    return {
      data(chunk) {
        chunks.push(chunk);
        length += chunk.byteLength;
        if (length < windowBytes) return;
        const bytes = joined(chunks);
        // Pairs of bytes of UTF-16 stay together.
        const window = bytes.byteLength & ~1;
        search(bytes.subarray(0, window), false);
        chunks = [Buffer.from(bytes.subarray(Math.max(0, window - OVERLAP)))];
        length = chunks[0]?.byteLength ?? 0;
      },
      end() {
        search(joined(chunks), true);
        chunks = [];
      },
    };
  }

  #find(
    bytes: Buffer,
    { path, inside, name }: SearchedFile,
    { decode, binary, width }: Decoder,
    edges: { readonly first: boolean; readonly last: boolean },
  ): FileSecret[] {
    const place = { path, ...(inside === undefined ? {} : { inside }) };
    const own = this.#needles.in(bytes);
    const found: FileSecret[] = [...own].map((fingerprint) => ({ ...OWN_SECRET, ...place, fingerprint }));
    const add = (text: string, context: Pick<SecretContext, 'binary' | 'part'>) => {
      if (!mayHoldSecret(text, name, context.binary)) return;
      for (const { rule, title, value } of findSecrets(text, { place: 'file', name, ...context })) {
        const fingerprint = fingerprintOf(value);
        if (!own.has(fingerprint)) found.push({ rule, title, ...place, fingerprint });
      }
    };
    if (binary) {
      add(printableRuns(bytes, edges), { binary: 'runs' });
      if (edges.first && BEGINNINGS.has(bytes[0] ?? 0)) add(decode(bytes), { binary: 'bytes' });
    } else add(decode(bytes), { part: { ...edges, overlap: OVERLAP / width } });
    return found;
  }
}

/** What files begin with that are nothing but keys: a sequence of ASN.1, and Java's mark. */
const BEGINNINGS: ReadonlySet<number> = new Set([0x30, 0xfe]);

const joined = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);

/** A value as it stands, as Windows writes it, and as Kubernetes does. */
const formsOf = (value: string): Buffer[] => [
  Buffer.from(value),
  Buffer.from(value, 'utf16le'),
  Buffer.from(Buffer.from(value).toString('base64').replace(/=+$/u, '')),
];
