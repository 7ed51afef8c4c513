import { keepStream } from '../mcp/held-stream.js';
import { createHttpWire } from '../mcp/http-wire.js';
import { isLoopback } from '../mcp/loopback.js';
import { probeSession } from '../mcp/probe-session.js';
import { askSdkClients, loadSdkClients } from '../mcp/sdk-clients.js';
import { transcriptOf } from '../mcp/transcript.js';
import { shownUrl } from '../model/shown-url.js';
import { TOOL_NAME } from '../model/tool.js';
import { wantedInSession } from '../model/wanted-by.js';
import { askHttp } from '../targets/ask-http.js';
import { untilUp } from './collecting/readiness.js';
import { defineProbe, type ScenarioProbeContext } from './define-probe.js';

const SDK_CLIENT_MS = 15_000;

export default defineProbe({
  fact: 'mcpHttp',
  title: 'Ask the server over HTTP',
  timeoutMs: 180_000,
  scenario: 'http',
  phase: 'running',
  prepare: loadSdkClients,
  async collect(context) {
    await untilUp(context);
    const { run, target, toolVersion } = context;
    const { url } = run;
    if (url === undefined) throw new Error('The run has no MCP endpoint.');
    const client = { name: TOOL_NAME, version: toolVersion };
    // On an engine elsewhere the port is published under a name that the server need not know; it is asked as its own host would.
    const elsewhere = run.owned && !isLoopback(url.hostname);
    const headers = elsewhere ? { ...target.headers, Host: `localhost:${url.port}` } : target.headers;
    const wire = createHttpWire({ url, client, headers, transcript: transcriptOf(run) });
    try {
      const session = await probeSession(wire, {
        endpoint: shownUrl(url),
        settings: target.settings,
        client,
        secrets: target.secretValues,
        listedOnly: !run.owned,
        ...(run.startedAt === undefined ? {} : { startedAt: run.startedAt }),
        ...(elsewhere
          ? {}
          : {
              askSdkClients: (eras) =>
                askSdkClients(eras, { url, headers: target.headers, client, timeoutMs: SDK_CLIENT_MS }),
            }),
      });
      // Clients stay connected: the server is to stop in time although one is.
      if (run.owned && run.spec.ending === 'SIGTERM' && session.answered)
        await keepStream(run, { url, client, headers, eras: session.eras, version: session.protocolVersion });
      const wants = wantedInSession(session, run.hasExited(), target.settings.placeholders);
      const old = session.answered || session.authRequired ? undefined : await oldTransport(context, url);
      return {
        ...session,
        ...(wants === undefined ? {} : { wants }),
        ...(Object.keys(target.headers).some((name) => name.toLowerCase() === 'authorization')
          ? { authGiven: true }
          : {}),
        ...(old === undefined ? {} : { oldTransport: old }),
        ...(target.shownHeaders === undefined || target.shownHeaders.length === 0
          ? {}
          : { sent: [...target.shownHeaders] }),
        ...(run.owned && run.port !== undefined ? { repeat: repeatOf(run.command, run.port, url) } : {}),
      };
    } finally {
      await wire.close();
    }
  },
});

const OLD_PATH = '/sse';
const ASK_MS = 2_000;

/** A server of revision 2024-11-05 opens an event stream at a GET, and knows no POST there. */
async function oldTransport({ target, signal }: ScenarioProbeContext, url: URL): Promise<string | undefined> {
  const headers = { ...target.headers, accept: 'text/event-stream' };
  const asking = { method: 'GET', headers, timeoutMs: ASK_MS, signal } as const;
  const answer = await askHttp(new URL(OLD_PATH, url), asking);
  return answer.kind === 'response' && answer.status === 200 && /^text\/event-stream/iu.test(answer.contentType)
    ? OLD_PATH
    : undefined;
}

/** The same server on its own port, since the one that was published for the run is free again when a person reads the report. */
const repeatOf = (command: string, port: number, { pathname }: URL) => ({
  start: command.replace(' run --rm', ' run --rm --detach'),
  url: `http://127.0.0.1:${port}${pathname}`,
});
