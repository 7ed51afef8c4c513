import type { RequestHeaders } from '../targets/target.js';
import { exchange, freshAgent } from './http-exchange.js';

const OLD_PATH = '/sse';
const ASK_MS = 2_000;

/**
 * Where a server has the transport HTTP+SSE of 2024-11-05: at a GET it opens a stream, whose first event says to which address
 * requests go. Many a server has a stream at such a path; only that event makes it one.
 * @see https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse
 */
export async function oldTransport(
  url: URL,
  { headers, signal }: { readonly headers: RequestHeaders; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  // A server has it where it was asked, or else at the path of the examples and gateways.
  for (const path of new Set([url.pathname, OLD_PATH]))
    if (await opensWithEndpoint(new URL(path, url), { headers, signal })) return path;
  return undefined;
}

async function opensWithEndpoint(
  url: URL,
  { headers, signal }: { readonly headers: RequestHeaders; readonly signal: AbortSignal | undefined },
): Promise<boolean> {
  let first: string | undefined;
  const { status } = await exchange({
    url,
    method: 'GET',
    headers: { ...headers, Accept: 'text/event-stream' },
    timeoutMs: ASK_MS,
    agent: freshAgent(url),
    signal,
    onEvent(data, name = 'message') {
      first ??= data === '' ? '' : name;
      return true;
    },
  });
  return status === 200 && first === 'endpoint';
}
