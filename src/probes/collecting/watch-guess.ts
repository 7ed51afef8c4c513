import { setTimeout as delay } from 'node:timers/promises';
import type { StdioWire } from '../../mcp/stdio-wire.js';
import { listeningSockets } from '../../targets/listening-sockets.js';
import type { ScenarioProbeContext } from '../define-probe.js';

/** What a silent guess is still given. */
interface Patience {
  /** Where the image listens on the port that it exposes. */
  readonly besideHttpMs: number;
  /** Where the image exposes none, before a port that it listens on counts as its answer. */
  readonly withoutAWordMs: number;
}

const PATIENCE: Patience = { besideHttpMs: 3_000, withoutAWordMs: 8_000 };

/**
 * Ends a run over stdio that was only a guess once the server is seen to listen on a port and has not said one message: waiting
 * for the rest of the budget, and then for it to notice that stdin is closed, would tell nothing.
 */
export function watchGuess(
  context: ScenarioProbeContext,
  wire: Pick<StdioWire, 'stdoutRecord'>,
  patience = PATIENCE,
): { readonly givenUp: () => boolean } {
  let over = false;
  const watch = async () => {
    if (!(await listens(context, patience)) || wire.stdoutRecord().messages > 0) return;
    const { containerId } = context.run;
    if (containerId === undefined || context.run.hasExited() !== undefined) return;
    over = true;
    await context.engine.killContainer(containerId, 'SIGKILL');
  };
  // What it fails of, the question itself will meet.
  void watch().catch(() => undefined);
  return { givenUp: () => over };
}

async function listens(
  { run, target, engine, fact, signal }: ScenarioProbeContext,
  { besideHttpMs, withoutAWordMs }: Patience,
): Promise<boolean> {
  const { transports, transportsFrom } = target.settings;
  if (!run.owned || run.containerId === undefined || transportsFrom !== 'image') return false;
  if (transports.http === undefined) {
    await delay(withoutAWordMs, undefined, { signal, ref: false });
    return ((await listeningSockets(engine, run.containerId)) ?? []).length > 0;
  }
  const { listeningMs, onlyInside } = await fact('httpStart');
  await delay(besideHttpMs, undefined, { signal, ref: false });
  return listeningMs !== undefined || onlyInside !== undefined;
}
