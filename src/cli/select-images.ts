import { projectImages, type ProjectImage } from '../config/project-images.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** Flags of `build` that say something about one image. */
const OF_ONE_IMAGE = [
  'tag',
  'file',
  'target',
  'log-file',
  'output',
  'cache-from',
  'cache-to',
  'sbom',
  'sbom-generator',
  'provenance',
  'reproducible',
  'fresh',
] as const;

type Flags = Readonly<Record<string, unknown>>;

/**
 * The images that a command line is about: those of `--image`, else all of the project. Empty without a project, where a
 * Dockerfile is all there is. Throws FLAG_INVALID for a name that is none, and for flags of one image where there are several.
 */
export function selectImages(
  project: LoadedConfig | undefined,
  { names = [], flags, command }: { names?: readonly string[] | undefined; flags: Flags; command: string },
): ProjectImage[] {
  const invalid = (reason: string) => new McpDockError('FLAG_INVALID', { reason, command });
  if (project === undefined) {
    if (names.length > 0) throw invalid(`--image ${names[0]}: there is no mcp-dock.yaml here that names images.`);
    return [];
  }
  const all = projectImages(project);
  const known = all.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw invalid(`--image ${unknown}: mcp-dock.yaml has no such image; it has ${known.join(', ')}.`);
  const selected = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  const odd = OF_ONE_IMAGE.filter((flag) => flags[flag] !== undefined && flags[flag] !== false);
  if (selected.length > 1 && odd.length > 0) {
    const written = odd.map((flag) => `--${flag}`).join(' and ');
    throw invalid(
      `${written} ${odd.length === 1 ? 'is' : 'are'} about one image, and ${selected.map(({ name }) => name).join(', ')} would be built: add --image NAME.`,
    );
  }
  return selected;
}
