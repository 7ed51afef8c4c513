import type { ImageConfig } from '../model/facts/image.js';
import type { Settings } from '../model/facts/settings.js';
import { shellWord } from '../model/shell-word.js';
import type { ImageArchive, Target } from './target.js';

interface ArchiveTargetInput {
  /** As the user wrote it. */
  readonly title: string;
  readonly path: string;
  readonly archive: ImageArchive;
  readonly imageConfig: ImageConfig;
  readonly settings: Settings;
  readonly secretValues: readonly string[];
}

/** An image in a file: it is read, never run. */
export function archiveTarget({
  title,
  path,
  archive,
  imageConfig,
  settings,
  secretValues,
}: ArchiveTargetInput): Target {
  return {
    kind: 'archive',
    title: archive.images > 1 ? `${title} (${archive.platform}, one of ${archive.images} images)` : title,
    imageReference: imageConfig.reference,
    imageConfig,
    archive,
    load: `docker load --input ${shellWord(path)}`,
    settings,
    headers: {},
    secretValues,
    notApplicable: () => 'An image in a file is read, not run: load it and verify it as image:REFERENCE.',
    open: () => Promise.reject(new Error('An image in a file is never run.')),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
