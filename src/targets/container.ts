import { McpDockError } from '../errors/mcp-dock-error.js';
import type { ImageConfig } from '../model/facts/image.js';
import type { Settings } from '../model/facts/settings.js';
import type { ContainerState } from '../ports/engine.js';
import { foundRun } from './found-run.js';
import type { RequestHeaders, Target } from './target.js';

interface ContainerTargetInput {
  readonly state: ContainerState;
  readonly imageConfig: ImageConfig;
  readonly url: URL;
  readonly port: number;
  readonly settings: Settings;
  readonly headers: RequestHeaders;
  readonly secretValues: readonly string[];
}

/** A container that runs already: it is asked and looked at, never stopped or changed. */
export function containerTarget(input: ContainerTargetInput): Target {
  const { state, imageConfig, url, port, settings, headers, secretValues } = input;
  return {
    kind: 'container',
    title: state.name,
    imageReference: imageConfig.reference,
    imageConfig,
    settings,
    headers,
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
  readonly port: number;
  readonly url: URL;
}

/**
 * Where a running container answers: on the host to which it is published, or on its own address where the engine is local.
 * Throws TARGET_UNREACHABLE when it does not run or has no port.
 */
export function placeOf(
  state: ContainerState,
  wanted: { readonly port?: number; readonly path: string; readonly exposed: readonly number[] },
  { publishedHost, sameNetwork }: { readonly publishedHost: string; readonly sameNetwork: boolean },
): Place {
  const unreachable = (reason: string) =>
    new McpDockError('TARGET_UNREACHABLE', { target: `container:${state.name}`, reason });
  if (!state.running) throw unreachable(`it is ${state.status}.`);
  const published = Object.keys(state.published).map(Number);
  const port = [wanted.port, ...published, ...wanted.exposed].find(
    (candidate) => candidate !== undefined && candidate > 0,
  );
  if (port === undefined) throw unreachable('it publishes and exposes no port.');
  const binding = state.published[port];
  if (binding !== undefined) {
    const everywhere = binding.host === '' || binding.host === '0.0.0.0' || binding.host === '::';
    return {
      port,
      url: new URL(wanted.path, `http://${everywhere ? publishedHost : bracketed(binding.host)}:${binding.port}`),
    };
  }
  if (state.ipAddress !== undefined && state.ipAddress !== '' && sameNetwork)
    return { port, url: new URL(wanted.path, `http://${bracketed(state.ipAddress)}:${port}`) };
  throw unreachable(`port ${port} is not published, and its own address cannot be reached from here.`);
}

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);
