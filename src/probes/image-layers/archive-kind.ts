/** Bytes from which {@link archiveKind} can tell. */
export const KIND_BYTES = 512;

export type ArchiveKind = 'tar' | 'gzip' | 'zstd' | 'zip';

/** What kind of archive begins with these bytes; a program that carries a zip behind it is known by its name. */
export function archiveKind(head: Buffer, path = ''): ArchiveKind | undefined {
  if (head.byteLength < 4) return undefined;
  const magic = head.readUInt32LE(0);
  if ((magic & 0xffffff) === 0x088b1f) return 'gzip';
  if (magic === 0xfd2fb528) return 'zstd';
  if (magic === 0x04034b50 || SELF_EXTRACTING.test(path)) return 'zip';
  return head.subarray(257, 262).toString('latin1') === 'ustar' ? 'tar' : undefined;
}

const SELF_EXTRACTING = /\.(?:pyz|pyzw|pex|shiv)$/u;
