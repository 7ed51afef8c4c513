import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import { isObject, type Era } from '../model/mcp-protocol.js';
import { TOOL_NAME } from '../model/tool.js';
import { createHttpWire } from '../mcp/http-wire.js';
import { greet, versionOf, type Greeting } from '../mcp/greet.js';
import { serverInfoOf } from '../mcp/server-info.js';
import { isLoopback } from '../mcp/loopback.js';
import type { McpWire } from '../mcp/wire.js';
import type { Context } from '../ports/context.js';
import type { ScenarioRun, ScenarioSpec } from '../targets/target.js';
import { openAddress, type Asked } from './open-address.js';
import type { OpenTargetInput } from './open-target.js';
import { timeLimit } from './time-limit.js';

export interface ConverseInput extends OpenTargetInput {
  /** The one that was asked for; what the target has, when absent. */
  readonly transport?: 'http' | 'stdio';
  /** For everything but pulling the image. */
  readonly timeoutMs: number;
}

/** A server that answered. */
export interface Conversation {
  readonly wire: McpWire;
  readonly era: Era;
  readonly target: string;
  readonly transport: 'http' | 'stdio';
  /** Revision in which it is spoken to. */
  readonly revision: string;
  readonly server?: { readonly name: string; readonly version?: string };
  /** Values that must not be shown, whatever the server says back. */
  readonly secrets: readonly string[];
  /** What is left of the time, for the next question. */
  readonly timeLeftMs: () => number;
}

export type ConverseContext = Pick<
  Context,
  'engine' | 'progress' | 'processes' | 'environment' | 'cwd' | 'signal' | 'toolVersion'
>;

/**
 * Starts or reaches a target as its clients do, greets the server and lets `talk` go on. Whatever was started is gone when it
 * returns or throws. Throws TARGET_UNREACHABLE when nothing answers, FLAG_INVALID when the target has no such transport.
 */
export async function converse<Result>(
  input: ConverseInput,
  context: ConverseContext,
  talk: (conversation: Conversation) => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + input.timeoutMs;
  using limit = timeLimit(context.signal, input.timeoutMs, 'tools');
  const limited = { ...context, signal: limit.signal };
  if (input.target.kind !== 'image' && input.target.kind !== 'compose') limit.start();
  await using target = await openAny(input, limited);
  limit.start();
  const reasons: string[] = [];
  for (const spec of specsOf(target, input.transport)) {
    await using run = await open(target, spec, limited);
    const wire = await wireOf(run, target, limited);
    try {
      const greeting = await within(limit.signal, greeted(wire, { run, target, context: limited }));
      if (!('why' in greeting)) {
        const left = () => Math.max(1, deadline - performance.now());
        return await within(limit.signal, talk(conversationOf(wire, greeting, { target, left })));
      }
      reasons.push(maskSecrets(greeting.why, target.secretValues));
      if (greeting.wantsAuthorization) throw unauthorized(target, greeting.why);
    } finally {
      await wire.close();
    }
  }
  throw new McpDockError('TARGET_UNREACHABLE', { target: target.title, reason: `${reasons.join('; ')}.` });
}

/** An address takes none of what starts containers or reads projects, and loading that is most of the time. */
async function openAny(input: ConverseInput, context: ConverseContext): Promise<Asked> {
  if (input.target.kind === 'http') return openAddress(input.target.url, input, context);
  const { openTarget } = await import('./open-target.js');
  return openTarget(input, context);
}

const SPECS: Readonly<Record<'http' | 'stdio', ScenarioSpec>> = {
  http: { name: 'http', mode: 'http', container: {}, ending: 'dispose' },
  stdio: { name: 'stdio', mode: 'stdio', container: { openStdin: true }, ending: 'dispose' },
};

/**
 * What is tried, in this order. Declared, stdio comes first: it needs no port and is up sooner. Guessed, a port that the image
 * exposes says more than a standard input, which every container has.
 */
function specsOf(target: Asked, asked: 'http' | 'stdio' | undefined): readonly ScenarioSpec[] {
  const { transportsFrom } = target.settings;
  const order = asked === undefined ? (['stdio', 'http'] as const) : [asked];
  const refused = order.map((name) => target.notApplicable(SPECS[name]));
  const possible = order.filter((_, index) => refused[index] === undefined).map((name) => SPECS[name]);
  if (possible.length === 0)
    throw new McpDockError('FLAG_INVALID', {
      reason: `${target.title} cannot be asked${asked === undefined ? '' : ` over ${asked}`}: ${refused.find((words) => words !== undefined) ?? ''}`,
      command: 'tools list',
    });
  // What is declared is there: the other one would only fail in the same way.
  return transportsFrom === 'image' ? possible.toReversed() : possible.slice(0, 1);
}

