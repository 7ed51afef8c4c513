import { readIfThere } from '../config/read-text.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** A question may stand for hours. Throws FILE_WRITE_FAILED when the file is not what it was; undefined: it was not there. */
export async function requireUnchanged(path: string, shownPath: string, before: Buffer | undefined): Promise<void> {
  const now = await readIfThere(path);
  const same = now === undefined || before === undefined ? now === before : now.equals(before);
  if (!same) throw new McpDockError('FILE_WRITE_FAILED', { path: shownPath, reason: 'it was changed meanwhile' });
}
