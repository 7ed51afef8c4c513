import type Docker from 'dockerode';
import type { ContainerSpec, EngineInfo } from '../../ports/engine.js';
import { atLeast } from './info.js';

const NANOSECONDS = 1e6;

/** The engine's form of a container. `info` says on which address ports must be published, and what the API knows. */
export function containerBody(
  spec: ContainerSpec,
  { apiVersion, publishedHost }: Pick<EngineInfo, 'apiVersion' | 'publishedHost'>,
): Docker.ContainerCreateOptions {
  const ports = (spec.publish ?? []).map((port) => `${port}/tcp`);
  // An engine elsewhere can only be reached on an address of its own host.
  const binding = { HostIp: publishedHost === '127.0.0.1' ? '127.0.0.1' : '', HostPort: '' };
  const stdin = spec.openStdin === true;
  return {
    Image: spec.imageReference,
    ...(spec.args && { Cmd: [...spec.args] }),
    ...(spec.entrypoint && { Entrypoint: [...spec.entrypoint] }),
    Env: Object.entries(spec.environment ?? {}).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels },
    ...(spec.user !== undefined && { User: spec.user }),
    Tty: false,
    AttachStdout: true,
    AttachStderr: true,
    AttachStdin: stdin,
    OpenStdin: stdin,
    // Without it the engine keeps stdin open when the only client has ended it.
    StdinOnce: stdin,
    ...(ports.length > 0 && { ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])) }),
    ...(spec.healthIntervalMs !== undefined && {
      Healthcheck: healthOverride(spec.healthIntervalMs, spec, apiVersion),
    }),
    HostConfig: hostConfig(spec, Object.fromEntries(ports.map((port) => [port, [binding]]))),
  };
}

/** A health check without a test inherits the image's, and everything that is not given with it. */
function healthOverride(
  intervalMs: number,
  { healthTimeoutMs, healthRetries }: ContainerSpec,
  apiVersion: string,
): Docker.HealthConfig {
  const interval = Math.round(intervalMs * NANOSECONDS);
  return {
    Interval: interval,
    ...(healthTimeoutMs !== undefined && { Timeout: Math.round(healthTimeoutMs * NANOSECONDS) }),
    ...(healthRetries !== undefined && { Retries: healthRetries }),
    // Newer engines ask every 5 s during the start period unless they are told otherwise.
    ...(atLeast(apiVersion, 1, 44) && { StartInterval: interval }),
  };
}

function hostConfig(spec: ContainerSpec, portBindings: Docker.PortMap): Docker.HostConfig {
  return {
    PortBindings: portBindings,
    ...(spec.init !== undefined && { Init: spec.init }),
    ...(spec.readOnly !== undefined && { ReadonlyRootfs: spec.readOnly }),
    ...(spec.tmpfs && { Tmpfs: Object.fromEntries(spec.tmpfs.map(tmpfsEntry)) }),
    ...(spec.volumes && { Mounts: spec.volumes.map((path) => ({ Type: 'volume', Source: '', Target: path })) }),
    ...(spec.dropCapabilities && { CapDrop: [...spec.dropCapabilities] }),
    ...(spec.noNewPrivileges === true && { SecurityOpt: ['no-new-privileges'] }),
    ...(spec.network !== undefined && { NetworkMode: spec.network }),
    ...(spec.dns && { Dns: [...spec.dns] }),
    ...(spec.memoryBytes !== undefined && { Memory: spec.memoryBytes }),
    ...(spec.cpus !== undefined && { NanoCpus: Math.round(spec.cpus * 1e9) }),
  };
}

/** `/tmp` or, as for `docker run --tmpfs`, `/tmp:size=64m`. */
function tmpfsEntry(text: string): [path: string, options: string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}
