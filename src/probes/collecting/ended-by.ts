import type { BadInput } from '../../model/facts/http-rules.js';
import type { ScenarioRun } from '../../targets/target.js';
import { within } from '../../targets/within.js';

/** An engine says a moment later than the connection that a server has ended. */
const NOTICED_MS = 2_000;

/** With how the server ended, where the last input was one too many. */
export async function endedBy(sent: BadInput, run: Pick<ScenarioRun, 'exited'>): Promise<BadInput> {
  if (sent.inputs.at(-1)?.alive !== false) return sent;
  const exited = await within(NOTICED_MS, run.exited);
  return exited === undefined ? sent : { ...sent, exited };
}
