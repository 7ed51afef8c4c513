import { runtimeOf } from './runtimes/index.js';
import type { ScaffoldChoices } from './scaffold-choices.js';

/** What of these choices no test of mcp-dock runs on the image of that name, as parts of a sentence: `Python 3.12`. */
export function untestedIn({
  runtime,
  runtimeVersion,
  base,
}: Pick<ScaffoldChoices, 'runtime' | 'runtimeVersion' | 'base'>): readonly string[] {
  const { versionTitle, versions, bases } = runtimeOf(runtime);
  return [
    ...versions
      .filter(({ version, untested }) => version === runtimeVersion && untested === true)
      .map(({ version }) => `${versionTitle} ${version}`),
    ...bases.filter(({ id, untested }) => id === base && untested === true).map(({ id }) => `the base image ${id}`),
  ];
}
