/** What came from an address in place of an MCP answer. */
export interface AddressFault {
  /** Kind of the transport failure: `tls`, `untrusted`, `redirect`. */
  readonly kind?: string | undefined;
  /** HTTP status. */
  readonly status?: number | undefined;
  /** Another path, at which the same server speaks Streamable HTTP. */
  readonly answersAt?: string | undefined;
  /** Path at which it has the transport HTTP+SSE of 2024-11-05. */
  readonly oldTransport?: string | undefined;
}

const BY_KIND: Readonly<Record<string, string>> = {
  untrusted:
    'Set NODE_EXTRA_CA_CERTS to a PEM file of the authority that issued the certificate, or of the certificate itself where it is self-signed, and address the server by a name that is in it.',
  'wrong-name': 'Address the server by a name that is in its certificate, or issue it for this name.',
  expired: 'Renew the certificate, and see that the clock of this machine is right.',
  redirect: 'Give the address that it redirects to, where that is the server that is meant.',
  'no-such-host': 'Correct the name of the host.',
  'plain-http': 'Write the address with http://.',
  tls: 'See that the port is one of HTTPS, and which versions of TLS the server takes.',
  unreachable: 'Correct the address: its beginning, host and port.',
  'not-http': 'Correct the address: its beginning, host and port.',
};

/** What whoever gave the address does about it; undefined where the fault is not in the address. */
export function addressRemedy({ kind, status, answersAt, oldTransport }: AddressFault): string | undefined {
  if (answersAt !== undefined) return `Give ${answersAt} as the path.`;
  if (oldTransport !== undefined)
    return 'Serve Streamable HTTP, for which many servers and gateways have an option, and give its path. Until then, use a client that still supports HTTP+SSE.';
  if (kind !== undefined && Object.hasOwn(BY_KIND, kind)) return BY_KIND[kind];
  return status === 404
    ? 'Give the path of its MCP endpoint, which its documentation names; most have /mcp.'
    : undefined;
}

/** As sentences for a report. */
export function otherWaysWords({ answersAt, oldTransport }: AddressFault): string {
  const elsewhere = answersAt === undefined ? '' : ` Something speaks MCP at ${answersAt}.`;
  if (oldTransport === undefined) return elsewhere;
  const old = `the transport HTTP+SSE of 2024-11-05, an event stream at ${oldTransport}`;
  return answersAt === undefined
    ? ` The server has ${old}, and Streamable HTTP at none of the usual paths. HTTP+SSE is deprecated since 2025-03-26: a client connects only if it supports it still.`
    : `${elsewhere} Beside it the server has ${old}, which is deprecated since 2025-03-26.`;
}
