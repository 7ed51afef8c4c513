import type { McpAnswer } from '../model/facts/mcp.js';
import { isLimited } from '../model/is-limited.js';
import { initializeParams, isObject } from '../model/mcp-protocol.js';
import type { ScenarioRun } from '../targets/target.js';
import { createHttpWire, type HttpWire, type HttpWireOptions, type WireSession } from './http-wire.js';

const ASK_MS = 10_000;
/** More than one asker needs: no id is used twice in a session. */
const IDS_EACH = 1_000;

interface Kept {
  readonly wire: HttpWire;
  nextId: number;
}

const sessions = new WeakMap<ScenarioRun, Kept>();

/** Lets all who ask this server ask in the session of the wire, which stays open: there is no other one meanwhile. */
export function keepOnlySession(run: ScenarioRun, wire: HttpWire): void {
  sessions.set(run, { wire, nextId: IDS_EACH });
}

/** The one session that there is, with ids that nobody else asks with; undefined where everybody is given one. */
export function onlySession(run: ScenarioRun): WireSession | undefined {
  const kept = sessions.get(run);
  if (kept === undefined) return undefined;
  const firstId = kept.nextId;
  kept.nextId += IDS_EACH;
  return { ...kept.wire.session(), firstId };
}

/** With what a client is refused that greets the server while another one is connected; undefined where it is not. */
export async function refusedSecondClient(options: HttpWireOptions): Promise<McpAnswer | undefined> {
  const wire = createHttpWire(options);
  try {
    const asking = { era: 'handshake', timeoutMs: ASK_MS } as const;
    const answer = await wire.request('initialize', initializeParams(options.client), asking);
    const { result, error, httpStatus = 0 } = answer;
    const refused = error !== undefined || httpStatus >= 400;
    return refused && !isObject(result) && !isLimited(httpStatus) ? answer : undefined;
  } finally {
    await wire.close();
  }
}
