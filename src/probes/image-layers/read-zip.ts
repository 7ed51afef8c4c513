import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly sizeBytes: number;
  /** Its bytes, unpacked; undefined when they are more than the limit, encrypted or broken. */
  readonly read: (limit: number) => Buffer | undefined;
}

const END_RECORD = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const CENTRAL_RECORD = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_RECORD = 0x04034b50;
const LOCAL_BYTES = 30;
const ENCRYPTED = 0x1;
const STORED = 0;
const DEFLATED = 8;

/**
 * The files that the directory at the end of a zip names, in its order. What stands before the zip (a program that unpacks itself)
 * shifts every offset by as much. Throws when it is no zip.
 */
export function* readZip(bytes: Buffer, maxEntries: number): Generator<ZipEntry> {
  const end = findEnd(bytes);
  const size = bytes.readUInt32LE(end + 12);
  const offset = bytes.readUInt32LE(end + 16);
  const shift = end - size - offset;
  if (shift < 0) throw new Error('The directory of the zip lies outside of it.');
  let at = end - size;
  for (let count = 0; count < maxEntries && at + CENTRAL_BYTES <= end; count += 1) {
    if (bytes.readUInt32LE(at) !== CENTRAL_RECORD) return;
    const nameLength = bytes.readUInt16LE(at + 28);
    const next = at + CENTRAL_BYTES + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    const record = bytes.subarray(at, at + CENTRAL_BYTES);
    const name = bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength);
    if (!name.endsWith('/'))
      yield { name, sizeBytes: record.readUInt32LE(24), read: (limit) => readEntry(bytes, record, shift, limit) };
    at = next;
  }
}

function findEnd(bytes: Buffer): number {
  const from = Math.max(0, bytes.byteLength - END_BYTES - MAX_COMMENT);
  for (let at = bytes.byteLength - END_BYTES; at >= from; at -= 1) if (bytes.readUInt32LE(at) === END_RECORD) return at;
  throw new Error('The zip has no directory.');
}

function readEntry(bytes: Buffer, record: Buffer, shift: number, limit: number): Buffer | undefined {
  const method = record.readUInt16LE(10);
  const packed = record.readUInt32LE(20);
  const local = record.readUInt32LE(42) + shift;
  if ((record.readUInt16LE(8) & ENCRYPTED) !== 0 || local + LOCAL_BYTES > bytes.byteLength) return undefined;
  if (bytes.readUInt32LE(local) !== LOCAL_RECORD) return undefined;
  const from = local + LOCAL_BYTES + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const data = bytes.subarray(from, from + packed);
  if (method === STORED) return data.byteLength <= limit ? data : undefined;
  if (method !== DEFLATED || limit < 1) return undefined;
  try {
    return inflateRawSync(data, { maxOutputLength: limit });
  } catch {
    // Larger than the limit, or broken: nobody can unpack it here.
    return undefined;
  }
}
