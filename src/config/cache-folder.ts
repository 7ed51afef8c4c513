import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what is expensive to get twice is kept: the user's cache folder, with our name. */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const own = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const base =
    platform === 'win32'
      ? (own('LOCALAPPDATA') ?? join(homedir(), 'AppData', 'Local'))
      : (own('XDG_CACHE_HOME') ?? join(homedir(), '.cache'));
  return join(base, 'mcp-dock');
}
