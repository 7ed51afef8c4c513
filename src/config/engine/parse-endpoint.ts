import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { EngineEndpoint } from '../../model/engine-endpoint.js';
import type { TlsFiles } from './docker-context.js';
import { defaultAddress } from './well-known-sockets.js';

interface Tls {
  readonly files: TlsFiles;
  readonly verify: boolean;
}

interface ParseInput {
  readonly address: string;
  readonly from: string;
  /** Whose address it is, for errors: the context's name or the variable. */
  readonly context: string;
  readonly platform: NodeJS.Platform;
  /** Speak TLS to `tcp://`; plain HTTP when absent. */
  readonly tls?: Tls;
}

/** Takes an address apart as the docker CLI does. Throws ENGINE_CONTEXT_INVALID. */
export function parseEndpoint(input: ParseInput): Omit<EngineEndpoint, 'alternatives'> {
  const { address, from, platform } = input;
  // A bare host:port is tcp, as it is for the docker CLI.
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/isu.exec(address.trim()) ?? [];
  switch (scheme.toLowerCase()) {
    case 'unix':
    case 'npipe': {
      const endpoint = rest === '' ? defaultAddress(platform).endpoint : `${scheme.toLowerCase()}://${rest}`;
      return { endpoint, from, protocol: 'socket', socketPath: socketPathOf(endpoint) };
    }
    case 'tcp':
    case 'http':
    case 'https':
      return parseTcp(scheme.toLowerCase(), rest, input);
    case 'ssh':
      return parseSsh(rest, input);
    default:
      throw invalid(input, `${scheme}:// is no way to reach an engine; known are unix, npipe, tcp and ssh.`);
  }
}

/** An address as it may be shown and saved. */
export const withoutPassword = (address: string): string => address.replace(/^([^/]*\/\/[^/:@]*):[^/]*@/u, '$1@');

/** Path under which Node opens the socket or pipe of a `unix://` or `npipe://` address. */
export const socketPathOf = (endpoint: string): string => endpoint.replace(/^(?:unix|npipe):\/\//u, '');

function parseTcp(scheme: string, rest: string, input: ParseInput): Omit<EngineEndpoint, 'alternatives'> {
  const tls = input.tls ?? (scheme === 'https' ? { files: {}, verify: true } : undefined);
  const url = parseUrl(`http://${rest === '' ? 'localhost' : rest}`, input);
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  // `URL` drops a port that is HTTP's own.
  const written = /:(\d+)(?:\/|$)/u.exec(rest)?.[1];
  const port = written === undefined ? (tls === undefined ? 2375 : 2376) : Number(written);
  const prefix = url.pathname.replace(/\/+$/u, '');
  return {
    endpoint: `tcp://${url.hostname}:${port}${prefix}`,
    from: input.from,
    protocol: tls === undefined ? 'http' : 'https',
    host,
    port,
    ...(prefix !== '' && { pathPrefix: prefix }),
    ...(tls !== undefined && { ...tls.files, verifyTls: tls.verify }),
  };
}

function parseSsh(rest: string, input: ParseInput): Omit<EngineEndpoint, 'alternatives'> {
  const url = parseUrl(`ssh://${rest}`, input);
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  if (host === '' || host.startsWith('-')) throw invalid(input, 'an ssh address names a host: ssh://user@host.');
  if (url.password !== '') throw invalid(input, 'an ssh address holds no password; use a key.');
  const username = decodeURIComponent(url.username);
  if (username.startsWith('-')) throw invalid(input, 'the user of an ssh address does not begin with a hyphen.');
  return {
    endpoint: `ssh://${username === '' ? '' : `${username}@`}${url.hostname}${url.port === '' ? '' : `:${url.port}`}`,
    from: input.from,
    protocol: 'ssh',
    host,
    ...(username !== '' && { username }),
    ...(url.port !== '' && { port: Number(url.port) }),
  };
}

function parseUrl(text: string, input: ParseInput): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new McpDockError(
      'ENGINE_CONTEXT_INVALID',
      { context: input.context, reason: `"${withoutPassword(input.address)}" cannot be read as an address.` },
      { cause },
    );
  }
}

const invalid = ({ context }: ParseInput, reason: string) =>
  new McpDockError('ENGINE_CONTEXT_INVALID', { context, reason });
