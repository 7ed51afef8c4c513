import { posix } from 'node:path';

export interface KnownAddress {
  readonly endpoint: string;
  /** What usually listens there, in words. */
  readonly from: string;
}

interface Place {
  readonly platform: NodeJS.Platform;
  readonly homeDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What the docker CLI uses when nothing says otherwise. */
export function defaultAddress(platform: NodeJS.Platform): KnownAddress {
  return platform === 'win32'
    ? { endpoint: 'npipe:////./pipe/docker_engine', from: 'the default pipe' }
    : { endpoint: 'unix:///var/run/docker.sock', from: 'the default socket' };
}

/** Where engines listen that do not use the default, most likely first. */
export function wellKnownAddresses({ platform, homeDirectory, environment }: Place): KnownAddress[] {
  if (platform === 'win32') {
    return [
      { endpoint: 'npipe:////./pipe/dockerDesktopLinuxEngine', from: 'Docker Desktop’s pipe' },
      { endpoint: 'npipe:////./pipe/podman-machine-default', from: 'Podman’s pipe' },
    ];
  }
  const runtime = environment['XDG_RUNTIME_DIR'];
  const inHome = (path: string) => posix.join(homeDirectory, path);
  const sockets: [path: string | undefined, from: string][] = [
    [runtime && posix.join(runtime, 'docker.sock'), 'the rootless socket'],
    [inHome('.docker/run/docker.sock'), 'Docker Desktop’s socket'],
    [inHome('.docker/desktop/docker.sock'), 'Docker Desktop’s socket'],
    [inHome('.orbstack/run/docker.sock'), 'OrbStack’s socket'],
    [inHome('.colima/default/docker.sock'), 'Colima’s socket'],
    [inHome('.config/colima/default/docker.sock'), 'Colima’s socket'],
    [inHome('.rd/docker.sock'), 'Rancher Desktop’s socket'],
    [inHome('.lima/docker/sock/docker.sock'), 'Lima’s socket'],
    [runtime && posix.join(runtime, 'podman/podman.sock'), 'Podman’s rootless socket'],
    [inHome('.local/share/containers/podman/machine/podman.sock'), 'the socket of Podman’s machine'],
    ['/run/podman/podman.sock', 'Podman’s socket'],
  ];
  return sockets.flatMap(([path, from]) => (path ? [{ endpoint: `unix://${path}`, from }] : []));
}
