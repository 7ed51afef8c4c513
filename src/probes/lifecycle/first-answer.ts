import { greet } from '../../mcp/greet.js';
import { createHttpWire } from '../../mcp/http-wire.js';
import { listTools } from '../../mcp/list-tools.js';
import { stdioWireOf } from '../../mcp/run-wire.js';
import type { McpWire } from '../../mcp/wire.js';
import { cleanText, maskSecrets } from '../../model/clean-text.js';
import type { Listing } from '../../model/facts/lifecycle.js';
import type { Era } from '../../model/mcp-protocol.js';
import { TOOL_NAME } from '../../model/tool.js';
import type { ScenarioRun, ScenarioSpec, Target } from '../../targets/target.js';
import { waitForHttp } from '../../targets/wait-for-http.js';
import { within } from '../../targets/within.js';
import { Gate } from '../collecting/gate.js';
import { NotApplicable, type ProbeContext } from '../define-probe.js';

/** Two cores start about as many containers at once without one being late for the other. */
const SIDE_BY_SIDE = 2;
const QUESTION_MS = 5_000;
/** An exit that has been noticed but not yet looked into takes a moment. */
const EXIT_MS = 300;

const gates = new WeakMap<object, Gate>();

/** Variants of a run that are started beside the plain ones: never more than two of one collection at a time. */
export function besideOthers<Value>({ signal, engine }: ProbeContext, work: () => Promise<Value>): Promise<Value> {
  const gate = gates.get(engine) ?? new Gate(SIDE_BY_SIDE);
  gates.set(engine, gate);
  return gate.pass(async () => {
    signal.throwIfAborted();
    return work();
  });
}

export interface Variant {
  readonly transport: 'http' | 'stdio';
  /** Those in which the plain run answered; empty when it did not. */
  readonly eras: readonly Era[];
}

/**
 * How variants of a run are asked: over stdio where it answers there, as that is what clients start over and over. Waits until the
 * plain runs were asked. Throws NotApplicable for what is never started.
 */
export async function variantOf({ target, fact }: ProbeContext): Promise<Variant> {
  const transports = (['stdio', 'http'] as const).filter(
    (mode) => target.notApplicable(variantSpec(mode)) === undefined,
  );
  const [first] = transports;
  if (target.containerFor === undefined || first === undefined)
    throw new NotApplicable(target.notApplicable(variantSpec('stdio')) ?? 'Nothing is started here by itself.');
  for (const transport of transports) {
    // A plain run that exits has no session; what a variant of it does may still tell why.
    const plain = await fact(transport === 'stdio' ? 'mcpStdio' : 'mcpHttp').catch(() => undefined);
    if (plain?.answered === true) return { transport, eras: plain.eras };
  }
  return { transport: first, eras: [] };
}

export const variantSpec = (
  mode: 'http' | 'stdio',
  container: ScenarioSpec['container'] = {},
  ending: ScenarioSpec['ending'] = 'dispose',
): ScenarioSpec => ({
  name: 'variant',
  mode,
  container: { ...(mode === 'stdio' ? { openStdin: true } : {}), ...container },
  ending,
});

interface Asking extends Variant {
  readonly run: ScenarioRun;
  readonly waitMs: number;
  /** For an address of its own, where the run has no published port. */
  readonly url?: URL;
  readonly listing?: boolean;
}

/** The time to the first MCP answer of a run that was just started; with `listing` also what it lists. */
export async function firstAnswer(asking: Asking, context: ProbeContext): Promise<Listing> {
  const { run, transport } = asking;
  if (transport === 'stdio') return converse(asking, stdioWireOf(run, clientOf(context)), context);
  const { target, engine, signal } = context;
  const url = asking.url ?? run.url;
  // At an address of its own it is asked as its own host would: it need not know that address.
  const headers =
    asking.url === undefined ? target.headers : { ...target.headers, Host: `localhost:${asking.url.port}` };
  const seen = await waitForHttp({
    // What is not published is asked at its own address.
    run: {
      exited: run.exited,
      ...(url !== undefined && { url }),
      ...(run.startedAt !== undefined && { startedAt: run.startedAt }),
      ...(run.containerId !== undefined && { containerId: run.containerId }),
      ...(run.port !== undefined && { port: run.port }),
    },
    settings: target.settings,
    headers,
    engine,
    budgetMs: asking.waitMs,
    signal,
  });
  if (seen.readyAt === undefined || url === undefined)
    return unanswered(asking, seen.lastAnswer ?? 'nothing listens on its port', context);
  const wire = createHttpWire({ url, client: clientOf(context), headers });
  try {
    return await converse(asking, wire, context);
  } finally {
    await wire.close();
  }
}

const clientOf = ({ toolVersion }: ProbeContext) => ({ name: TOOL_NAME, version: toolVersion });

async function converse(asking: Asking, wire: McpWire, context: ProbeContext): Promise<Listing> {
  const { run, eras, waitMs, listing = false } = asking;
  const greeting = await greet(wire, {
    client: clientOf(context),
    timeoutMs: waitMs,
    handshakeOnly: eras.includes('handshake'),
  });
  const [era] = greeting.eras;
  const { answeredAt } = greeting;
  if (era === undefined || answeredAt === undefined) {
    const { failure, error } = greeting.handshake;
    return unanswered(asking, failure?.message ?? error?.message ?? 'no answer', context);
  }
  const answered: Listing = {
    firstAnswerMs: Math.max(0, answeredAt - (run.startedAt ?? answeredAt)),
    command: run.command,
  };
  if (!listing) return answered;
  const { tools, answer } = await listTools(wire, era, QUESTION_MS);
  if (tools !== undefined) return { ...answered, tools: tools.length };
  const why = answer.error?.message ?? answer.failure?.message ?? 'the answer is no list';
  return { ...answered, error: shown(`tools/list: ${why}`, context.target) };
}

async function unanswered({ run, waitMs }: Asking, why: string, { target }: ProbeContext): Promise<Listing> {
  const exited = run.hasExited() ?? (await within(EXIT_MS, run.exited));
  return {
    waitedMs: waitMs,
    error: shown(why, target),
    ...(exited === undefined ? {} : { exited }),
    command: run.command,
  };
}

const shown = (text: string, { secretValues }: Target) => cleanText(maskSecrets(text, secretValues), 300);
