import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for what is expensive to get twice: the same rule as scripts/bootstrap.mjs, which
 * cannot import this file because it runs before Node can strip types.
 *
 * @param parts - Folders or a file inside of it.
 * @returns The full path.
 */
export function cachePath(...parts: string[]): string {
  const base =
    process.platform === 'win32'
      ? (process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'))
      : process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'mcp-dock', ...parts);
}
