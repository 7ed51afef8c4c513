import { join } from 'node:path';
import { readIfThere, readTextIfThere } from '../config/read-text.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** A question may stand for hours. Throws FILE_WRITE_FAILED when the file is not what it was; undefined: it was not there. */
export async function requireUnchanged(path: string, shownPath: string, before: Buffer | undefined): Promise<void> {
  const now = await readIfThere(path);
  const same = now === undefined || before === undefined ? now === before : now.equals(before);
  if (!same) throw new McpDockError('FILE_WRITE_FAILED', { path: shownPath, reason: 'it was changed meanwhile' });
}

/** The same of files of a folder that were read as text. */
export async function requireAsSeen(
  directory: string,
  files: readonly { readonly path: string; readonly existing?: string }[],
): Promise<void> {
  for (const { path, existing } of files) {
    if ((await readTextIfThere(join(directory, path))) !== existing)
      throw new McpDockError('FILE_WRITE_FAILED', { path, reason: 'it was changed meanwhile' });
  }
}
