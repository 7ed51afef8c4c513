import type { ScenarioRun } from '../targets/target.js';
import type { ClientInfo } from './protocol.js';
import { createStdioWire, type StdioWire } from './stdio-wire.js';

const wires = new WeakMap<ScenarioRun, StdioWire>();

/** Lets the record of another run of the same scenario stand for this one's, when this one ended before it could be asked. */
export function standInFor(run: ScenarioRun, wire: StdioWire): void {
  wires.set(run, wire);
}

/** The one wire of a stdio run: whoever asks first opens it, and it reads stdout until the end. */
export function stdioWireOf(run: ScenarioRun, client: ClientInfo): StdioWire {
  const existing = wires.get(run);
  if (existing !== undefined) return existing;
  if (run.streams === undefined) throw new Error('The run has no stdio to talk over.');
  const wire = createStdioWire({
    streams: run.streams,
    client,
    async whyGone() {
      const { exitCode, oomKilled, error, lastLines } = await run.exited;
      const last = lastLines.at(-1);
      const why = oomKilled ? 'it ran out of memory' : `it exited with code ${exitCode}`;
      return [why, error ?? last].filter((part) => part !== undefined && part !== '').join(': ');
    },
  });
  wires.set(run, wire);
  return wire;
}
