import { posix } from 'node:path';
import type { ImageConfig } from '../model/facts/image.js';
import type { Settings } from '../model/facts/settings.js';

export interface DataPath {
  /** Absolute, without a slash at its end. */
  readonly path: string;
  readonly from: 'project' | 'image';
}

/** Paths that hold data: those of the project or the image's label, then VOLUME of the image. Each once; no engine mounts over `/`. */
export function dataPathsOf(
  { dataPaths }: Pick<Settings, 'dataPaths'>,
  { volumes, workingDir }: Pick<ImageConfig, 'volumes' | 'workingDir'>,
): DataPath[] {
  const all = [
    ...dataPaths.map((path) => ({ path, from: 'project' as const })),
    ...volumes.map((path) => ({ path, from: 'image' as const })),
  ].map(({ path, from }) => ({ path: absolute(path, workingDir), from }));
  return all.filter(({ path }, index) => path !== '/' && all.findIndex((one) => one.path === path) === index);
}

const absolute = (path: string, workingDir: string): string =>
  posix.resolve('/', workingDir, path).replace(/(?<=.)\/+$/u, '');
