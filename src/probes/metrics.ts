import { readMetrics } from '../mcp/read-metrics.js';
import { placeAt } from '../targets/container.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';

export default defineProbe({
  fact: 'metrics',
  title: 'Read its metrics',
  timeoutMs: 60_000,
  scenario: 'http',
  phase: 'running',
  async collect(context) {
    const { run, target, fact } = context;
    const { metrics } = target.settings;
    if (metrics === undefined) throw new NotApplicable('mcp-dock.yaml declares no metrics (expect.metrics).');
    // Of a server that was asked something, there is something to count.
    await fact('mcpHttp');
    const url = await addressOf(context, metrics);
    const port = metrics.port ?? run.port;
    const read = await readMetrics(url, metrics.names, target.secretValues);
    if (!run.owned || port === undefined) return read;
    const start = run.command.replace(' run --rm', ' run --rm --detach');
    return { ...read, repeat: { start, url: `http://127.0.0.1:${port}${metrics.path}` } };
  },
});

/** The port of the server, or another one of its container. */
async function addressOf(
  { run, engine }: ScenarioProbeContext,
  { port, path }: { readonly port?: number | undefined; readonly path: string },
): Promise<URL> {
  const { url, containerId } = run;
  if (url === undefined) throw new Error('The run has no HTTP endpoint.');
  if (port === undefined || port === run.port) return new URL(path, url);
  if (containerId === undefined) {
    const there = new URL(path, url);
    there.port = String(port);
    return there;
  }
  const [state, info] = await Promise.all([engine.inspectContainer(containerId), engine.info()]);
  const sameNetwork = info.endpoint.startsWith('unix:') && info.os.toLowerCase().includes('linux');
  const place = placeAt(state, port, path, { publishedHost: info.publishedHost, sameNetwork });
  if (place === undefined) throw new Error(`Port ${port} of the container cannot be reached from here.`);
  return place.url;
}
