import { randomInt } from 'node:crypto';
import type { ColdCondition, ColdRow } from '../model/facts/lifecycle.js';
import type { ScenarioSpec, Target } from '../targets/target.js';
import { defineProbe, NotApplicable, type ProbeContext } from './define-probe.js';
import { besideOthers, firstAnswer, variantOf, variantSpec, type Variant } from './lifecycle/first-answer.js';
import { COLD_WAIT_MS } from './without-config.js';

/** An address of a range that is kept for documentation, to which no packet is ever delivered. */
const NOBODYS_ADDRESS = '192.0.2.1';
/** Platforms that choose the user take one above this. */
const FIRST_CHOSEN_USER = 1_000_000_000;
const CHOSEN_USERS = 60_000;

export default defineProbe({
  fact: 'coldStart',
  title: 'Start it under harder conditions',
  timeoutMs: 240_000,
  async collect(context) {
    const variant = await variantOf(context);
    if (variant.eras.length === 0)
      throw new NotApplicable('It does not answer in a plain run either; mcp/initialize says why.');
    const rows = await Promise.all([
      plain(variant, context),
      unconfigured(context),
      ...CONDITIONS.map((condition) => besideOthers(context, () => tryCondition(condition, variant, context))),
    ]);
    return { transport: variant.transport, rows };
  },
});

interface Condition {
  readonly condition: ColdCondition;
  readonly container: (target: Target) => Promise<ScenarioSpec['container']>;
  /** Whoever makes the root read-only mounts what holds data. */
  readonly freshVolumes?: boolean;
}

const CONDITIONS: readonly Condition[] = [
  {
    condition: 'unreachable-network',
    container: async (target) => ({ network: await networkOf(target, 'unanswered'), dns: [NOBODYS_ADDRESS] }),
  },
  { condition: 'read-only', container: async () => ({ readOnly: true, tmpfs: ['/tmp'] }), freshVolumes: true },
  {
    condition: 'random-user',
    // Group 0, as platforms that choose the user do it.
    container: async () => ({ user: `${FIRST_CHOSEN_USER + randomInt(CHOSEN_USERS) * 10_000}:0` }),
  },
  { condition: 'no-capabilities', container: async () => ({ dropCapabilities: ['ALL'], noNewPrivileges: true }) },
  { condition: 'without-network', container: async () => ({ network: 'none' }) },
];

async function networkOf(target: Target, kind: 'internal' | 'unanswered'): Promise<string> {
  if (target.network === undefined) throw new NotApplicable('Nothing is started here.');
  return target.network(kind);
}

/** The plain run has told it already. */
async function plain({ transport }: Variant, { fact }: ProbeContext): Promise<ColdRow> {
  const { handshakeMs, endpoint, repeat } = await fact(transport === 'stdio' ? 'mcpStdio' : 'mcpHttp');
  return {
    condition: 'as-configured',
    ...(handshakeMs === undefined
      ? { notTried: 'The time of its start is not known.' }
      : { firstAnswerMs: handshakeMs }),
    command: repeat?.start ?? endpoint,
  };
}

async function unconfigured({ fact }: ProbeContext): Promise<ColdRow> {
  const { tools: _, ...bare } = (await fact('withoutConfig')).bare;
  return { condition: 'without-configuration', ...bare };
}

async function tryCondition(
  { condition, container, freshVolumes = false }: Condition,
  variant: Variant,
  context: ProbeContext,
): Promise<ColdRow> {
  if (condition === 'without-network' && variant.transport === 'http') return onInternalNetwork(variant, context);
  const { target, signal } = context;
  const changes = await container(target).catch((error: unknown) => refusal(error, signal));
  if (typeof changes === 'string') return { condition, notTried: changes };
  const run = await target
    .open({ ...variantSpec(variant.transport, changes), freshVolumes }, signal)
    .catch((error: unknown) => refusal(error, signal));
  if (typeof run === 'string') return { condition, notTried: run };
  try {
    return { condition, ...(await firstAnswer({ ...variant, run, waitMs: COLD_WAIT_MS }, context)) };
  } finally {
    await run[Symbol.asyncDispose]();
  }
}

/** A port cannot be published where there is no way out; on the engine's own Linux machine the container has an address. */
async function onInternalNetwork(variant: Variant, context: ProbeContext): Promise<ColdRow> {
  const condition = 'without-network' as const;
  const { target, engine, signal } = context;
  const { http } = target.settings.transports;
  const { endpoint, os } = await engine.info(signal);
  if (http === undefined || !endpoint.startsWith('unix:') || !os.toLowerCase().includes('linux'))
    return { condition, notTried: 'A container without a way out cannot be reached from this machine.' };
  const network = await networkOf(target, 'internal').catch((error: unknown) => refusal(error, signal));
  if (!/^[0-9a-f]+$/u.test(network)) return { condition, notTried: network };
  await using run = await target.open(variantSpec('http', { network, publish: [] }), signal);
  const { ipAddress } = await engine.inspectContainer(run.containerId ?? '');
  if (ipAddress === undefined || ipAddress === '')
    return { condition, notTried: 'The container has no address on its network.', command: run.command };
  const url = new URL(http.path, `http://${ipAddress.includes(':') ? `[${ipAddress}]` : ipAddress}:${http.port}`);
  return { condition, ...(await firstAnswer({ ...variant, run, url, waitMs: COLD_WAIT_MS }, context)) };
}

/** An engine that does not take a condition says nothing of the server. */
function refusal(error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  return error instanceof Error ? error.message : String(error);
}
