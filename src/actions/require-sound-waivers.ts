import { join } from 'node:path';
import { byIdOrAlias, nearestIds } from '../checks/find-checks.js';
import { checks as all } from '../checks/index.js';
import { asOne } from '../config/load-config.js';
import type { LoadedConfig } from '../config/schema.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { CollectedFacts } from '../model/facts.js';

/**
 * Refuses waivers that cannot be read or name no check, before anything is started: one that was meant and does not hold must not
 * be noticed late. Throws CONFIG_INVALID for the first, with the place of the others.
 */
export function requireSoundWaivers({ accepted }: CollectedFacts, project: LoadedConfig | undefined): void {
  if (accepted?.status !== 'known' || project === undefined) return;
  const { faults, waivers } = accepted.value;
  const unknown = waivers
    .filter(({ id }) => byIdOrAlias(all, id).length === 0)
    .map(({ id, source }) => {
      const near = nearestIds(all, id);
      const closest = near.length === 0 ? '' : ` Closest: ${near.join(', ')}.`;
      return { ...source, message: `A waiver names "${id}", and there is no such check.${closest}` };
    });
  const placed = [...unknown, ...faults]
    .map(({ uri, line, message }) => ({ file: join(project.directory, uri), line, message }))
    .toSorted((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1));
  const [first] = placed;
  if (first === undefined) return;
  throw new McpDockError('CONFIG_INVALID', {
    path: first.file,
    ...asOne(placed),
    ...(faults.length > 0 && {
      suggestion: 'A waiver in a Dockerfile reads `# mcp-dock ignore=ID expires=2027-03-01 -- reason`.',
    }),
  });
}
