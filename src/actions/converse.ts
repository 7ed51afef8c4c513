import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import { maskDefinitions } from '../model/mask-definitions.js';
import { isObject, type Era, type JsonObject } from '../model/mcp-protocol.js';
import { TOOL_NAME } from '../model/tool.js';
import { createHttpWire } from '../mcp/http-wire.js';
import { Patience } from '../mcp/patience.js';
import { greet, greetingMs, versionOf, type Greeting } from '../mcp/greet.js';
import { serverInfoOf } from '../mcp/server-info.js';
import { headersTo } from '../mcp/headers-to.js';
import type { McpWire } from '../mcp/wire.js';
import type { Context } from '../ports/context.js';
import type { ScenarioRun, ScenarioSpec } from '../targets/target.js';
import { openAddress, type Asked } from './open-address.js';
import type { OpenTargetInput } from './open-target.js';
import { refusedAsker, type Asker } from './refused-asker.js';
import { LONGEST_MS, timeLimit, type Waiting } from './time-limit.js';

export interface ConverseInput extends OpenTargetInput {
  /** The one that was asked for; what the target has, when absent. */
  readonly transport?: 'http' | 'stdio';
  /** For everything but pulling the image. */
  readonly timeoutMs: number;
  /** Whose help says more of what was typed. */
  readonly command?: string;
}

/** A server that answered. */
export interface Conversation extends Asker {
  readonly wire: McpWire;
  readonly era: Era;
  readonly transport: 'http' | 'stdio';
  /** Revision in which it is spoken to. */
  readonly revision: string;
  readonly server?: { readonly name: string; readonly version?: string };
  /** For a question; the limit of the whole run is over before. */
  readonly timeoutMs: number;
  /** Does what no time limit is for: asking a person. */
  readonly withoutLimit: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

export type ConverseContext = Pick<
  Context,
  'engine' | 'progress' | 'processes' | 'environment' | 'cwd' | 'signal' | 'toolVersion'
>;

/**
 * Starts or reaches a target as its clients do, greets the server and lets `talk` go on. Whatever was started is gone when it
 * returns or throws. Throws TARGET_UNREACHABLE when nothing answers, TARGET_UNAUTHORIZED, PROGRAM_NOT_STARTED, FLAG_INVALID when the target has no such
 * transport, and TIMED_OUT with the question that was open.
 */
export async function converse<Result>(
  input: ConverseInput,
  context: ConverseContext,
  talk: (conversation: Conversation) => Promise<Result>,
): Promise<Result> {
  let waiting: Waiting = { during: 'the target was being looked up' };
  using limit = timeLimit(context.signal, input.timeoutMs, () => waiting);
  const limited = { ...context, signal: limit.signal };
  if (input.target.kind !== 'image' && input.target.kind !== 'compose') limit.start();
  await using target = await openAny(input, limited);
  limit.start();
  const { title } = target;
  const silences: Unanswered[] = [];
  for (const spec of specsOf(target, input)) {
    waiting = { during: `${title} was being started` };
    await using run = await open(target, spec, limited);
    const wire = watched(await wireOf(run, target, limited), (question, called) => {
      waiting =
        question === undefined
          ? { during: `${title} was being asked` }
          : { during: `${title} has not answered ${question}`, called };
    });
    try {
      const greeting = await within(limit.signal, greeted(wire, { run, target, context: limited }));
      if (!('why' in greeting)) {
        const timeoutMs = Math.min(input.timeoutMs, LONGEST_MS);
        const conversation = conversationOf(wire, greeting, {
          target,
          timeoutMs,
          withoutLimit: (work) => limit.without(work),
        });
        return await within(limit.signal, talk(conversation));
      }
      silences.push(greeting);
    } catch (error) {
      throw context.signal.aborted && waiting.called === true ? interruptedCall(target) : error;
    } finally {
      await wire.close();
    }
  }
  const suggestion = silences.find(({ remedy }) => remedy !== undefined)?.remedy;
  throw new McpDockError('TARGET_UNREACHABLE', {
    target: title,
    reason: `${silences.map(({ why }) => maskSecrets(why, target.secretValues)).join('; ')}.${silences.map(({ ways = '' }) => ways).join('')}`,
    came: silences.every(({ came = false }) => came),
    ...(suggestion !== undefined && { suggestion }),
  });
}

/** Ctrl-C while a tool is at work. */
const interruptedCall = ({ kind }: Pick<Asked, 'kind'>) =>
  new McpDockError('INTERRUPTED', {
    cleaned: `${kind === 'http' || kind === 'container' ? '' : 'What this run started is removed. '}Whether the call had an effect is not known: look before you call it again.`,
  });

/** The same wire, which tells of each question when it is asked and when it is answered. */
const watched = (wire: McpWire, tell: (question: string | undefined, called: boolean) => void): McpWire => ({
  ...wire,
  async request(method, params, options) {
    tell(wordsFor(method, params), method === 'tools/call');
    const answer = await wire.request(method, params, options);
    tell(undefined, false);
    return answer;
  },
});

const wordsFor = (method: string, { name }: JsonObject) =>
  method === 'tools/call' && typeof name === 'string' ? `${method} of "${cleanText(name, 128)}"` : method;

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
function specsOf(
  target: Asked,
  { transport: asked, command = 'tools list' }: Pick<ConverseInput, 'transport' | 'command'>,
): readonly ScenarioSpec[] {
  const { transportsFrom } = target.settings;
  const order = asked === undefined ? (['stdio', 'http'] as const) : [asked];
  const refused = order.map((name) => target.notApplicable(SPECS[name]));
  const possible = order.filter((_, index) => refused[index] === undefined).map((name) => SPECS[name]);
  if (possible.length === 0)
    throw new McpDockError('FLAG_INVALID', {
      reason: `${target.title} cannot be asked${asked === undefined ? '' : ` over ${asked}`}: ${refused.find((words) => words !== undefined) ?? ''}`,
      command,
    });
  // What is declared is there: the other one would only fail in the same way.
  return transportsFrom === 'image' ? possible.toReversed() : possible.slice(0, 1);
}

async function open(target: Asked, spec: ScenarioSpec, { progress, signal }: ConverseContext): Promise<ScenarioRun> {
  // There is nothing to wait for; whether a program stays up shows when it is asked.
  if (['http', 'container', 'command'].includes(target.kind)) return target.open(spec, signal);
  return progress.step(`Start ${target.title}`, () => target.open(spec, signal));
}

async function wireOf(run: ScenarioRun, target: Asked, { toolVersion, signal }: ConverseContext): Promise<McpWire> {
  const client = { name: TOOL_NAME, version: toolVersion };
  if (run.spec.mode === 'stdio') {
    const { stdioWireOf } = await import('../mcp/run-wire.js');
    return stdioWireOf(run, client);
  }
  const { url } = run;
  if (url === undefined)
    throw new McpDockError('TARGET_UNREACHABLE', { target: target.title, reason: 'its port was not published.' });
  return createHttpWire({ url, client, patience: new Patience(), headers: headersTo(run, target), signal });
}

interface Unanswered {
  readonly why: string;
  /** There was an answer, which is none of MCP. */
  readonly came?: boolean;
  /** Sentences on how else the server can be spoken to. */
  readonly ways?: string;
  /** What helps against it, where more is known than that an address is silent. */
  readonly remedy?: string;
}

interface Around {
  readonly run: ScenarioRun;
  readonly target: Asked;
  readonly context: ConverseContext;
}

async function greeted(wire: McpWire, { run, target, context }: Around): Promise<Greeting | Unanswered> {
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
    if (exit !== undefined) {
      const { explainExit, remedyFor } = await import('../model/explain-exit.js');
      return { why: explainExit(exit), remedy: remedyFor(exit) };
    }
    if (readyAt === undefined && listeningAt === undefined)
      return { why: lastAnswer ?? 'nothing listens on its port', remedy: ASK_VERIFY };
  }
  const timeoutMs = greetingMs(target.settings.budgets.handshakeMs);
  const client = { name: TOOL_NAME, version: context.toolVersion };
  const greeting = await greet(wire, { client, timeoutMs });
  if (greeting.eras.length > 0) return greeting;
  for (const answer of [greeting.handshake, greeting.discover]) {
    const refused = answer && refusedAsker(answer, askerOf(target));
    if (refused !== undefined) throw refused;
  }
  const why = wordsOf(greeting.handshake);
  if (!run.owned) return { why, ...(await atAddress(greeting.handshake, { run, target, context })) };
  const exit = run.hasExited();
  return {
    why,
    remedy: exit === undefined ? ASK_VERIFY : (await import('../model/explain-exit.js')).remedyFor(exit),
  };
}

