import type { StdioRun } from '../../mcp/ask-over-stdio.js';
import { stdioWireOf } from '../../mcp/run-wire.js';
import { TOOL_NAME } from '../../model/tool.js';
import type { ScenarioProbeContext } from '../define-probe.js';

/** Starts the server of a stdio run once more, as that one was started. */
export async function anotherRun({
  run,
  target,
  toolVersion,
  signal,
}: Pick<ScenarioProbeContext, 'run' | 'target' | 'toolVersion' | 'signal'>): Promise<StdioRun> {
  const again = await target.open(run.spec, signal);
  return {
    wire: stdioWireOf(again, { name: TOOL_NAME, version: toolVersion }),
    ...(again.startedAt === undefined ? {} : { startedAt: again.startedAt }),
    [Symbol.asyncDispose]: () => again[Symbol.asyncDispose](),
  };
}
