import { once } from 'node:events';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect, rootCertificates, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';

const LIMIT_MS = 8_000;

export interface TlsLook {
  /** Trusted by the given authorities. */
  readonly trusted: boolean;
  /** Why it is not. */
  readonly reason?: string;
  /** Who signed, in words: organisation or common name of the last certificate that came. */
  readonly issuer: string;
}

interface Server {
  readonly host: string;
  readonly port: number;
  /** `http://proxy:3128`, where the way leads through one. */
  readonly proxy?: string;
}

/** Shakes hands with a server and looks who vouches for it. Throws what keeps it from there. */
export async function lookAtTls(server: Server, authorities: readonly (string | Buffer)[]): Promise<TlsLook> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const through = server.proxy === undefined ? undefined : await tunnel(server, server.proxy, signal);
  const socket = connect({
    ...(through === undefined ? { host: server.host, port: server.port } : { socket: through }),
    servername: server.host,
    ca: [...authorities],
    // Who is not trusted is what is looked for; nothing is sent.
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect', { signal });
    return describe(socket);
  } finally {
    socket.destroy();
  }
}

/** The authorities that Node and with it npm trust of themselves, without NODE_EXTRA_CA_CERTS. */
export const publicAuthorities: readonly string[] = rootCertificates;

function describe(socket: TLSSocket): TlsLook {
  const { authorized, authorizationError } = socket;
  return {
    trusted: authorized,
    ...(authorized ? {} : { reason: String(authorizationError) }),
    issuer: issuerOf(socket.getPeerCertificate(true)),
  };
}

function issuerOf(certificate: DetailedPeerCertificate): string {
  let last = certificate;
  // The chain of a self-signed certificate leads to itself.
  for (let next = last.issuerCertificate; next !== undefined && next !== last; next = last.issuerCertificate)
    last = next;
  const name = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
  const { O: organisation, CN: common } = last.issuer;
  const parts = [name(common), name(organisation)].filter((part) => part !== undefined && part !== '');
  return [...new Set(parts)].join(', ') || 'an issuer without a name';
}

async function tunnel({ host, port }: Server, proxy: string, signal: AbortSignal): Promise<Socket> {
  const { protocol, hostname, port: proxyPort, username, password } = new URL(proxy);
  const secure = protocol === 'https:';
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const asked = (secure ? secureRequest : request)({
    host: hostname,
    port: proxyPort === '' ? (secure ? 443 : 80) : Number(proxyPort),
    method: 'CONNECT',
    path: `${host}:${port}`,
    headers: {
      host: `${host}:${port}`,
      ...(username !== '' && { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
    },
    signal,
  }).end();
  const [response, socket] = (await once(asked, 'connect', { signal })) as [{ statusCode?: number }, Socket];
  if (response.statusCode === 200) return socket;
  socket.destroy();
  throw new Error(`the proxy answered ${response.statusCode ?? 'nothing'}`);
}

/** The proxy for a host by the usual variables; undefined where the way is direct. */
export function proxyFor(host: string, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const proxy = environment['https_proxy'] || environment['HTTPS_PROXY'];
  if (!proxy || !/^https?:\/\//u.test(proxy) || !URL.canParse(proxy)) return undefined;
  const direct = (environment['no_proxy'] || environment['NO_PROXY'] || '')
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .toLowerCase()
        .replace(/^\*?\./u, ''),
    )
    .filter((entry) => entry !== '');
  return direct.some((entry) => entry === '*' || host === entry || host.endsWith(`.${entry}`)) ? undefined : proxy;
}
