import { findEndpoint } from '../targets/find-endpoint.js';
import type { RequestHeaders } from '../targets/target.js';
import { oldTransport } from './old-transport.js';

/** How else a server can be spoken to that gives no MCP answer at the address that was asked. */
export interface OtherWays {
  /** Path at which it has the transport HTTP+SSE of 2024-11-05. */
  readonly oldTransport?: string;
  /** Another path, at which it speaks Streamable HTTP. Without the query: it may be a secret. */
  readonly answersAt?: string;
}

export async function otherWays(
  url: URL,
  { headers, signal }: { readonly headers: RequestHeaders; readonly signal: AbortSignal },
): Promise<OtherWays> {
  const [old, usual] = await Promise.all([
    oldTransport(url, { headers, signal }),
    findEndpoint(new URL(url.origin), { headers, signal }),
  ]);
  return {
    ...(old === undefined ? {} : { oldTransport: old }),
    ...(usual === undefined || usual === url.pathname ? {} : { answersAt: usual }),
  };
}
