import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';

import type { Health } from '../health.ts';
import { FINISH_LIMIT_MS } from '../service.ts';
import type { Service, ServiceParts } from '../service.ts';
import type { Settings } from '../settings.ts';
import { createApp, MAX_BODY_BYTES, MCP_PATH } from './app.ts';
import type { BearerAuth } from './bearer-auth.ts';
import { listen } from './listener.ts';
import { openMetricsPort } from './metrics-port.ts';

export interface HttpParts extends ServiceParts {
  settings: Settings;
  health: Health;
  auth: BearerAuth | undefined;
}

/** Serves MCP over HTTP. No session is kept between requests, so any number of these can stand behind one address. */
export async function startHttp({
  settings,
  factory,
  monitor,
  metrics,
  health,
  auth,
  log,
}: HttpParts): Promise<Service> {
  const { http } = settings;
  const onerror = (error: Error) => log.debug('Request refused', { reason: error.message });
  const handler = createMcpHandler(factory, { onerror, maxRequestBodySize: MAX_BODY_BYTES });
  const sharesPort = settings.metrics.enabled && settings.metrics.port === http.port;
  const app = createApp({
    settings: http,
    mcp: toNodeHandler(handler, { onerror, maxRequestBodySize: MAX_BODY_BYTES }),
    health,
    metrics,
    servesMetrics: sharesPort,
    auth,
    log,
  });

  const listener = await listen(app, { host: http.host, port: http.port, variable: 'PORT or MCP_SERVER_PORT' });
  log.info(`Listening on http://${http.host}:${http.port}${MCP_PATH}`);
  const metricsPort = sharesPort ? undefined : await openMetricsPort(settings, metrics, log);

  return {
    async stop() {
      listener.refuse();
      await monitor.idle(FINISH_LIMIT_MS);
      // Ends the streams of subscribed clients, which would stay open for ever.
      await handler.close();
      await Promise.all([listener.close(), metricsPort?.close()]);
    },
  };
}
