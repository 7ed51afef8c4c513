import { RUN_LABEL } from '../model/tool.js';
import type { Context } from '../ports/context.js';
import { isLeftBehind } from '../targets/run-labels.js';

/**
 * Removes containers of runs on this machine that were killed before they could tidy up. Those of runs that are under way, of
 * other machines and of anybody else stay. Returns the names of what was removed.
 */
export async function reapLeftovers({ engine }: Pick<Context, 'engine'>): Promise<readonly string[]> {
  const ours = await engine.listContainers({ label: RUN_LABEL, all: true });
  const leftovers = ours.filter(({ labels }) => isLeftBehind(labels));
  await Promise.all(leftovers.map(({ id }) => engine.removeContainer(id)));
  return leftovers.map(({ name }) => name);
}
