import { readFile, stat } from 'node:fs/promises';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** The content of a file; undefined when there is none. Throws FILE_READ_FAILED. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    const stats = await stat(path);
    // A pipe without a writer, or a device without an end, would be waited for.
    if (!stats.isFile() && !stats.isDirectory()) throw new Error('it is a pipe, a socket or a device');
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new McpDockError('FILE_READ_FAILED', { path, reason: fileFault(cause) }, { cause });
  }
}

/** The content of a file as text; undefined when there is none. Throws FILE_READ_FAILED. */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  return (await readIfThere(path))?.toString('utf8');
}
