import { createHttpWire } from '../mcp/http-wire.js';
import { Patience } from '../mcp/patience.js';
import { isLoopback } from '../mcp/loopback.js';
import { roundRobin, type RoundRobin } from '../mcp/round-robin.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import { isLimited } from '../model/is-limited.js';
import type { Facts } from '../model/facts.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import { initializeParams, MODERN_VERSION, type Era } from '../model/mcp-protocol.js';
import { TOOL_NAME } from '../model/tool.js';
import { comingUp } from './collecting/coming-up.js';
import { defineProbe, NotApplicable, type ScenarioProbeContext } from './define-probe.js';
import { METHOD_NOT_FOUND } from '../model/rpc-errors.js';

/** So that each of two replicas is asked twice after the greeting. */
const REQUESTS = 4;
const ASK_MS = 5_000;

type Spread = Facts['replicas']['eras'][number];

export default defineProbe({
  fact: 'replicas',
  title: 'Spread one client over two replicas',
  timeoutMs: 600_000,
  scenario: 'quiet',
  async collect(context) {
    const { run, target, signal, fact } = context;
    if (run.spec.mode !== 'http') throw new NotApplicable('Over stdio every client has a process of its own.');
    const { eras } = await fact('mcpHttp');
    if (eras.length === 0) throw new NotApplicable('It does not answer over HTTP; mcp/initialize says why.');
    // Whoever measures how idle it is must not be disturbed; whether that succeeds does not matter here.
    await fact('idleCpu').catch(() => undefined);
    await using other = await target.open(run.spec, signal);
    const ready = await Promise.all([comingUp(run, context), comingUp(other, context)]);
    if (ready.some(({ readyAt }) => readyAt === undefined) || run.url === undefined || other.url === undefined)
      throw new Error('Two of it beside each other did not come up.');
    await using balancer = await roundRobin([run.url, other.url], (replica) =>
      isLoopback(replica.hostname) ? replica.host : `localhost:${replica.port}`,
    );
    const spread: Spread[] = [];
    for (const era of eras) spread.push(await askAcross(context, balancer, era));
    return { eras: spread, command: run.command };
  },
});

async function askAcross(
  { run, target, toolVersion }: ScenarioProbeContext,
  balancer: RoundRobin,
  era: Era,
): Promise<Spread> {
  const client = { name: TOOL_NAME, version: toolVersion };
  const url = new URL(run.url?.pathname ?? '/', balancer.origin);
  const wire = createHttpWire({ url, client, patience: new Patience(), headers: target.headers });
  const options = { era, timeoutMs: ASK_MS };
  try {
    balancer.restart();
    const named = balancer.sessions();
    const hello =
      era === MODERN_VERSION
        ? await wire.request('server/discover', {}, options)
        : await wire.request('initialize', initializeParams(client), options);
    if (hello.result === undefined && era !== MODERN_VERSION)
      throw new Error(`The first replica refused the handshake: ${wordsOf(hello)}.`);
    if (era !== MODERN_VERSION) await wire.notify('notifications/initialized', {}, options);
    const answers: McpAnswer[] = [];
    const refused = (answer: McpAnswer) => {
      if (isLimited(answer.httpStatus))
        throw new Error(`The server refuses further requests: HTTP ${answer.httpStatus}.`);
      return answer;
    };
    while (answers.length < REQUESTS) answers.push(refused(await wire.request('tools/list', {}, options)));
    // A server without tools says so, and it takes one that knows the client to say it.
    const failed = answers.filter(({ result, error }) => result === undefined && error?.code !== METHOD_NOT_FOUND);
    const [first] = failed;
    return {
      era,
      requests: answers.length,
      failed: failed.length,
      ...(first === undefined ? {} : { failure: cleanText(maskSecrets(wordsOf(first), target.secretValues), 200) }),
      ...(first?.httpStatus === undefined ? {} : { httpStatus: first.httpStatus }),
      session: balancer.sessions() > named,
    };
  } finally {
    await wire.close();
  }
}

const wordsOf = ({ error, failure }: McpAnswer): string =>
  failure?.message ?? (error === undefined ? 'nothing' : `error ${error.code} "${error.message}"`);
