import type { EngineInfo } from '../../ports/engine.js';
import type { Calls } from './calls.js';

const LIMIT_MS = 10_000;

interface Version {
  readonly Version?: string;
  readonly ApiVersion?: string;
  readonly Os?: string;
  readonly Arch?: string;
  readonly Components?: readonly { readonly Name?: string }[];
}

interface Info {
  readonly DockerRootDir?: string;
  readonly SecurityOptions?: readonly string[] | null;
}

/** Asks the engine what it is. */
export async function readInfo(calls: Calls, signal?: AbortSignal): Promise<EngineInfo> {
  const common = { during: 'asking the engine for its version', limitMs: LIMIT_MS, signal };
  const [version, info] = await Promise.all([
    calls.json<Version | undefined>({ ...common, path: '/version' }),
    calls.json<Info | undefined>({ ...common, path: '/info' }),
  ]);
  if (typeof version?.ApiVersion !== 'string') {
    const notAnEngine = Object.assign(new Error('What answers is no Docker Engine.'), { code: 'HPE_INVALID_CONSTANT' });
    throw calls.translate(notAnEngine, common);
  }
  const { endpoint } = calls.connection;
  const components = (version.Components ?? []).map(({ Name = '' }) => Name);
  const podman = components.some((name) => name.includes('Podman'));
  const os = version.Os ?? 'linux';
  return {
    endpoint: endpoint.endpoint,
    kind: podman ? 'podman' : components.includes('Engine') || components.length === 0 ? 'docker' : 'unknown',
    version: version.Version ?? 'unknown',
    apiVersion: version.ApiVersion,
    os,
    architecture: version.Arch ?? 'unknown',
    rootDirectory: info?.DockerRootDir ?? '',
    rootless: (info?.SecurityOptions ?? []).some((option) => option.startsWith('name=rootless')),
    // It came to the API with 1.39; Windows containers and Podman have none.
    buildkit: !podman && os !== 'windows' && atLeast(version.ApiVersion, 1, 39),
    publishedHost: publishedHostOf(endpoint),
  };
}

/** Compares versions of the Engine API: `1.9` is older than `1.41`. */
export function atLeast(apiVersion: string, major: number, minor: number): boolean {
  const [foundMajor = 0, foundMinor = 0] = apiVersion.split('.').map(Number);
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}

/** Host at which published ports of this engine answer. */
export function publishedHostOf({ protocol, host }: Calls['connection']['endpoint']): string {
  return protocol === 'socket' || host === undefined || host === 'localhost' || host === '::1' ? '127.0.0.1' : host;
}
