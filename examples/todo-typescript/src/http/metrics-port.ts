import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Settings } from '../settings.ts';
import { serveMetrics } from './app.ts';
import { listen } from './listener.ts';
import type { Listener } from './listener.ts';
import { replyJson } from './reply.ts';

/** Metrics get their own port, so that publishing the main one does not publish them. */
export async function openMetricsPort(
  { http: { host }, metrics: { enabled, port } }: Settings,
  metrics: Metrics,
  log: Logger,
): Promise<Listener | undefined> {
  if (!enabled) return undefined;
  const listener = await listen(
    (request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics') {
        return replyJson(response, 404, { error: 'not_found', message: 'Metrics are at /metrics.' });
      }
      serveMetrics(metrics, response).catch((error: unknown) => {
        log.error('Metrics cannot be written', { error });
        response.destroy();
      });
    },
    { host, port, variable: 'METRICS_PORT' },
  );
  log.info(`Serving metrics on http://${host}:${port}/metrics`);
  return listener;
}
