import { RUN_LABEL } from '../model/tool.js';
import type { Context } from '../ports/context.js';
import { isLeftBehind } from '../targets/run-labels.js';

/**
 * Removes containers of runs that were killed before they could tidy up, and the networks and volumes that they used: those of this
 * machine, and those of others after an hour. What belongs to runs that are under way and to anybody else stays. Returns the names of
 * what was removed.
 */
export async function reapLeftovers({ engine }: Pick<Context, 'engine'>): Promise<readonly string[]> {
  const [ours, resources] = await Promise.all([
    engine.listContainers({ label: RUN_LABEL, all: true }),
    engine.listResources(RUN_LABEL),
  ]);
  const leftovers = ours.filter((container) => isLeftBehind(container));
  await Promise.all(leftovers.map(({ id }) => engine.removeContainer(id)));
  const left = resources.filter((resource) => isLeftBehind(resource));
  // One that is still in use has a run of its own to thank for; the next one tries again.
  const removed = await Promise.allSettled(
    left.map(async (resource) => {
      await engine.removeResource(resource);
      return resource.name;
    }),
  );
  return [
    ...leftovers.map(({ name }) => name),
    ...removed.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
  ];
}
