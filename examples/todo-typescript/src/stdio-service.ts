import { pipeline, Transform } from 'node:stream';

import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';

import { openMetricsPort } from './http/metrics-port.ts';
import { FINISH_LIMIT_MS } from './service.ts';
import type { Service, ServiceParts } from './service.ts';
import type { Settings } from './settings.ts';

export interface StdioParts extends ServiceParts {
  settings: Settings;
  /** Called when the client has closed its end. */
  onEnd: () => void;
}

/** Serves one client on standard input and output. */
export async function startStdio({ settings, factory, monitor, metrics, log, onEnd }: StdioParts): Promise<Service> {
  const metricsPort = await openMetricsPort(settings, metrics, log);

  // The SDK drops unanswered requests when its input ends. Holding the end back lets `echo … | server stdio` see its answers.
  const input = new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => {
      setImmediate(() => void monitor.idle(FINISH_LIMIT_MS).then(() => done()));
    },
  });
  const handle = serveStdio(factory, {
    transport: new StdioServerTransport(input, process.stdout),
    onerror: (error) => log.debug('Message refused', { reason: error.message }),
  });
  input.once('close', onEnd);
  process.stdout.on('error', onEnd);
  pipeline(process.stdin, input, () => {
    // Whatever ended the input, its 'close' event reports it.
  });
  metrics.connectionOpened('stdio');
  log.info('Listening on standard input');

  return {
    async stop() {
      await monitor.idle(FINISH_LIMIT_MS);
      await handle.close();
      metrics.connectionClosed('stdio');
      await metricsPort?.close();
    },
  };
}
