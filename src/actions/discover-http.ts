import { exposedTcpPorts } from '../model/container-ports.js';
import type { CollectedFacts } from '../model/facts.js';
import { nothingSpeaksMcp } from '../plan/without-guesses.js';
import type { Target } from '../targets/target.js';

/** An image that exposes several ports and says of none that it is the one: asked before anything is read over the wrong one. */
export async function settlePort(target: Target, signal: AbortSignal): Promise<Target> {
  const { transports, transportsFrom } = target.settings;
  const ports = exposedTcpPorts(target.imageConfig?.exposedPorts ?? []);
  if (transportsFrom !== 'image' || transports.http === undefined || ports.length < 2) return target;
  return (await foundOver(target, signal)) ?? target;
}

/**
 * An image that declares nothing and does not answer where it was asked may serve another path, or a port that it does not
 * expose: looks for it, and returns the same target with that transport.
 */
export async function discoverHttp(
  target: Target,
  collected: CollectedFacts,
  signal: AbortSignal,
): Promise<Target | undefined> {
  const { transports, transportsFrom } = target.settings;
  if (transportsFrom !== 'image' || !nothingSpeaksMcp(collected)) return undefined;
  const start = collected.httpStart?.status === 'known' ? collected.httpStart.value : undefined;
  // It had its time over HTTP, and nothing listened: there is no other path to look for.
  if (transports.http !== undefined && start?.listeningMs === undefined) return undefined;
  return foundOver(target, signal);
}

async function foundOver(target: Target, signal: AbortSignal): Promise<Target | undefined> {
  const place = await target.findHttp?.(signal);
  const asked = target.settings.transports.http;
  if (place === undefined || (place.port === asked?.port && place.path === asked.path)) return undefined;
  return target.withHttp?.(place);
}
