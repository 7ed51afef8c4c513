import { relative } from 'node:path';

/** A folder as a person may type it where they stand: `.` for that place itself, and never like a flag. */
export function folderAsTyped(cwd: string, directory: string): string {
  const path = relative(cwd, directory);
  return path === '' ? '.' : path.startsWith('-') ? `./${path}` : path;
}
