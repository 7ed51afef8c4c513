import { resolve } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Context } from '../ports/context.js';
import { openImageArchive } from '../probes/image-archive/image-archive.js';
import type { ArchiveReference } from '../targets/parse-target.js';
import type { ImageArchive } from '../targets/target.js';

/** Reading an archive takes a pass over the file: once for each target, whoever asks. */
const opened = new WeakMap<ArchiveReference, Promise<ImageArchive>>();

/** The image that the target names. Throws ARCHIVE_UNREADABLE. */
export async function openArchive(
  target: ArchiveReference,
  { cwd, signal }: Pick<Context, 'cwd' | 'signal'>,
): Promise<ImageArchive> {
  const { format, path, image } = target;
  const known = opened.get(target);
  if (known !== undefined) return known;
  const opening = openImageArchive({
    format,
    path: resolve(cwd, path),
    ...(image !== undefined && { image }),
    platform: `linux/${ARCHITECTURES[process.arch] ?? process.arch}`,
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new McpDockError('ARCHIVE_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error });
  });
  opened.set(target, opening);
  return opening;
}

/** Node's names and those of images. */
const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = {
  x64: 'amd64',
  ia32: '386',
  loong64: 'loong64',
  ppc64: 'ppc64le',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EISDIR') return 'it is a folder; pack it with tar first.';
  return error instanceof Error ? error.message : String(error);
}
