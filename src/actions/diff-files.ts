import { join } from 'node:path';
import { cleanText } from '../model/clean-text.js';
import type { RenderedFile } from '../model/template.js';
import { readTextIfThere } from '../config/read-text.js';

/** A file that would be written, beside what is there now. */
export interface ComparedFile {
  readonly file: RenderedFile;
  /** What the disk holds; absent when there is no such file. */
  readonly existing?: string;
  readonly state: 'new' | 'same' | 'different';
}

/** Compares files with a folder. Line endings do not count: git may have changed them on the way. */
export async function compareFiles(directory: string, files: readonly RenderedFile[]): Promise<ComparedFile[]> {
  return Promise.all(
    files.map(async (file) => {
      const existing = await readTextIfThere(join(directory, file.path));
      if (existing === undefined) return { file, state: 'new' as const };
      const same = existing.replaceAll('\r\n', '\n') === file.content;
      return { file, existing, state: same ? ('same' as const) : ('different' as const) };
    }),
  );
}

const LONGEST_LINE = 300;

/** A diff for a terminal: what is on the disk may come from anybody's repository. */
export const printableDiff = (diff: string): string =>
  diff
    .trimEnd()
    .split('\n')
    .map((line) => cleanText(line, LONGEST_LINE))
    .join('\n');

/** A unified diff from what is there to what would be there. */
export async function unifiedDiff({ file, existing = '' }: ComparedFile): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  return createTwoFilesPatch(
    `${file.path} (now)`,
    `${file.path} (new)`,
    existing.replaceAll('\r\n', '\n'),
    file.content,
    undefined,
    undefined,
    { context: 3, headerOptions: FILE_HEADERS_ONLY },
  );
}
