import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { hostHeaderValidation } from '@modelcontextprotocol/node';
import type { NodeMcpRequestHandler } from '@modelcontextprotocol/node';
import type { AuthInfo } from '@modelcontextprotocol/server';

import type { Health } from '../health.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { HttpSettings } from '../settings.ts';
import type { BearerAuth } from './bearer-auth.ts';
import { clientAddress } from './client-address.ts';
import { originGuard } from './cors.ts';
import { RateLimiter } from './rate-limit.ts';
import { replyJson, replyRpcError, replyWith } from './reply.ts';

export interface AppOptions {
  settings: HttpSettings;
  mcp: NodeMcpRequestHandler;
  health: Health;
  metrics: Metrics;
  /** Whether /metrics is answered here, too. */
  servesMetrics: boolean;
  auth: BearerAuth | undefined;
  log: Logger;
}

export const MCP_PATH = '/mcp';
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
const METADATA_PATH = '/.well-known/oauth-protected-resource';
const REQUEST_ID = /^[\w.-]{1,128}$/;

/** Answers every request to the main port. */
export function createApp({ settings, mcp, health, metrics, servesMetrics, auth, log }: AppOptions): RequestListener {
  const isAllowedOrigin = originGuard(settings);
  const isAllowedHost = hostHeaderValidation(settings.allowedHosts);
  const limiter = settings.rateLimit && new RateLimiter(settings.rateLimit);

  async function serveMcp(request: IncomingMessage & { auth?: AuthInfo }, response: ServerResponse): Promise<void> {
    const wait = limiter?.take(clientAddress(request, settings.trustedProxies)) ?? 0;
    if (wait > 0) {
      response.setHeader('retry-after', wait);
      return replyRpcError(response, 429, `Too many requests. Try again in ${wait} s.`);
    }
    if (Number(request.headers['content-length']) > MAX_BODY_BYTES) {
      // Dropping the connection would reach the client as a reset before it has read the answer.
      request.resume();
      return replyRpcError(response, 413, `The request is larger than ${MAX_BODY_BYTES} bytes.`);
    }
    if (auth !== undefined) {
      const identity = await auth.authenticate(request.headers.authorization);
      if (identity instanceof Response) return replyWith(response, identity);
      request.auth = identity;
    }
    metrics.connectionOpened(MCP_PATH);
    response.once('close', () => metrics.connectionClosed(MCP_PATH));
    await mcp(request, response);
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0] ?? '/';
    // Orchestrators probe by address, with whatever Host that gives: these come before the guards.
    if (path === '/health/live') return replyJson(response, 200, { status: 'ok' });
    if (path === '/health') {
      const report = await health.report();
      return replyJson(response, report.status === 'ok' ? 200 : 503, report);
    }
    if (path === '/metrics' && servesMetrics) return serveMetrics(metrics, response);

    if (!isAllowedHost(request, response) || !isAllowedOrigin(request, response)) return;
    if (path === MCP_PATH) return serveMcp(request, response);
    if (auth !== undefined && `${path}/`.startsWith(`${METADATA_PATH}/`))
      return replyJson(response, 200, auth.resourceMetadata);
    replyJson(response, 404, {
      error: 'not_found',
      message: `Nothing is served here. The MCP endpoint is ${MCP_PATH}.`,
    });
  }

  return (request, response) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    request.headers['x-request-id'] = requestId;
    response.setHeader('x-request-id', requestId);
    route(request, response).catch((error: unknown) => {
      log.error('Request failed', { request_id: requestId, error });
      if (response.headersSent) response.destroy();
      else replyRpcError(response, 500, 'The server failed to answer. Its log says why.');
    });
  };
}

export async function serveMetrics(metrics: Metrics, response: ServerResponse): Promise<void> {
  const { contentType, text } = await metrics.render();
  response.writeHead(200, { 'content-type': contentType }).end(text);
}
