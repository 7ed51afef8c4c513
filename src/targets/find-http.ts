import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../ports/engine.js';
import { findEndpoint } from './find-endpoint.js';
import { isLoopbackSocket } from '../model/container-ports.js';
import { listeningSockets } from './listening-sockets.js';
import type { RequestHeaders, ScenarioRun } from './target.js';

export interface Place {
  readonly port: number;
  readonly path: string;
}

interface FindHttpInput {
  readonly engine: Pick<Engine, 'info' | 'inspectContainer' | 'exec'>;
  readonly exposed: readonly number[];
  readonly headers: RequestHeaders;
  /** Starts the image with these ports published. */
  readonly start: (
    publish: readonly number[],
  ) => Promise<Pick<ScenarioRun, 'containerId' | 'hasExited'> & AsyncDisposable>;
  readonly signal: AbortSignal;
}

const LOOK_FOR_MS = 8_000;
const PAUSE_MS = 250;

/**
 * Where an image that does not say it serves MCP: at which of the ports that it exposes, or on which it listens where it exposes
 * none, and at which path. A port that only its container reaches is a place too, for that to be told. Undefined when there is none.
 */
export async function findHttp({ engine, exposed, headers, start, signal }: FindHttpInput): Promise<Place | undefined> {
  const listening = await lookFor(exposed, async (containerId) => {
    const found = exposed.length === 0 ? undefined : await answering(containerId, exposed);
    if (found !== undefined) return found;
    const sockets = (await listeningSockets(engine, containerId)) ?? [];
    return exposed.length === 0 && sockets.length > 0 ? sockets : undefined;
  });
  if (listening === undefined || 'port' in listening) return listening;

  const ports = [...new Set(listening.filter((socket) => !isLoopbackSocket(socket)).map(portOf))];
  const place = ports.length === 0 ? undefined : await lookFor(ports, (id) => answering(id, ports));
  const [first] = listening.map(portOf).toSorted((a, b) => a - b);
  return place ?? (first === undefined ? undefined : { port: first, path: '/mcp' });

  async function lookFor<Found>(
    publish: readonly number[],
    look: (containerId: string) => Promise<Found | undefined>,
  ): Promise<Found | undefined> {
    await using run = await start(publish);
    const { containerId } = run;
    if (containerId === undefined) return undefined;
    for (const until = performance.now() + LOOK_FOR_MS; performance.now() < until && run.hasExited() === undefined;) {
      const found = await look(containerId);
      if (found !== undefined) return found;
      await delay(PAUSE_MS, undefined, { signal });
    }
    return undefined;
  }

  async function answering(containerId: string, ports: readonly number[]): Promise<Place | undefined> {
    const [{ publishedHost }, { published }] = await Promise.all([engine.info(), engine.inspectContainer(containerId)]);
    for (const port of ports) {
      const binding = published[port];
      if (binding === undefined) continue;
      const path = await findEndpoint(new URL(`http://${publishedHost}:${binding.port}`), { headers, signal });
      if (path !== undefined) return { port, path };
    }
    return undefined;
  }
}

const portOf = (socket: string): number => Number(socket.slice(socket.lastIndexOf(':') + 1));
