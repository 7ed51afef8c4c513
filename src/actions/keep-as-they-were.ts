import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../config/read-text.js';
import type { FileToWrite } from './write-files.js';

const PARENT = '.mcp-dock/backup';
/** What somebody had written may be for them alone. */
const PRIVATE = { mode: 0o600, folderMode: 0o700 };

export interface KeptFiles {
  /** Relative to the project; absent where there is nothing to keep. */
  readonly folder?: string;
  readonly files: readonly FileToWrite[];
}

/**
 * Copies of files that a run changes, byte by byte as they are now, in a folder of their own; Git does not see it, nor does a
 * build. Paths where nothing is are left out.
 */
export async function keepAsTheyWere(
  directory: string,
  paths: readonly string[],
  now = new Date(),
): Promise<KeptFiles> {
  const found = await Promise.all(
    paths.map(async (path) => ({ path, content: await readIfThere(join(directory, path)) })),
  );
  const there = found.flatMap(({ path, content }) => (content === undefined ? [] : [{ path, content }]));
  if (there.length === 0) return { files: [] };
  const folder = await freeFolder(directory, now.toISOString().replaceAll(/[-:]|\.\d+/gu, ''));
  return {
    folder,
    files: [
      { path: `${PARENT}/.gitignore`, content: '*\n' },
      ...there.map(({ path, content }) => ({ path: `${folder}/${path}`, content, ...PRIVATE })),
    ],
  };
}

/** Two runs may fall into one second. */
async function freeFolder(directory: string, time: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const folder = `${PARENT}/${time}${count === 1 ? '' : `-${count}`}`;
    const there = await lstat(join(directory, folder)).catch(() => undefined);
    if (there === undefined) return folder;
  }
}
