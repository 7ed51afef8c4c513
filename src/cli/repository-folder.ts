import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * A folder as seen from the top of the Git repository that it is in, with `/`; empty at the top and outside of every repository.
 * CI servers know files by that path.
 */
export function repositoryFolder(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    // A file in a worktree or a submodule, a folder elsewhere.
    if (existsSync(join(folder, '.git'))) return relative(folder, directory).split(sep).join('/');
    if (dirname(folder) === folder) return '';
  }
}
