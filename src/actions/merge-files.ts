import { join } from 'node:path';
import { readIfThere, readTextIfThere } from '../config/read-text.js';
import type { RenderedFile } from '../model/template.js';
import { isWhole, recordedText, sha256, type InitState, type RecordedFile } from './init-state.js';
import { mergeText } from './merge-text.js';

/** What an update makes of a file. */
export type MergeState =
  /** New in this version, or with the choices. */
  | 'created'
  /** Nobody changed it since it was rendered. */
  | 'updated'
  /** Changed by the person and by this version, in different places. */
  | 'merged'
  /** Changed by both in the same place, or not known to have been one file. */
  | 'conflict'
  | 'unchanged'
  /** Changed by the person alone. */
  | 'yours'
  /** Deleted by the person. */
  | 'deleted'
  /** Holds secrets; it is never touched. */
  | 'secret'
  /** No longer made, and left where it is. */
  | 'left';

export interface MergedFile {
  readonly path: string;
  readonly state: MergeState;
  /** What is rendered now. */
  readonly file?: RenderedFile;
  /** What the disk holds. */
  readonly existing?: string;
  /** What is to be written, without anybody being asked. */
  readonly content?: string;
  /** A text with conflict markers, where lines can be compared. */
  readonly marked?: string;
  readonly conflicts?: readonly string[];
}

/** Three ways: what was rendered, what is on the disk, what is rendered now. Line endings do not count, and stay. */
export async function mergeFiles(
  directory: string,
  { files, tool }: Pick<InitState, 'files' | 'tool'>,
  rendered: readonly RenderedFile[],
  toolVersion: string,
): Promise<MergedFile[]> {
  const now = new Set(rendered.map(({ path }) => path));
  const labels = { ours: `yours, begun with mcp-dock ${tool.version}`, theirs: `mcp-dock ${toolVersion}` };
  const [merged, left] = await Promise.all([
    Promise.all(
      rendered.map(async (file) =>
        mergeOne(file, own(files, file.path), await readIfThere(join(directory, file.path)), labels),
      ),
    ),
    Promise.all(
      Object.keys(files)
        .filter((path) => !now.has(path))
        .map(async (path): Promise<MergedFile[]> => {
          const existing = await readTextIfThere(join(directory, path));
          return existing === undefined ? [] : [{ path, state: 'left' }];
        }),
    ),
  ]);
  return [...merged, ...left.flat()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

const own = (files: InitState['files'], path: string): RecordedFile | undefined =>
  Object.hasOwn(files, path) ? files[path] : undefined;

function mergeOne(
  file: RenderedFile,
  record: RecordedFile | undefined,
  bytes: Buffer | undefined,
  labels: Parameters<typeof mergeText>[1],
): MergedFile {
  const { path, content } = file;
  if (bytes === undefined)
    return record === undefined ? { path, file, state: 'created', content } : { path, file, state: 'deleted' };
  const existing = bytes.toString('utf8');
  const known = { path, file, existing };
  if (file.keep === true) return { ...known, state: 'secret' };
  const ours = existing.replaceAll('\r\n', '\n');
  if (ours === content) return { ...known, state: 'unchanged' };
  const as = existing.includes('\r\n') ? (text: string) => text.replaceAll('\n', '\r\n') : (text: string) => text;
  const base = recordedText(record);
  const isBase = (text: string) =>
    base === undefined ? record !== undefined && 'sha256' in record && record.sha256 === sha256(text) : base === text;
  if (isBase(ours)) return { ...known, state: 'updated', content: as(content) };
  if (isBase(content)) return { ...known, state: 'yours' };
  // What is no UTF-8 cannot be written back as it was.
  const isText = Buffer.from(existing).equals(bytes);
  if (base === undefined || isWhole(path) || !isText) return { ...known, state: 'conflict' };
  const { text, conflicts } = mergeText({ base, ours, theirs: content }, labels);
  if (conflicts.length > 0) return { ...known, state: 'conflict', marked: as(text), conflicts };
  // Both may have come to the same by different ways.
  return text === ours ? { ...known, state: 'yours' } : { ...known, state: 'merged', content: as(text) };
}
