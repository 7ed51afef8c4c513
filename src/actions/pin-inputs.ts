import { resolve } from 'node:path';
import { projectImages } from '../config/project-images.js';
import type { LoadedConfig } from '../config/schema.js';
import type { PinInput } from './pin.js';

/** The Dockerfiles of a project, each once, the main one first. */
export function pinInputs(
  project: Pick<LoadedConfig, 'config' | 'directory'>,
  given: Pick<PinInput, 'directory' | 'mode' | 'yes'>,
): PinInput[] {
  const byPath = new Map<string, PinInput>();
  for (const { project: own } of projectImages(project)) {
    const { dockerfile = 'Dockerfile', args = {} } = own.config.build ?? {};
    const path = resolve(own.directory, dockerfile);
    const before = byPath.get(path);
    byPath.set(
      path,
      before === undefined
        ? { ...given, project: own }
        : { ...before, otherArguments: [...(before.otherArguments ?? []), args] },
    );
  }
  return [...byPath.values()];
}
