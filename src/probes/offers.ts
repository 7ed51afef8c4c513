import { askOffers, offersMore } from '../mcp/ask-offers.js';
import { headersTo } from '../mcp/headers-to.js';
import { createHttpWire, type WireSession } from '../mcp/http-wire.js';
import { onlySession } from '../mcp/only-session.js';
import { Patience } from '../mcp/patience.js';
import { stdioWireOf } from '../mcp/run-wire.js';
import { transcriptOf } from '../mcp/transcript.js';
import type { McpWire } from '../mcp/wire.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { Offers } from '../model/facts/contract.js';
import type { McpSession } from '../model/facts/mcp.js';
import { isLimited } from '../model/is-limited.js';
import { maskDefinitions } from '../model/mask-definitions.js';
import { initializeParams, MODERN_VERSION, type ClientInfo } from '../model/mcp-protocol.js';
import { NO_FURTHER_CLIENT } from '../model/no-further-client.js';
import { TOOL_NAME } from '../model/tool.js';
import { requireHello } from './collecting/require-hello.js';
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
      return tidy(offers, target.secretValues);
    }
    const within = onlySession(run);
    if (session.nextClient !== undefined && !session.eras.includes(MODERN_VERSION)) throw new Error(NO_FURTHER_CLIENT);
    const wire = httpWire(context, client, within);
    try {
      const era = session.eras.includes(MODERN_VERSION) ? MODERN_VERSION : 'handshake';
      const limited = within === undefined ? await shakeHands(wire, era, client) : undefined;
      if (limited !== undefined) return { faults: [], limited };
      const offers = await askOffers(wire, capabilities, { era, timeoutMs: QUESTION_MS });
      return tidy(offers, target.secretValues);
    } finally {
      await wire.close();
    }
  },
});

/** What a list lacks is said in words of the server; what it has, is compared. */
const tidy = (offers: Offers, secrets: readonly string[]): Offers => ({
  ...maskDefinitions(offers, secrets),
  faults: offers.faults.map(({ list, message }) => ({ list, message: cleanText(maskSecrets(message, secrets), 200) })),
});

function httpWire({ run, target, signal }: ScenarioProbeContext, client: ClientInfo, within?: WireSession): McpWire {
  const { url } = run;
  if (url === undefined) throw new Error('The run has no MCP endpoint.');
  return createHttpWire({
    url,
    client,
    patience: new Patience(),
    signal,
    headers: headersTo(run, target),
    transcript: transcriptOf(run),
    ...(within === undefined ? {} : { within }),
  });
}

/** The HTTP status with which it is refused as one request too many. */
async function shakeHands(
  wire: McpWire,
  era: McpSession['eras'][number],
  client: ClientInfo,
): Promise<number | undefined> {
  if (era === MODERN_VERSION) return undefined;
  const options = { era, timeoutMs: QUESTION_MS };
  const hello = await wire.request('initialize', initializeParams(client), options);
  if (isLimited(hello.httpStatus)) return hello.httpStatus;
  requireHello(hello);
  await wire.notify('notifications/initialized', {}, options);
  return undefined;
}
