import { causeOf } from '../model/explain-exit.js';
import type { ScenarioRun } from '../targets/target.js';
import type { ClientInfo } from '../model/mcp-protocol.js';
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
    exited: run.exited,
    async whyGone() {
      const exit = await run.exited;
      return `it exited with code ${exit.exitCode}: ${causeOf(exit)}`;
    },
  });
  wires.set(run, wire);
  return wire;
}
