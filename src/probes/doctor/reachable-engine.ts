import type { ProbeContext } from '../define-probe.js';
import type { EngineFact } from '../../model/facts/host.js';

/** The engine as it answers. Throws why it does not, so that what depends on it is unknown for that reason. */
export async function reachableEngine({ fact }: Pick<ProbeContext, 'fact'>): Promise<EngineFact> {
  const engine = await fact('engine');
  if (!engine.reachable) throw new Error(engine.problem?.message ?? 'The Docker Engine does not answer.');
  return engine;
}
