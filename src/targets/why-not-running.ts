import { causeOf } from '../model/explain-exit.js';
import type { ContainerState, Engine } from '../ports/engine.js';
import { autopsy } from './autopsy.js';

export interface NotRunning {
  /** The end of a sentence that begins with the container's name. */
  readonly reason: string;
  readonly suggestion: string;
}

/** So often, and up for so short a time: it is between two crashes, whatever the engine calls it at this moment. */
const RESTARTS = 3;
const YOUNG_MS = 10_000;

/**
 * Why a container that somebody else has started cannot be asked, with what it said last: it is gone, on its way from one crash
 * to the next, or paused. Undefined when it runs.
 */
export async function whyNotRunning(
  engine: Pick<Engine, 'inspectContainer' | 'containerLogs'>,
  state: ContainerState,
  secrets: readonly string[],
  now = Date.now(),
): Promise<NotRunning | undefined> {
  const { name, status, exitCode, restartCount } = state;
  const logs = `Read \`docker logs --tail 20 ${name}\``;
  if (status === 'paused')
    return { reason: 'it is paused.', suggestion: `Let it go on with \`docker unpause ${name}\`.` };
  if (status === 'restarting' || (state.running && restartCount >= RESTARTS && ageOf(state, now) < YOUNG_MS)) {
    const code = exitCode === undefined ? '' : `, exit code ${exitCode}`;
    return {
      reason: `it keeps restarting (${restartCount} ${restartCount === 1 ? 'time' : 'times'} so far)${code}: ${await cause()}.`,
      suggestion: `${logs}, and give the container what it asks for.`,
    };
  }
  if (state.running) return undefined;
  if (status === 'created' || exitCode === undefined)
    return { reason: `it is ${status}.`, suggestion: `Start it with \`docker start ${name}\`.` };
  return {
    reason: `it exited with code ${exitCode}: ${await cause()}.`,
    suggestion: `${logs}, then start it again with \`docker start ${name}\`, or a new one with what it asks for.`,
  };

  async function cause(): Promise<string> {
    const code = exitCode ?? 1;
    return causeOf(await autopsy(engine, { containerId: state.id, exitCode: code, afterMs: 0, secrets }));
  }
}

function ageOf({ startedAt }: ContainerState, now: number): number {
  const started = Date.parse(startedAt);
  // The clock of an engine elsewhere may be another.
  return Number.isNaN(started) ? Number.POSITIVE_INFINITY : Math.abs(now - started);
}
