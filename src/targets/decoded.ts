import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import zlib from 'node:zlib';

/** What every request of ours asks for: without it, a server may compress its answers as it likes (RFC 9110, 12.5.3). */
export const UNCOMPRESSED = { 'Accept-Encoding': 'identity' } as const;

// What is there of a body that ends early is read, as browsers do.
const LENIENT = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const LENIENT_BROTLI = {
  flush: zlib.constants.BROTLI_OPERATION_FLUSH,
  finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
};

const DECODERS: Readonly<Record<string, () => zlib.Gunzip | zlib.Inflate | zlib.BrotliDecompress>> = {
  gzip: () => zlib.createGunzip(LENIENT),
  'x-gzip': () => zlib.createGunzip(LENIENT),
  deflate: () => zlib.createInflate(LENIENT),
  br: () => zlib.createBrotliDecompress(LENIENT_BROTLI),
};

/** How an answer is compressed all the same; undefined where it is not. */
export function codingOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return coding === '' || coding === 'identity' ? undefined : coding;
}

/**
 * The body of an answer as its clients read it; undefined where it is compressed in a way that they do not know. Whoever reads it
 * counts the bytes, and destroys it when there are too many.
 */
export function decoded(response: IncomingMessage): Readable | undefined {
  const coding = codingOf(response);
  return coding === undefined ? response : DECODERS[coding] && response.pipe(DECODERS[coding]());
}
