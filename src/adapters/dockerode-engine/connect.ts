import type Docker from 'dockerode';
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { EngineEndpoint } from '../../model/engine-endpoint.js';
import { SshAgent } from './ssh-agent.js';

/** One engine as dockerode reaches it, and raw requests over the same way. */
export interface Connection {
  readonly endpoint: EngineEndpoint;
  /** Loaded when it is first asked for: with gRPC and SSH it is larger than everything else, and only builds need it. */
  docker(): Promise<Docker>;
  request(options: Pick<RequestOptions, 'method' | 'path' | 'headers' | 'signal'>): ClientRequest;
}

/** Opens nothing yet: the first call does. `docker` throws ENGINE_CONTEXT_INVALID. */
export function connect(endpoint: EngineEndpoint): Connection {
  const { protocol, socketPath, pathPrefix = '' } = endpoint;
  const agent = agentOf(endpoint);
  const address =
    protocol === 'socket'
      ? { socketPath }
      : protocol === 'ssh'
        ? { host: 'localhost' }
        : { host: endpoint.host, port: endpoint.port };
  return {
    endpoint,
    docker: () => dockerOf(endpoint, agent),
    request: (options) => {
      const all = { ...address, ...options, path: `${pathPrefix}${options.path}`, ...(agent && { agent }) };
      return protocol === 'https' ? httpsRequest(all) : httpRequest(all);
    },
  };
}

function agentOf(endpoint: EngineEndpoint): HttpAgent | HttpsAgent | undefined {
  const { protocol, ca, cert, key, verifyTls = true } = endpoint;
  if (protocol === 'ssh') return new SshAgent(endpoint);
  if (protocol !== 'https') return undefined;
  return new HttpsAgent({
    keepAlive: true,
    rejectUnauthorized: verifyTls,
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  });
}

async function dockerOf(endpoint: EngineEndpoint, agent: HttpAgent | HttpsAgent | undefined): Promise<Docker> {
  const { default: Dockerode } = await import('dockerode');
  const { protocol, socketPath, host, port, pathPrefix } = endpoint;
  // Every key is given: the modem fills those that are absent from DOCKER_HOST, whatever the endpoint is.
  const options = {
    socketPath: protocol === 'socket' ? socketPath : undefined,
    // With its scheme, or the modem takes the first group of an IPv6 address for one.
    host:
      protocol === 'socket'
        ? undefined
        : protocol === 'ssh'
          ? 'http://localhost'
          : `${protocol}://${host?.includes(':') === true ? `[${host}]` : host}`,
    port: protocol === 'http' || protocol === 'https' ? port : undefined,
    protocol: protocol === 'https' ? ('https' as const) : ('http' as const),
    username: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
    timeout: undefined,
    agent,
    // The one piece that the modem puts before every path.
    version: pathPrefix?.replace(/^\//u, ''),
  };
  try {
    return new Dockerode(options);
  } catch (cause) {
    // The modem reads DOCKER_CERT_PATH itself, even when it has no use for it.
    throw new McpDockError(
      'ENGINE_CONTEXT_INVALID',
      { context: endpoint.from, reason: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
}
