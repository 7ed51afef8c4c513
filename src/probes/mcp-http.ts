import { headersTo } from '../mcp/headers-to.js';
import { keepStream } from '../mcp/held-stream.js';
import { createHttpWire } from '../mcp/http-wire.js';
import { leaveOnlySession, refusedNextClient } from '../mcp/next-client.js';
import { keepOnlySession, onlySession, refusedSecondClient } from '../mcp/only-session.js';
import { otherWays } from '../mcp/other-ways.js';
import { Patience } from '../mcp/patience.js';
import { probeSession } from '../mcp/probe-session.js';
import { transcriptOf } from '../mcp/transcript.js';
import { shownUrl } from '../model/shown-url.js';
import { TOOL_NAME } from '../model/tool.js';
import { wantedInSession } from '../model/wanted-by.js';
import { uponLeaving } from './collecting/farewells.js';
import { untilUp } from './collecting/readiness.js';
import { defineProbe } from './define-probe.js';

const SDK_CLIENT_MS = 15_000;

const loadClients = () => import('../mcp/sdk-clients.js');

export default defineProbe({
  fact: 'mcpHttp',
  title: 'Ask the server over HTTP',
  timeoutMs: 180_000,
  scenario: 'http',
  phase: 'running',
  prepare: async () => (await loadClients()).loadSdkClients(),
  async collect(context) {
    await untilUp(context);
    const { run, target, toolVersion } = context;
    const { url } = run;
    if (url === undefined) throw new Error('The run has no MCP endpoint.');
    const client = { name: TOOL_NAME, version: toolVersion };
    const headers = headersTo(run, target);
    const patience = new Patience();
    const others = { url, client, headers, patience, signal: context.signal };
    const wire = createHttpWire({
      url,
      client,
      headers,
      patience,
      signal: context.signal,
      transcript: transcriptOf(run),
    });
    let takesOthers = true;
    try {
      const session = await probeSession(wire, {
        endpoint: shownUrl(url),
        settings: target.settings,
        client,
        secrets: target.secretValues,
        listedOnly: !run.owned,
        refusedSecondClient: () => refusedSecondClient(others),
        ...(run.startedAt === undefined ? {} : { startedAt: run.startedAt }),
        // The libraries know a server by its address alone, which one on an engine elsewhere may refuse.
        ...(headers === target.headers && {
          async askSdkClients(eras) {
            const { askSdkClients } = await loadClients();
            return askSdkClients(eras, { url, headers, client, patience, timeoutMs: SDK_CLIENT_MS });
          },
        }),
      });
      takesOthers = session.secondClient === undefined;
      // Clients stay connected: the server is to stop in time although one is.
      if (run.owned && run.spec.ending === 'SIGTERM' && session.answered && takesOthers)
        await keepStream(run, { url, client, headers, eras: session.eras, version: session.protocolVersion });
      const wants = wantedInSession(session, run.hasExited(), target.settings.placeholders);
      const { failure, httpStatus } = session.handshake ?? {};
      const spoke = session.answered || session.authRequired || failure?.kind === 'other-id';
      const lost = !spoke && httpStatus !== undefined;
      const ways = lost ? await otherWays(url, { headers: target.headers, signal: context.signal }) : {};
      const endpoint = wire.endpoint();
      const nextClient =
        takesOthers && session.limited === undefined
          ? await refusedNextClient(wire, others, target.secretValues)
          : undefined;
      return {
        ...session,
        endpoint: shownUrl(endpoint),
        ...(nextClient === undefined ? {} : { nextClient }),
        ...(wants === undefined ? {} : { wants }),
        ...(Object.keys(target.headers).some((name) => name.toLowerCase() === 'authorization')
          ? { authGiven: true }
          : {}),
        ...ways,
        ...(target.shownHeaders === undefined || target.shownHeaders.length === 0
          ? {}
          : { sent: [...target.shownHeaders] }),
        ...(run.owned && run.port !== undefined ? { repeat: repeatOf(run.command, run.port, endpoint) } : {}),
      };
    } finally {
      if (takesOthers) await wire.close();
      else {
        keepOnlySession(run, wire);
        const within = onlySession(run);
        if (within !== undefined)
          uponLeaving(run, () => leaveOnlySession(run, wire, within, others, target.secretValues));
      }
    }
  },
});

/** The same server on its own port, since the one that was published for the run is free again when a person reads the report. */
const repeatOf = (command: string, port: number, { pathname }: URL) => ({
  start: command.replace(' run --rm', ' run --rm --detach'),
  url: `http://127.0.0.1:${port}${pathname}`,
});
