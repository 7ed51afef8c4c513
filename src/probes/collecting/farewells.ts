import type { ScenarioRun } from '../../targets/target.js';

const farewells = new WeakMap<ScenarioRun, () => Promise<void>>();

/** What is said to the server of a run when nothing more is asked of it. */
export function uponLeaving(run: ScenarioRun, farewell: () => Promise<void>): void {
  farewells.set(run, farewell);
}

export async function leave(run: ScenarioRun): Promise<void> {
  await farewells.get(run)?.();
}
