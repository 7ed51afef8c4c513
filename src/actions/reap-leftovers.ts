import { RUN_LABEL } from '../model/tool.js';
import type { Context } from '../ports/context.js';
import { isLeftBehind } from '../targets/run-labels.js';

/**
 * Removes containers and networks of runs that were killed before they could tidy up: those of this machine, and those of others after an
 * hour. Those of runs that are under way and of anybody else stay. Returns the names of what was removed.
 */
export async function reapLeftovers({ engine }: Pick<Context, 'engine'>): Promise<readonly string[]> {
  const ours = await engine.listContainers({ label: RUN_LABEL, all: true });
  const leftovers = ours.filter((container) => isLeftBehind(container));
  await Promise.all(leftovers.map(({ id }) => engine.removeContainer(id)));
  const networks = (await engine.listNetworks({ label: RUN_LABEL })).filter((network) => isLeftBehind(network));
  await Promise.all(networks.map(({ id }) => engine.removeNetwork(id)));
  return [...leftovers, ...networks].map(({ name }) => name);
}
