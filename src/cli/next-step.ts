import { relative } from 'node:path';
import type { LoadedConfig } from '../config/schema.js';
import type { BuildReport } from '../model/build-report.js';

interface Place {
  readonly project: Pick<LoadedConfig, 'config'> | undefined;
  readonly directory: string;
  readonly cwd: string;
  /** Whether it is the server of the project, and not what stands beside it. */
  readonly main: boolean;
}

/**
 * The command that comes after a build. With a project `verify` knows what the project expects; without one it looks at the image
 * alone.
 */
export function nextStep(
  { image: { id, tags }, pushed, outputs = [], buildx }: BuildReport,
  { project, directory, cwd, main }: Place,
): string {
  const [tag = ''] = tags;
  // Of what is only in a file, nothing can be started yet. The classic store of an engine loads no OCI archive; one that the
  // engine wrote itself came from a store that does.
  const archive = outputs.find(({ type }) => type === 'docker' || (type === 'oci' && buildx?.driver === 'docker'));
  if (id === undefined && pushed === undefined)
    return archive === undefined ? 'mcp-dock build' : `docker load --input ${archive.path}`;
  // What stands beside the server is no MCP server.
  if (!main) return `docker run --rm ${tag}`;
  if (project === undefined) return `mcp-dock verify image:${tag}`;
  const folder = relative(cwd, directory);
  const own = project.config.image ?? `${project.config.name}:latest`;
  return `${folder === '' ? '' : `cd ${folder} && `}mcp-dock verify${tag === own ? '' : ` image:${tag}`}`;
}
