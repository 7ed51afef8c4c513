import type { SdkClientOutcome } from '../model/facts/mcp.js';
import type { ScenarioRun } from '../targets/target.js';

const replays = new WeakMap<ScenarioRun, Promise<SdkClientOutcome[]>>();

/** Begins what {@link replayOf} waits for: nothing else of a run has to wait for libraries that are loaded for it. */
export function beginReplay(run: ScenarioRun, replay: () => Promise<SdkClientOutcome[]>): void {
  const outcomes = replay();
  // Whoever waits hears of it.
  outcomes.catch(() => undefined);
  replays.set(run, outcomes);
}

/** What the client libraries made of a run; nothing where they were not asked. */
export const replayOf = (run: ScenarioRun): Promise<SdkClientOutcome[]> => replays.get(run) ?? Promise.resolve([]);
