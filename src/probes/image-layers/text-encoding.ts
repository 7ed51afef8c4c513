/** How the bytes of a file become the text that is searched. */
export interface Decoder {
  readonly decode: (bytes: Buffer) => string;
  /**
   * A program or data. What looks like a secret in such is mostly a constant of its library: libgnutls carries the private keys of
   * its self-test.
   */
  readonly binary: boolean;
  /** Bytes of a character. */
  readonly width: 1 | 2;
}

const LATIN1: Decoder = { decode: (bytes) => bytes.toString('latin1'), binary: false, width: 1 };
const BINARY: Decoder = { ...LATIN1, binary: true };
const UTF16LE: Decoder = { decode: (bytes) => bytes.toString('utf16le'), binary: false, width: 2 };
const UTF16BE: Decoder = {
  decode: (bytes) =>
    Buffer.from(bytes.subarray(0, bytes.byteLength & ~1))
      .swap16()
      .toString('utf16le'),
  binary: false,
  width: 2,
};

/**
 * One character a byte, unless the beginning says that it is UTF-16: by its mark, or by zeros in every other place. Secrets are
 * ASCII, so what else the file holds does not matter.
 */
export function decoderOf(head: Buffer): Decoder {
  if (head[0] === 0xff && head[1] === 0xfe) return UTF16LE;
  if (head[0] === 0xfe && head[1] === 0xff) return UTF16BE;
  const start = head.subarray(0, 8192);
  if (!start.includes(0)) return LATIN1;
  const zeros = [0, 0];
  for (let index = 0; index < start.byteLength; index += 1)
    if (start[index] === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = start.byteLength * 0.45;
  if (odd >= most && even === 0) return UTF16LE;
  return even >= most && odd === 0 ? UTF16BE : BINARY;
}
