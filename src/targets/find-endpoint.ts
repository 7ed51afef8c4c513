import { askHttp, type HttpAnswer } from './ask-http.js';
import type { RequestHeaders } from './target.js';

/** Where servers that do not say so have their endpoint: the custom, then what frameworks and gateways make of it. */
const USUAL_PATHS = ['/mcp', '/', '/mcp/', '/api/mcp', '/v1/mcp', '/mcp/v1', '/mcp/http', '/stream', '/http', '/rpc'];
const ASK_MS = 2_000;

interface Asking {
  readonly headers: RequestHeaders;
  readonly signal: AbortSignal;
}

/**
 * The first of the usual paths at which something speaks MCP, or wants authorization before it does. A query of the given address
 * goes with it: it may be the key.
 */
export async function findEndpoint(origin: URL, { headers, signal }: Asking): Promise<string | undefined> {
  for (const usual of USUAL_PATHS) {
    const path = `${usual}${origin.search}`;
    const answer = await askHttp(new URL(path, origin), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 'find', method: 'ping' }),
      timeoutMs: ASK_MS,
      signal,
    });
    // Where nothing answers one path, nothing answers the others.
    if (answer.kind !== 'response') return undefined;
    if (speaksMcp(answer)) return path;
  }
  return undefined;
}

/** A refusal may be one of the protocol as well: a ping that belongs to no session gets one. */
export const speaksMcp = ({ status, contentType, body }: Extract<HttpAnswer, { kind: 'response' }>): boolean =>
  body.includes('"jsonrpc"') || status === 401 || (status < 300 && /^text\/event-stream/iu.test(contentType));
