import { CallMonitor } from './call-monitor.ts';
import { Health } from './health.ts';
import { createBearerAuth } from './http/bearer-auth.ts';
import { startHttp } from './http/http-service.ts';
import { Logger } from './log.ts';
import { createMetrics } from './metrics.ts';
import { chooseMode } from './mode.ts';
import type { Mode } from './mode.ts';
import { readSettings, SettingsError } from './settings.ts';
import type { Settings } from './settings.ts';
import { startStdio } from './stdio-service.ts';
import { openStore } from './storage/open-store.ts';
import { todoServerFactory, version } from './todo-server.ts';
import { healthCheck } from './tools/health-check.ts';
import { tools } from './tools/index.ts';

try {
  const mode = chooseMode(process.argv[2], process.env['MCP_TRANSPORT']);
  await run(mode, readSettings(process.env, mode));
} catch (error) {
  reportAndExit(error);
}

async function run(mode: Mode, settings: Settings): Promise<void> {
  const log = createLogger(mode, settings);
  const opened: (() => Promise<void> | void)[] = [];
  let stopping = false;

  const stop = async (reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info('Stopping', { reason });
    for (const close of opened.toReversed()) await close();
    log.info('Stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // As process 1 of a container, Node ignores these signals unless someone listens.
    process.on(signal, () => {
      if (stopping) process.exit(1);
      void stop(signal);
    });
  }
  process.on('uncaughtException', (error) => {
    log.error('Unexpected failure', { error });
    process.exit(1);
  });

  log.info(`Starting ${settings.serverName}`, { version, mode, storage: settings.storage.kind });
  const store = await openStore(settings.storage);
  opened.push(() => store.close());
  const metrics = await createMetrics(settings.metrics.enabled);
  const auth =
    mode === 'http' && settings.auth
      ? await createBearerAuth(settings.auth, { metrics, log: log.child('auth') })
      : undefined;
  const health = new Health(
    {
      [store.checkName]: (signal) => store.check(signal),
      ...(auth && { auth_server: (signal) => auth.check(signal) }),
    },
    log.child('health'),
  );
  const served = settings.healthTool ? [...tools, healthCheck(health)] : tools;
  const names = served.map(({ name }) => name);
  const monitor = new CallMonitor({ metrics, endpoint: mode === 'http' ? '/mcp' : 'stdio', tools: names });
  const context = { store, log: log.child('tools') };
  const factory = todoServerFactory({ name: settings.serverName, tools: served, monitor, ...context });
  for (const name of names) log.info(`Registered tool ${name}`);

  const firstReport = health.report();
  if (settings.storage.kind === 'backend' && settings.storage.checkAtStart && (await firstReport).status === 'error') {
    throw new Error(
      'A dependency does not answer and BACKEND_STARTUP_CHECK is on. Start it first, or turn the check off.',
    );
  }

  const service =
    mode === 'http'
      ? await startHttp({ settings, factory, monitor, metrics, health, auth, log: log.child('http') })
      : await startStdio({
          settings,
          factory,
          monitor,
          metrics,
          log: log.child('stdio'),
          onEnd: () => void stop('client left'),
        });
  opened.push(() => service.stop());
}

function createLogger(mode: Mode, { serverName, log: { level, format }, storage }: Settings): Logger {
  const stream = mode === 'http' ? process.stdout : process.stderr;
  stream.on('error', () => {
    // A server need not die because nobody reads its log.
  });
  const secrets = storage.kind === 'backend' ? [storage.token] : [];
  return new Logger({ name: serverName, level, format, secrets, write: (line) => stream.write(`${line}\n`) });
}

function reportAndExit(error: unknown): never {
  // The settings are what may be wrong, so this cannot rely on them.
  const log = new Logger({
    name: 'start',
    level: 'ERROR',
    format: process.env['LOG_FORMAT'] === 'text' ? 'text' : 'json',
    write: (line) => process.stderr.write(`${line}\n`),
  });
  const messages =
    error instanceof SettingsError ? error.problems : [error instanceof Error ? error.message : String(error)];
  for (const message of messages) log.error(message);
  process.exit(1);
}
