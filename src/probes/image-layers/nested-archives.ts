import { posix } from 'node:path';
import type { ArchiveKind } from './archive-kind.js';
import { inflating, type Backlog } from './inflating.js';
import type { FileSecret, SearchedFile } from '../../model/layer-scan.js';
import type { ScanLimits } from './limits.js';
import { readZip } from './read-zip.js';
import { TarReader, type ByteSink } from './tar-reader.js';

interface NestedOptions {
  readonly limits: ScanLimits;
  readonly backlog: Backlog;
  readonly open: (file: SearchedFile, found: FileSecret[]) => ByteSink;
}

/** What may still come out of one archive of a layer, with all that lies in it. */
interface Allowance {
  left: number;
}

/** An archive holds more than is worth looking at; never an error of the image. */
class TooMuch extends Error {}

const NOTHING: ByteSink = { data: () => undefined, end: () => undefined };

/** Opens archives that are files: tar, gzip, zstd and zip in each other, within limits. What is broken is no archive. */
export class NestedArchives {
  readonly unopened = new Set<string>();
  readonly #options: NestedOptions;
  readonly #allowances = new Map<string, Allowance>();
  #left: number;

  constructor(options: NestedOptions) {
    this.#options = options;
    this.#left = options.limits.allNestedBytes;
  }

  open(kind: ArchiveKind, file: SearchedFile, found: FileSecret[]): ByteSink {
    const { limits, backlog } = this.#options;
    if (file.depth === 0) this.#allowances.set(file.path, { left: limits.nestedBytes });
    if (file.depth >= limits.nestedDepth) {
      this.unopened.add(file.path);
      return NOTHING;
    }
    if (kind === 'zip') return this.#forgiving(file, this.#zip(file, found));
    if (kind === 'tar')
      return this.#forgiving(
        file,
        new TarReader(({ name, type }) => {
          if (type === 'file') return this.#member(file, name, found);
          // A million folders cost as well.
          this.#spend(file, HEADER_BYTES);
          return undefined;
        }),
      );
    const inner = this.#options.open({ ...file, name: uncompressedName(file.name), depth: file.depth + 1 }, found);
    return inflating(kind, this.#counted(file, inner), backlog, (error) => this.#giveUp(file, error));
  }

  #member(archive: SearchedFile, name: string, found: FileSecret[]): ByteSink {
    this.#spend(archive, HEADER_BYTES);
    if (name.length > this.#options.limits.pathLength) return NOTHING;
    const path = posix.resolve('/', name.replaceAll('\0', ''));
    const inside = `${archive.inside === undefined ? '' : `${archive.inside}!`}${path}`;
    const file = { path: archive.path, inside, name: `${archive.path}!${inside}`, depth: archive.depth + 1 };
    return this.#counted(archive, this.#options.open(file, found));
  }

  #zip(file: SearchedFile, found: FileSecret[]): ByteSink {
    const { zipBytes, zipEntries, zipEntryBytes } = this.#options.limits;
    let chunks: Buffer[] = [];
    let length = 0;
    return {
      data: (chunk) => {
        length += chunk.byteLength;
        if (length > zipBytes) {
          chunks = [];
          throw new TooMuch();
        }
        chunks.push(chunk);
      },
      end: () => {
        const bytes = Buffer.concat(chunks);
        chunks = [];
        for (const { name, sizeBytes, read } of readZip(bytes, zipEntries)) {
          const content = read(Math.min(zipEntryBytes, this.#allowanceOf(file)));
          if (content === undefined && sizeBytes > zipEntryBytes) this.unopened.add(file.path);
          if (content === undefined) this.#spend(file, HEADER_BYTES);
          else {
            const member = this.#member(file, name, found);
            member.data(content);
            member.end();
          }
        }
      },
    };
  }

  /** Bytes that come out count against what may come out. */
  #counted(file: SearchedFile, sink: ByteSink): ByteSink {
    return {
      data: (chunk) => {
        this.#spend(file, chunk.byteLength);
        sink.data(chunk);
      },
      end: () => sink.end(),
    };
  }

  #allowanceOf({ path }: SearchedFile): number {
    return Math.min(this.#left, this.#allowances.get(path)?.left ?? 0);
  }

  #spend(file: SearchedFile, bytes: number): void {
    const allowance = this.#allowances.get(file.path);
    this.#left -= bytes;
    if (allowance !== undefined) allowance.left -= bytes;
    if (this.#allowanceOf(file) < 0) throw new TooMuch();
  }

  /** Reads on past what goes wrong: the file around it goes on. */
  #forgiving(file: SearchedFile, sink: ByteSink): ByteSink {
    let given = false;
    const attempt = (work: () => void) => {
      if (given) return;
      try {
        work();
      } catch (error) {
        given = true;
        this.#giveUp(file, error);
      }
    };
    return { data: (chunk) => attempt(() => sink.data(chunk)), end: () => attempt(() => sink.end()) };
  }

  /** The archives around it share what may come out, so each of them comes to its end by itself. */
  #giveUp({ path }: SearchedFile, error: unknown): void {
    if (error instanceof TooMuch) this.unopened.add(path);
  }
}

const HEADER_BYTES = 512;

const uncompressedName = (name: string): string => name.replace(/\.(?:gz|zst)$/u, '').replace(/\.tgz$/u, '.tar');
