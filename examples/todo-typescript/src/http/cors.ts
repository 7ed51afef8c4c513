import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HttpSettings } from '../settings.ts';
import { replyRpcError } from './reply.ts';

const METHODS = 'GET, POST, DELETE, OPTIONS';
const REQUEST_HEADERS =
  'Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name, Last-Event-ID, X-Request-ID';
const RESPONSE_HEADERS = 'Mcp-Session-Id, WWW-Authenticate, X-Request-ID';
const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Refuses browsers on foreign pages, and lets those on allowed pages read the answers.
 * The SDK's own guard compares host names only; CORS needs the whole origin anyway, so both use one list.
 * Returns whether the request may go on; if not, it is answered.
 */
export function originGuard({ allowedOrigins, corsMaxAgeSeconds }: HttpSettings) {
  return ({ method, headers }: IncomingMessage, response: ServerResponse): boolean => {
    const { origin } = headers;
    // Only browsers send an origin, and only they need to be kept out.
    if (origin === undefined) return true;
    if (!LOOPBACK.test(origin) && !allowedOrigins.includes(origin)) {
      replyRpcError(response, 403, 'This origin is not allowed. ALLOWED_ORIGINS lists those that are.');
      return false;
    }
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', RESPONSE_HEADERS);
    response.setHeader('vary', 'Origin');
    if (method !== 'OPTIONS') return true;
    response.writeHead(204, {
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': String(corsMaxAgeSeconds),
    });
    response.end();
    return false;
  };
}
