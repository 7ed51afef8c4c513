import { askOffers, offersMore } from '../mcp/ask-offers.js';
import { createHttpWire } from '../mcp/http-wire.js';
import { isLoopback } from '../mcp/loopback.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { transcriptOf } from '../mcp/transcript.js';
import type { McpWire } from '../mcp/wire.js';
import { maskSecrets } from '../model/clean-text.js';
import { offersSchema, type Offers } from '../model/facts/contract.js';
import type { McpSession } from '../model/facts/mcp.js';
import { initializeParams, MODERN_VERSION, type ClientInfo } from '../model/mcp-protocol.js';
import { TOOL_NAME } from '../model/tool.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';

const QUESTION_MS = 5_000;

export default defineProbe({
  fact: 'offers',
  title: 'List resources and prompts',
  timeoutMs: 30_000,
  scenario: 'http',
  otherwise: 'stdio',
  async collect(context) {
    const { run, target, toolVersion } = context;
    const session = run.spec.mode === 'http' ? await context.fact('mcpHttp') : await context.fact('mcpStdio');
    if (!session.answered) throw new NotApplicable('The server was not answered; mcp/initialize says why.');
    const { capabilities = {} } = session;
    if (!offersMore(capabilities)) return { faults: [] };
    const client = { name: TOOL_NAME, version: toolVersion };
    // One stdio process is held to the era that opened it; over HTTP the one that needs no session is the shorter way.
    if (run.spec.mode === 'stdio') {
      const era = session.eras[0] ?? 'handshake';
      const offers = await askOffers(stdioWireOf(run, client), capabilities, { era, timeoutMs: QUESTION_MS });
      return withoutSecrets(offers, target.secretValues);
    }
    const wire = httpWire(context, client);
    try {
      const era = session.eras.includes(MODERN_VERSION) ? MODERN_VERSION : 'handshake';
      await shakeHands(wire, era, client);
      const offers = await askOffers(wire, capabilities, { era, timeoutMs: QUESTION_MS });
      return withoutSecrets(offers, target.secretValues);
    } finally {
      await wire.close();
    }
  },
});

const withoutSecrets = (offers: Offers, secrets: readonly string[]): Offers =>
  offersSchema.parse(
    JSON.parse(JSON.stringify(offers), (_, value: unknown) =>
      typeof value === 'string' ? maskSecrets(value, secrets) : value,
    ),
  );

function httpWire({ run, target }: ScenarioProbeContext, client: ClientInfo): McpWire {
  const { url } = run;
  if (url === undefined) throw new Error('The run has no MCP endpoint.');
  const elsewhere = run.owned && !isLoopback(url.hostname);
  const headers = elsewhere ? { ...target.headers, Host: `localhost:${url.port}` } : target.headers;
  return createHttpWire({ url, client, headers, transcript: transcriptOf(run) });
}

async function shakeHands(wire: McpWire, era: McpSession['eras'][number], client: ClientInfo): Promise<void> {
  if (era === MODERN_VERSION) return;
  const options = { era, timeoutMs: QUESTION_MS };
  await wire.request('initialize', initializeParams(client), options);
  await wire.notify('notifications/initialized', {}, options);
}
