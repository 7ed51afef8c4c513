import { lstat, readdir } from 'node:fs/promises';
import { fileFault } from '../errors/file-fault.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** What a new repository may hold before anything is written into it. */
const FRESH =
  /^(?:\.git|\.gitignore|\.gitattributes|\.DS_Store|Thumbs\.db|\.idea|\.vscode|readme(?:\..*)?|licen[cs]e(?:\..*)?)$/iu;

export interface FolderContents {
  /** Has a project file of mcp-dock: it was written by `init`, or is cared for by it. */
  readonly ours: boolean;
  /** Names that say that the folder belongs to something else, sorted. */
  readonly foreign: readonly string[];
}

/** Looks at a folder into which a project is to be written; a missing one is empty. */
export async function inspectFolder(directory: string): Promise<FolderContents> {
  const names = await namesIn(directory);
  const ours = names.some((name) => name === 'mcp-dock.yaml' || name === 'mcp-dock.yml');
  return { ours, foreign: ours ? [] : names.filter((name) => !FRESH.test(name)).toSorted() };
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !(await isLink(directory))) return [];
    if (code === 'ENOENT')
      throw new McpDockError(
        'FLAG_INVALID',
        {
          reason: `${directory} is a link that leads nowhere; make the folder that it names, or name another.`,
          command: 'init',
        },
        { cause },
      );
    if (code === 'ENOTDIR')
      throw new McpDockError(
        'FLAG_INVALID',
        { reason: `${directory} is a file, or below one; name a folder.`, command: 'init' },
        { cause },
      );
    throw new McpDockError('FILE_READ_FAILED', { path: directory, reason: fileFault(cause) }, { cause });
  }
}

const isLink = async (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