/** What whoever gave the address of a server can do, and what else that server has. */
async function atAddress(
  { httpStatus: status, failure }: McpAnswer,
  { run, target, context }: Around,
): Promise<Pick<Unanswered, 'came' | 'ways' | 'remedy'>> {
  if (run.url === undefined) return {};
  const [{ addressRemedy, otherWaysWords }, { otherWays }] = await Promise.all([
    import('../model/address-remedy.js'),
    import('../mcp/other-ways.js'),
  ]);
  const ways =
    status === undefined ? {} : await otherWays(run.url, { headers: target.headers, signal: context.signal });
  const remedy = addressRemedy({ kind: failure?.kind, status, ...ways });
  return { came: status !== undefined, ways: otherWaysWords(ways), ...(remedy === undefined ? {} : { remedy }) };
}

const ASK_VERIFY =
  'Run `mcp-dock verify` with the same target: it looks at what the server does in place of answering.';

const wordsOf = ({ failure, error }: McpAnswer): string =>
  cleanText(failure?.message ?? (error === undefined ? 'it gave no result' : `error ${error.code} "${error.message}"`));

const askerOf = ({ title, headers, secretValues }: Asked): Asker => ({
  target: title,
  authorized: Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'),
  secrets: secretValues,
});

function conversationOf(
  wire: McpWire,
  { eras: [era = 'handshake'], handshake, discover }: Greeting,
  { target, ...limits }: { readonly target: Asked } & Pick<Conversation, 'timeoutMs' | 'withoutLimit'>,
): Conversation {
  const hello = isObject(handshake.result) ? handshake.result : isObject(discover?.result) ? discover.result : {};
  const server = serverInfoOf(hello);
  const { secretValues: secrets } = target;
  return {
    ...askerOf(target),
    wire,
    era,
    transport: wire.transport,
    revision: era === 'handshake' ? maskSecrets(versionOf(hello['protocolVersion']) ?? 'unknown', secrets) : era,
    ...(server === undefined ? {} : { server: maskDefinitions(server, secrets) }),
    ...limits,
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
