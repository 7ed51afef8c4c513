import { readFile, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, whether this runs from `src`, from `dist` or from an installed tarball. */
export const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

export interface PackageFile {
  /** Relative to the folder that was asked for, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** Text files of a folder of this package, with subfolders, sorted by path. */
export async function readPackageFolder(
  folder: string,
  accepts: (path: string) => boolean = () => true,
): Promise<PackageFile[]> {
  const root = join(packageRoot, folder);
  const paths = await filesBelow(root, root, accepts);
  return Promise.all(
    paths.toSorted().map(async (path) => ({ path, content: await readFile(join(root, path), 'utf8') })),
  );
}

async function filesBelow(root: string, folder: string, accepts: (path: string) => boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const full = join(folder, entry.name);
      const path = relative(root, full).split(sep).join('/');
      if (!accepts(entry.isDirectory() ? `${path}/` : path)) return [];
      return entry.isDirectory() ? filesBelow(root, full, accepts) : [path];
    }),
  );
  return found.flat();
}
