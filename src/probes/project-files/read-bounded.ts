import { open, stat } from 'node:fs/promises';

/**
 * The text of a file, at most so many bytes of it; undefined when there is no such file or it is none (a folder, a pipe, a device).
 * Throws what the file system says of one that cannot be read.
 */
export async function readBounded(path: string, maxBytes: number): Promise<{ text: string; cut: boolean } | undefined> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ELOOP') return undefined;
    throw error;
  });
  if (stats?.isFile() !== true) return undefined;
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(Math.min(stats.size + 1, maxBytes + 1));
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    const cut = length > maxBytes;
    return { text: buffer.toString('utf8', 0, Math.min(length, maxBytes)), cut };
  } finally {
    await file.close();
  }
}
