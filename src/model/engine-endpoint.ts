/** Where a Docker Engine listens and how it is spoken to. Buffers hold PEM and are never logged. */
export interface EngineEndpoint {
  /** As in DOCKER_HOST: `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://…`, `ssh://…`. */
  readonly endpoint: string;
  /** Where the address comes from, in words: `DOCKER_HOST`, `the context "colima" (config.json)`, `the default socket`. */
  readonly from: string;
  readonly protocol: 'socket' | 'http' | 'https' | 'ssh';
  /** Path of the Unix socket or named pipe. */
  readonly socketPath?: string;
  /** For `http`, `https` and `ssh`. */
  readonly host?: string;
  readonly port?: number;
  /** For `ssh`: as in `user@host`; absent when the address names no user. */
  readonly username?: string;
  /** Put before every path of the API; absent for the usual `/`. */
  readonly pathPrefix?: string;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** False only where the context or DOCKER_TLS says so. */
  readonly verifyTls?: boolean;
  /** Other well-known addresses that exist on this machine. Nobody has asked whether they answer. */
  readonly alternatives: readonly string[];
}
