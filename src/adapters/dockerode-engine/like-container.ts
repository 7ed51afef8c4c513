import type Docker from 'dockerode';
import type { Calls } from './calls.js';

interface Endpoint {
  readonly Aliases?: readonly string[] | null;
  readonly IPAMConfig?: object | null;
  readonly Links?: readonly string[] | null;
}

/** A container as the engine describes it, as far as another one can be made of it. */
export interface Model {
  readonly Id: string;
  readonly Config: Docker.ContainerCreateOptions & { readonly Hostname?: string };
  readonly HostConfig: Docker.HostConfig;
  readonly NetworkSettings: { readonly Networks?: Readonly<Record<string, Endpoint>> | null };
}

interface Like {
  readonly body: Docker.ContainerCreateOptions;
  /** Engines before 25 take one network with a new container; it joins these before it is started. */
  readonly furtherNetworks: Readonly<Record<string, Endpoint>>;
}

/** The body of a container that is like the model but for what the other body says. */
export function bodyLike(model: Model, own: Docker.ContainerCreateOptions): Like {
  const { Config, HostConfig } = model;
  const short = model.Id.slice(0, 12);
  // The engine names a container after its number unless it is told another name.
  const { Hostname, Labels: _labels, ...config } = Config;
  const { Healthcheck, Env = [], ExposedPorts, HostConfig: host = {}, ...said } = own;
  const ownNetwork = host.NetworkMode !== undefined;
  const [first, ...further] = ownNetwork ? [] : Object.entries(model.NetworkSettings.Networks ?? {});
  return {
    body: {
      ...config,
      ...(Hostname === undefined || Hostname === short ? {} : { Hostname }),
      ...said,
      Env: merged(Config.Env ?? [], Env),
      ExposedPorts: { ...Config.ExposedPorts, ...ExposedPorts },
      ...(Healthcheck === undefined ? {} : { Healthcheck: { ...Config.Healthcheck, ...Healthcheck } }),
      HostConfig: {
        ...HostConfig,
        ...host,
        PortBindings: host.PortBindings ?? {},
        ...(host.CapDrop === undefined ? {} : { CapAdd: [] }),
        ...(host.SecurityOpt === undefined
          ? {}
          : { SecurityOpt: [...(HostConfig.SecurityOpt ?? []), ...host.SecurityOpt] }),
        ...(host.Tmpfs === undefined ? {} : { Tmpfs: { ...HostConfig.Tmpfs, ...host.Tmpfs } }),
      },
      ...(first === undefined
        ? {}
        : { NetworkingConfig: { EndpointsConfig: { [first[0]]: endpoint(first[1], short) } } }),
    } as Docker.ContainerCreateOptions,
    furtherNetworks: Object.fromEntries(further.map(([name, found]) => [name, endpoint(found, short)])),
  };
}

const endpoint = ({ Aliases, IPAMConfig, Links }: Endpoint, short: string): Endpoint => ({
  Aliases: (Aliases ?? []).filter((name) => name !== short),
  ...(IPAMConfig == null ? {} : { IPAMConfig }),
  ...(Links == null ? {} : { Links }),
});

/** Variables by name, the later ones in place of the earlier. */
function merged(earlier: readonly string[], later: readonly string[]): string[] {
  const names = new Set(later.map(nameOf));
  return [...earlier.filter((variable) => !names.has(nameOf(variable))), ...later];
}

const nameOf = (variable: string) => variable.split('=', 1)[0];

export async function joinNetworks(calls: Calls, id: string, networks: Like['furtherNetworks']): Promise<void> {
  for (const [name, EndpointConfig] of Object.entries(networks)) {
    await calls.json({
      method: 'POST',
      path: `/networks/${encodeURIComponent(name)}/connect`,
      body: { Container: id, EndpointConfig },
      during: 'joining a network',
      container: id,
    });
  }
}
