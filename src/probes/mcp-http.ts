import { createHttpWire } from '../mcp/http-wire.js';
import { isLoopback } from '../mcp/loopback.js';
import { probeSession } from '../mcp/probe-session.js';
import { askSdkClients } from '../mcp/sdk-clients.js';
import { TOOL_NAME } from '../model/tool.js';
import { untilUp } from './collecting/readiness.js';
import { defineProbe } from './define-probe.js';

const SDK_CLIENT_MS = 15_000;

export default defineProbe({
  fact: 'mcpHttp',
  title: 'Ask the server over HTTP',
  timeoutMs: 180_000,
  scenario: 'http',
  phase: 'running',
  async collect(context) {
    await untilUp(context);
    const { run, target, toolVersion } = context;
    const { url } = run;
    if (url === undefined) throw new Error('The run has no MCP endpoint.');
    const client = { name: TOOL_NAME, version: toolVersion };
    // On an engine elsewhere the port is published under a name that the server need not know; it is asked as its own host would.
    const elsewhere = run.owned && !isLoopback(url.hostname);
    const headers = elsewhere ? { ...target.headers, Host: `localhost:${url.port}` } : target.headers;
    const wire = createHttpWire({ url, client, headers });
    try {
      const session = await probeSession(wire, {
        endpoint: url.href,
        settings: target.settings,
        client,
        secrets: target.secretValues,
        ...(run.startedAt === undefined ? {} : { startedAt: run.startedAt }),
        ...(elsewhere
          ? {}
          : {
              askSdkClients: (eras) =>
                askSdkClients(eras, { url, headers: target.headers, client, timeoutMs: SDK_CLIENT_MS }),
            }),
      });
      return run.owned && run.port !== undefined
        ? { ...session, repeat: repeatOf(run.command, run.port, url) }
        : session;
    } finally {
      await wire.close();
    }
  },
});

/** The same server on its own port, since the one that was published for the run is free again when a person reads the report. */
const repeatOf = (command: string, port: number, { pathname }: URL) => ({
  start: command.replace('docker run --rm', 'docker run --rm --detach'),
  url: `http://127.0.0.1:${port}${pathname}`,
});
