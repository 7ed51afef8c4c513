import { McpDockError } from '../errors/mcp-dock-error.js';
import type { ImageConfig } from '../model/facts/image.js';
import type { Settings } from '../model/facts/settings.js';
import type { ContainerState } from '../ports/engine.js';
import { foundRun } from './found-run.js';
import type { RequestHeaders, Target } from './target.js';

interface ContainerTargetInput {
  readonly state: ContainerState;
  readonly imageConfig: ImageConfig;
  readonly place: Place;
  readonly settings: Settings;
  readonly headers: RequestHeaders;
  readonly shownHeaders?: readonly string[];
  readonly secretValues: readonly string[];
}

/** A container that runs already: it is asked and looked at, never stopped or changed. */
export function containerTarget(input: ContainerTargetInput): Target {
  const { state, imageConfig, place, settings, headers, shownHeaders = [], secretValues } = input;
  const { url, port, own } = place;
  return {
    kind: 'container',
    // Its clients on this machine may have another one, or none.
    title: own ? `${state.name} at its own address ${url.host}` : state.name,
    imageReference: imageConfig.reference,
    imageConfig,
    settings,
    headers,
    shownHeaders,
    secretValues,
    notApplicable({ name }) {
      if (name === 'stdio') return 'The stdin of a container that runs already belongs to its client.';
      return name === 'http' ? undefined : 'A container that runs already is not started again.';
    },
    open: (spec) =>
      Promise.resolve(foundRun({ spec, url, port, containerId: state.id, command: `docker inspect ${state.name}` })),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export interface Place {
  /** Port inside the container. */
  readonly port: number;
  readonly url: URL;
  /** The container's own address, to which nothing is published. */
  readonly own: boolean;
}

/** From where a container is asked. Addresses of containers are routed on the engine's own Linux machine only. */
export interface Viewpoint {
  readonly publishedHost: string;
  readonly sameNetwork: boolean;
}

/** Ports of the container that the host has, in the order of their numbers. */
export const publishedPorts = ({ published }: Pick<ContainerState, 'published'>): number[] =>
  Object.keys(published).map(Number);

/** Where a port of a running container answers: on the host to which it is published, else on its own address; or nowhere. */
export function placeAt(
  state: ContainerState,
  port: number,
  path: string,
  { publishedHost, sameNetwork }: Viewpoint,
): Place | undefined {
  const binding = state.published[port];
  if (binding !== undefined) {
    const everywhere = binding.host === '' || binding.host === '0.0.0.0' || binding.host === '::';
    const host = everywhere ? publishedHost : bracketed(binding.host);
    return { port, url: new URL(path, `http://${host}:${binding.port}`), own: false };
  }
  if (state.ipAddress === undefined || state.ipAddress === '' || !sameNetwork) return undefined;
  return { port, url: new URL(path, `http://${bracketed(state.ipAddress)}:${port}`), own: true };
}

/**
 * Where a running container is asked. What is published is what its clients use, even when it is another port than the wanted
 * one: that is then for the report to say. Throws TARGET_UNREACHABLE when there is no port.
 */
export function placeOf(
  state: ContainerState,
  wanted: { readonly port?: number; readonly path: string; readonly exposed: readonly number[] },
  from: Viewpoint,
): Place {
  const unreachable = (reason: string) =>
    new McpDockError('TARGET_UNREACHABLE', { target: `container:${state.name}`, reason });
  const published = publishedPorts(state);
  const isPublished = wanted.port !== undefined && published.includes(wanted.port);
  const candidates = isPublished ? [wanted.port] : [...published, wanted.port, ...wanted.exposed];
  const port = candidates.find((candidate) => candidate !== undefined && candidate > 0);
  if (port === undefined) throw unreachable('it publishes and exposes no port.');
  const place = placeAt(state, port, wanted.path, from);
  if (place === undefined)
    throw unreachable(`port ${port} is not published, and its own address cannot be reached from here.`);
  return place;
}

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);
