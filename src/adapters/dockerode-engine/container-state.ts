import type Docker from 'dockerode';
import type { ContainerState } from '../../ports/engine.js';

/** As the engine inspects it; engines leave out what is empty, whatever the types say. */
export type InspectedContainer = Omit<Docker.ContainerInspectInfo, 'Config' | 'NetworkSettings'> & {
  readonly Config: Partial<Docker.ContainerInspectInfo['Config']>;
  readonly NetworkSettings?: Partial<Docker.ContainerInspectInfo['NetworkSettings']> & { readonly IPAddress?: string };
};

/** The engine's zero time: it has not happened. */
const NEVER = '0001-01-01T00:00:00Z';

/** Translates the inspection of a container. */
export function containerState(found: InspectedContainer, publishedHost: string): ContainerState {
  const { State: state, Config: config } = found;
  // Between two restarts it is how the last one ended.
  const settled = state.Status === 'exited' || state.Status === 'dead' || state.Status === 'restarting';
  const finished =
    state.FinishedAt !== undefined && state.FinishedAt !== NEVER && !state.FinishedAt.startsWith('0001-');
  const health = state.Health;
  const ipAddress = addressOf(found);
  return {
    id: found.Id,
    name: found.Name.replace(/^\//u, ''),
    imageReference: config.Image ?? found.Image,
    imageId: found.Image,
    status: state.Status as ContainerState['status'],
    running: state.Running,
    ...(settled && { exitCode: state.ExitCode }),
    oomKilled: state.OOMKilled,
    ...(state.Error ? { error: state.Error } : {}),
    startedAt: state.StartedAt,
    ...(finished && { finishedAt: state.FinishedAt }),
    restartCount: found.RestartCount ?? 0,
    args: [found.Path, ...(found.Args ?? [])].filter((arg) => arg !== undefined),
    labels: config.Labels ?? {},
    environment: config.Env ?? [],
    published: publishedPorts(found, publishedHost),
    ...(ipAddress !== undefined && { ipAddress }),
    openStdin: config.OpenStdin ?? false,
    tty: config.Tty ?? false,
    ...(health && health.Status !== 'none' && health.Status !== ''
      ? {
          health: {
            status: health.Status as 'healthy' | 'unhealthy' | 'starting',
            log: (health.Log ?? []).map(({ ExitCode, Output, End }) => ({
              exitCode: ExitCode,
              output: Output,
              endedAt: End,
            })),
          },
        }
      : {}),
  };
}

function publishedPorts({ NetworkSettings }: InspectedContainer, publishedHost: string): ContainerState['published'] {
  const everywhere = new Set(['', '0.0.0.0', '::']);
  return Object.fromEntries(
    Object.entries(NetworkSettings?.Ports ?? {}).flatMap(([name, bindings]) => {
      const [port, protocol] = name.split('/');
      // Engines with IPv6 list the same port twice; the first is IPv4.
      const [binding] = bindings ?? [];
      if (binding === undefined || protocol !== 'tcp') return [];
      const host = everywhere.has(binding.HostIp) ? publishedHost : binding.HostIp;
      return [[Number(port), { host, port: Number(binding.HostPort) }]];
    }),
  );
}

function addressOf({ NetworkSettings }: InspectedContainer): string | undefined {
  const own = NetworkSettings?.IPAddress;
  if (own) return own;
  return Object.values(NetworkSettings?.Networks ?? {})
    .map(({ IPAddress }) => IPAddress)
    .find((address) => Boolean(address));
}
