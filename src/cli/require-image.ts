import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Consumer } from '../model/asked-for.js';
import type { ParsedTarget } from '../targets/parse-target.js';

/** They judge an image and the files of its project; the others start it by themselves. */
const START_NOTHING: readonly Consumer[] = ['mcp-registry', 'platforms'];

/** What is no image that a consumer could start; the first two have none at all. */
const IN_PLACE_OF_AN_IMAGE: Readonly<Partial<Record<ParsedTarget['kind'], string>>> = {
  http: 'a server at an address',
  command: 'a program of this machine',
  container: 'a container that runs already',
  compose: 'a service of Compose',
  archive: 'an image in a file, which is only read',
};

/** Throws FLAG_INVALID for a consumer of --target that could say nothing of this TARGET. */
export function requireImage(consumers: readonly Consumer[], { kind }: ParsedTarget): void {
  const found = IN_PLACE_OF_AN_IMAGE[kind];
  if (found === undefined) return;
  const hasImage = kind !== 'http' && kind !== 'command';
  const vain = consumers.filter((name) => !hasImage || !START_NOTHING.includes(name));
  if (vain.length === 0) return;
  throw new McpDockError('FLAG_INVALID', {
    reason: `--target ${vain.join(',')} needs an image that can be started, and this is ${found}: give image:REFERENCE, or no TARGET for the image of the project in this folder.`,
    command: 'verify',
  });
}
