import { setTimeout as delay } from 'node:timers/promises';
import type { NextClient } from '../model/facts/mcp.js';
import { tidyAnswer } from './tidy-session.js';
import type { ScenarioRun } from '../targets/target.js';
import { createHttpWire, type HttpWire, type HttpWireOptions, type WireSession } from './http-wire.js';
import { refusedSecondClient } from './only-session.js';

/** What a server does when a client leaves may take a moment. */
const MOMENT_MS = 1_000;
const PING_MS = 5_000;

const found = new WeakMap<ScenarioRun, NextClient>();

/**
 * Ends the session of the wire, and says how the client after it is refused; undefined where it is not, or only at first, and
 * where there was no handshake.
 */
export async function refusedNextClient(
  wire: HttpWire,
  options: HttpWireOptions,
  secrets: readonly string[],
): Promise<NextClient | undefined> {
  const { version } = wire.session();
  await wire.close();
  if (version === undefined) return undefined;
  const goodbye = wire.goodbye();
  const refusal = await refusedSecondClient(options);
  if (refusal === undefined || refusal.failure?.kind === 'unauthorized') return undefined;
  await delay(MOMENT_MS, undefined, options.signal === undefined ? {} : { signal: options.signal });
  if ((await refusedSecondClient(options)) === undefined) return undefined;
  return { refusal: tidyAnswer(refusal, secrets), ...(goodbye === undefined ? {} : { goodbye }) };
}

/** The same of the only session that there is, when nobody asks in it any more; how it was is kept with the run. */
export async function leaveOnlySession(
  run: ScenarioRun,
  wire: HttpWire,
  within: WireSession,
  options: HttpWireOptions,
  secrets: readonly string[],
): Promise<void> {
  // What a server does that was upset meanwhile is none of this.
  const served = options.signal?.aborted !== true && (await isServed({ ...options, within }));
  if (!served) return wire.close();
  // Given up meanwhile: nobody wants to know any more.
  const refused = await refusedNextClient(wire, options, secrets).catch(() => undefined);
  if (refused !== undefined) found.set(run, refused);
}

export const nextClientOf = (run: ScenarioRun): NextClient | undefined => found.get(run);

async function isServed(options: HttpWireOptions): Promise<boolean> {
  const wire = createHttpWire(options);
  try {
    const { failure, httpStatus = 200 } = await wire.request('ping', {}, { era: 'handshake', timeoutMs: PING_MS });
    return failure === undefined && httpStatus < 400;
  } finally {
    await wire.close();
  }
}
