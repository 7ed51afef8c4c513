import type { LoadedConfig } from '../config/schema.js';
import { repositoryOf } from '../model/image-name.js';
import type { Context } from '../ports/context.js';
import type { ArchiveReference, ParsedTarget } from '../targets/parse-target.js';
import { findService } from './find-service.js';
import { openArchive } from './open-archive.js';

/** The image that the project builds and `verify` starts. */
export const projectImage = ({ config }: Pick<LoadedConfig, 'config'>) => config.image ?? `${config.name}:latest`;

/** The project, when the image is its own: another tag of it still is. */
export const ownProject = (reference: string, project: LoadedConfig | undefined): LoadedConfig | undefined =>
  project !== undefined && repositoryOf(reference) === repositoryOf(projectImage(project)) ? project : undefined;

/** The project's word counts for its own image, and for containers of it; undefined for every other target. */
export async function projectOf(
  target: ParsedTarget,
  project: LoadedConfig | undefined,
  context: Pick<Context, 'engine' | 'processes' | 'cwd' | 'signal'>,
): Promise<LoadedConfig | undefined> {
  if (project === undefined || target.kind === 'project') return project;
  if (target.kind === 'http' || target.kind === 'command') return undefined;
  if (target.kind === 'image') return ownProject(target.reference, project);
  if (target.kind === 'compose') return ownProject((await findService(target, context)).image, project);
  if (target.kind === 'archive') return archiveProject(target, project, context);
  return ownProject((await context.engine.inspectContainer(target.name)).imageReference, project);
}

async function archiveProject(
  target: ArchiveReference,
  project: LoadedConfig,
  context: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<LoadedConfig | undefined> {
  const { references } = await openArchive(target, context);
  return references.some((reference) => ownProject(reference, project) !== undefined) ? project : undefined;
}