async function open(target: Asked, spec: ScenarioSpec, { progress, signal }: ConverseContext): Promise<ScenarioRun> {
  // There is nothing to wait for.
  if (target.kind === 'http' || target.kind === 'container') return target.open(spec, signal);
  return progress.step(`Start ${target.title}`, () => target.open(spec, signal));
}

async function wireOf(run: ScenarioRun, target: Asked, { toolVersion }: ConverseContext): Promise<McpWire> {
  const client = { name: TOOL_NAME, version: toolVersion };
  if (run.spec.mode === 'stdio') {
    const { stdioWireOf } = await import('../mcp/run-wire.js');
    return stdioWireOf(run, client);
  }
  const { url } = run;
  if (url === undefined)
    throw new McpDockError('TARGET_UNREACHABLE', { target: target.title, reason: 'its port was not published.' });
  const elsewhere = run.owned && !isLoopback(url.hostname);
  const headers = elsewhere ? { ...target.headers, Host: `localhost:${url.port}` } : target.headers;
  return createHttpWire({ url, client, headers });
}

interface Unanswered {
  readonly why: string;
  readonly wantsAuthorization: boolean;
}

interface Around {
  readonly run: ScenarioRun;
  readonly target: Asked;
  readonly context: ConverseContext;
}

async function greeted(wire: McpWire, { run, target, context }: Around): Promise<Greeting | Unanswered> {
  const silent = (why: string): Unanswered => ({ why, wantsAuthorization: false });
  if (run.spec.mode === 'http' && run.owned) {
    const { waitForHttp } = await import('../targets/wait-for-http.js');
    const { readyAt, listeningAt, lastAnswer } = await waitForHttp({
      run,
      settings: target.settings,
      headers: target.headers,
      engine: context.engine,
      budgetMs: target.settings.budgets.readyMs,
      signal: context.signal,
    });
    const exit = run.hasExited();
    if (exit !== undefined) return silent((await import('../model/explain-exit.js')).explainExit(exit));
    if (readyAt === undefined && listeningAt === undefined) return silent(lastAnswer ?? 'nothing listens on its port');
  }
  const timeoutMs = target.settings.budgets.handshakeMs * GREETING_BUDGETS;
  const client = { name: TOOL_NAME, version: context.toolVersion };
  const greeting = await greet(wire, { client, timeoutMs });
  if (greeting.eras.length > 0) return greeting;
  const answers = [greeting.handshake, greeting.discover].filter((answer) => answer !== undefined);
  const refused = answers.find(({ failure }) => failure?.kind === 'unauthorized');
  return { why: wordsOf(refused ?? greeting.handshake), wantsAuthorization: refused !== undefined };
}

/** As `verify` has it. */
const GREETING_BUDGETS = 1.5;

const wordsOf = ({ failure, error }: McpAnswer): string =>
  cleanText(failure?.message ?? (error === undefined ? 'it gave no result' : `error ${error.code} "${error.message}"`));

const unauthorized = ({ title, headers }: Asked, why: string) =>
  new McpDockError('TARGET_UNREACHABLE', {
    target: title,
    reason: `${why}.`,
    suggestion: Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
      ? 'Check that the token is right and has not expired.'
      : 'Give a token by the name of its variable, with --bearer-env NAME, or another header with --header.',
  });

function conversationOf(
  wire: McpWire,
  { eras: [era = 'handshake'], handshake, discover }: Greeting,
  { target, left }: { readonly target: Asked; readonly left: () => number },
): Conversation {
  const hello = isObject(handshake.result) ? handshake.result : isObject(discover?.result) ? discover.result : {};
  const server = serverInfoOf(hello);
  return {
    wire,
    era,
    target: target.title,
    transport: wire.transport,
    revision: era === 'handshake' ? (versionOf(hello['protocolVersion']) ?? 'unknown') : era,
    ...(server === undefined ? {} : { server }),
    secrets: target.secretValues,
    timeLeftMs: left,
  };
}

/** Rejects with the reason of the signal as soon as there is one: no wait of a wire knows of it. */
async function within<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  // The loser of the race must not end the process as an unhandled rejection.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
