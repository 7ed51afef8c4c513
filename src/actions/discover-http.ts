import { setTimeout as delay } from 'node:timers/promises';
import type { CollectedFacts } from '../model/facts.js';
import type { Context } from '../ports/context.js';
import { listeningSockets } from '../targets/listening-sockets.js';
import type { Target } from '../targets/target.js';

const LOOK_FOR_MS = 5_000;
const PAUSE_MS = 250;

/**
 * An image that declares nothing and stays silent over stdio may listen on a port that it does not expose: looks for one, and
 * returns the same target with that transport.
 */
export async function discoverHttp(
  target: Target,
  collected: CollectedFacts,
  { engine, signal }: Pick<Context, 'engine' | 'signal'>,
): Promise<Target | undefined> {
  const { transports, transportsFrom } = target.settings;
  const session = collected.mcpStdio;
  const silent = session?.status === 'known' && !session.value.answered;
  if (!silent || transportsFrom !== 'image' || transports.http !== undefined || target.withHttp === undefined)
    return undefined;

  const spec = { name: 'stdio', mode: 'stdio', container: { openStdin: true }, ending: 'dispose' } as const;
  await using run = await target.open(spec, signal);
  const { containerId } = run;
  for (const until = performance.now() + LOOK_FOR_MS; performance.now() < until;) {
    if (containerId === undefined || run.hasExited() !== undefined) return undefined;
    const port = portOf((await listeningSockets(engine, containerId)) ?? []);
    if (port !== undefined) return target.withHttp({ port, path: '/mcp' });
    await delay(PAUSE_MS, undefined, { signal });
  }
  return undefined;
}

function portOf(sockets: readonly string[]): number | undefined {
  const ports = sockets.map((socket) => Number(socket.slice(socket.lastIndexOf(':') + 1)));
  return ports.toSorted((a, b) => a - b)[0];
}
