/** One member of a tar, its name and numbers already taken from whichever header says them best. */
export interface TarMember {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Of links, as written. */
  readonly linkname?: string;
}

/** One block of 512 bytes; `flag` says what follows it. */
export interface TarHeader extends Omit<TarMember, 'type' | 'linkname'> {
  readonly flag: string;
  readonly linkname: string;
  /** An old GNU sparse header goes on in the next block. */
  readonly extended: boolean;
}

export const BLOCK = 512;
const SPACE = 0x20;
const CHECKSUM = { from: 148, to: 156 };

/** Throws when the block is no header: the sum of its bytes must be the one that it names. */
export function parseHeader(block: Buffer): TarHeader {
  const named = octal(block, CHECKSUM.from, CHECKSUM.to);
  let sum = 0;
  for (let index = 0; index < BLOCK; index += 1)
    sum += index >= CHECKSUM.from && index < CHECKSUM.to ? SPACE : (block[index] ?? 0);
  if (sum !== named) throw new Error('The archive holds something that is no tar header.');
  const flag = String.fromCharCode(block[156] ?? 0);
  const ustar = block.toString('latin1', 257, 262) === 'ustar';
  // In GNU's variant other fields stand where POSIX has the first part of the name.
  const posix = ustar && block[262] === 0;
  const prefix = posix ? text(block, 345, 500) : '';
  const name = text(block, 0, 100);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    flag,
    size: number(block, 124, 136),
    mode: number(block, 100, 108) & 0o7777,
    uid: number(block, 108, 116),
    gid: number(block, 116, 124),
    linkname: text(block, 157, 257),
    extended: flag === 'S' && block[482] === 1,
  };
}

function text(block: Buffer, from: number, to: number): string {
  const end = block.indexOf(0, from);
  return block.toString('utf8', from, end === -1 || end > to ? to : end);
}

/** Octal, or GNU's big-endian form for what octal digits cannot hold. Throws for what is negative or beyond any file. */
function number(block: Buffer, from: number, to: number): number {
  const first = block[from] ?? 0;
  if ((first & 0x80) === 0) return octal(block, from, to);
  if (first === 0xff) throw new Error('The archive holds a header with a negative number.');
  let value = first & 0x7f;
  for (let index = from + 1; index < to; index += 1) value = value * 256 + (block[index] ?? 0);
  if (!Number.isSafeInteger(value)) throw new Error('The archive holds a header with a number beyond any file.');
  return value;
}

function octal(block: Buffer, from: number, to: number): number {
  let value = 0;
  let digits = 0;
  for (let index = from; index < to; index += 1) {
    const digit = (block[index] ?? 0) - 0x30;
    if (digit >= 0 && digit <= 7) {
      value = value * 8 + digit;
      digits += 1;
    } else if (digits > 0) break;
  }
  return value;
}

/** What a PAX header says of the member that follows, as far as it is used. */
export interface PaxRecords {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
}

const SPACE_CODE = 0x20;
const MAX_LENGTH_DIGITS = 8;

/** Reads `LENGTH KEY=VALUE\n` records; a record that does not fit its length ends the reading, as it does for the engine. */
export function parsePax(bytes: Buffer): PaxRecords {
  const found = new Map<string, string>();
  for (let at = 0; at < bytes.byteLength;) {
    const space = bytes.indexOf(SPACE_CODE, at);
    if (space === -1 || space - at > MAX_LENGTH_DIGITS) break;
    const length = Number(bytes.toString('latin1', at, space));
    const end = at + length;
    if (!Number.isInteger(length) || end <= space + 1 || end > bytes.byteLength) break;
    const equals = bytes.indexOf(0x3d, space);
    if (equals !== -1 && equals < end) {
      const key = bytes.toString('latin1', space + 1, equals);
      if (PAX_KEYS.has(key)) found.set(key, bytes.toString('utf8', equals + 1, end - 1));
    }
    at = end;
  }
  return {
    ...textOf('path', found),
    ...textOf('linkpath', found),
    ...numberOf('size', found),
    ...numberOf('uid', found),
    ...numberOf('gid', found),
  };
}

const PAX_KEYS = new Set(['path', 'linkpath', 'size', 'uid', 'gid']);

/** An empty value takes back what a global header said. */
const textOf = (key: 'path' | 'linkpath', found: ReadonlyMap<string, string>) => {
  const value = found.get(key);
  return value === undefined || value === '' ? {} : { [key]: value };
};

function numberOf(key: 'size' | 'uid' | 'gid', found: ReadonlyMap<string, string>): Record<string, number> {
  const value = found.get(key);
  if (value === undefined || !/^\d{1,16}$/u.test(value)) return {};
  if (!Number.isSafeInteger(Number(value)))
    throw new Error('The archive holds a header with a number beyond any file.');
  return { [key]: Number(value) };
}
