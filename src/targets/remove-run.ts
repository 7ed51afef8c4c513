import { setTimeout as delay } from 'node:timers/promises';
import { RUN_LABEL } from '../model/tool.js';
import type { Engine } from '../ports/engine.js';

type RemovingEngine = Pick<Engine, 'listContainers' | 'removeContainer' | 'listResources' | 'removeResource'>;

/** The engine lets go of a network a little after its last container. */
const ROUNDS = 5;
const ROUND_MS = 200;

/**
 * Removes everything that bears the run's label: containers, then the networks and volumes that they held. `late` where somebody was
 * cut off who may have asked the engine for one more thing: then nothing must be there twice in a row.
 */
export async function removeRun(engine: RemovingEngine, runId: string, { late = false } = {}): Promise<void> {
  const label = `${RUN_LABEL}=${runId}`;
  let clean = 0;
  for (let round = 1; ; round += 1) {
    const [containers, resources] = await Promise.all([
      engine.listContainers({ label, all: true }),
      engine.listResources(label),
    ]);
    const removed = [
      ...(await Promise.allSettled(containers.map(({ id }) => engine.removeContainer(id)))),
      ...(await Promise.allSettled(resources.map((resource) => engine.removeResource(resource)))),
    ];
    clean = containers.length === 0 && resources.length === 0 ? clean + 1 : 0;
    if (clean > (late ? 1 : 0)) return;
    const failed = removed.find((result) => result.status === 'rejected');
    if (round >= ROUNDS) {
      if (failed !== undefined) throw failed.reason;
      return;
    }
    if (failed !== undefined || late) await delay(ROUND_MS);
  }
}
