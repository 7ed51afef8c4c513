import { findSecrets, mayHoldSecret, OWN_SECRET } from '../../model/find-secrets.js';
import { fingerprintOf } from './fingerprint.js';
import type { FileSecret } from './layer-scan.js';

/** Searches files for secrets while their bytes pass by. */
export class FileSecretSearch {
  readonly #needles: readonly { readonly bytes: Buffer; readonly fingerprint: string }[];
  readonly #overlap: number;
  readonly #textBytes: number;

  constructor(secretValues: readonly string[], textBytes: number) {
    this.#needles = secretValues.map((value) => ({ bytes: Buffer.from(value), fingerprint: fingerprintOf(value) }));
    this.#overlap = Math.max(0, ...this.#needles.map(({ bytes }) => bytes.byteLength - 1));
    this.#textBytes = textBytes;
  }

  /** Begins one file. Own values are looked for in every byte, unknown ones in text up to the limit. */
  open(path: string, sizeBytes: number): { push(chunk: Buffer): void; end(): FileSecret[] } {
    const keep = sizeBytes <= this.#textBytes;
    const chunks: Buffer[] = [];
    const own = new Set<string>();
    let tail = Buffer.alloc(0);
    return {
      push: (chunk) => {
        if (keep) chunks.push(chunk);
        if (this.#needles.length === 0) return;
        const seam = Buffer.concat([tail, chunk.subarray(0, this.#overlap)]);
        for (const { bytes, fingerprint } of this.#needles)
          if (!own.has(fingerprint) && (chunk.includes(bytes) || seam.includes(bytes))) own.add(fingerprint);
        tail = tailOf(tail, chunk, this.#overlap);
      },
      end: () => {
        const found: FileSecret[] = [...own].map((fingerprint) => ({ ...OWN_SECRET, path, fingerprint }));
        const text = keep ? textOf(chunks) : undefined;
        if (text === undefined || !mayHoldSecret(text, path)) return found;
        for (const { rule, title, value } of findSecrets(text, { place: 'file', name: path })) {
          const fingerprint = fingerprintOf(value);
          if (!own.has(fingerprint)) found.push({ rule, title, path, fingerprint });
        }
        return found;
      },
    };
  }
}

/** A copy: a view would keep the whole chunk in memory. */
function tailOf(tail: Buffer, chunk: Buffer, length: number): Buffer<ArrayBuffer> {
  if (chunk.byteLength >= length) return Buffer.from(chunk.subarray(chunk.byteLength - length));
  const joined = Buffer.concat([tail, chunk]);
  return Buffer.from(joined.subarray(Math.max(0, joined.byteLength - length)));
}

/**
 * The file as text, one character a byte unless it says that it is UTF-16; undefined for binary files. What looks like a
 * secret in a program is mostly a constant of its library: libgnutls carries the private keys of its self-test.
 */
function textOf(chunks: readonly Buffer[]): string | undefined {
  const [first] = chunks;
  if (first === undefined) return undefined;
  const bytes = chunks.length === 1 ? first : Buffer.concat(chunks);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.byteLength & ~1))
      .swap16()
      .toString('utf16le');
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  return bytes.toString('latin1');
}
