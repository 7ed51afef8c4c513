import type { McpAnswer, McpSession, SdkClientOutcome } from '../model/facts/mcp.js';
import type { Settings } from '../model/facts/settings.js';
import { chooseBadCall } from './bad-arguments.js';
import { LastingWire, type LastingWireOptions } from './lasting-wire.js';
import { greet, greetingMs, listsOthers, modernVersionsOf, versionOf, type Greeting } from './greet.js';
import { listTools } from './list-tools.js';
import { isObject, MODERN_VERSION, type ClientInfo, type Era } from '../model/mcp-protocol.js';
import { isLimited } from '../model/is-limited.js';
import { runCalls } from './run-calls.js';
import { serverInfoOf } from './server-info.js';
import { tidySession } from './tidy-session.js';
import type { McpWire } from './wire.js';

export interface ProbeSessionOptions {
  /** A URL, or the command that starts the container. */
  readonly endpoint: string;
  readonly settings: Pick<Settings, 'calls' | 'budgets'>;
  readonly client: ClientInfo;
  /** `performance.now()` of the start call; absent for a server that was found running. */
  readonly startedAt?: number;
  /** Values that must not be in the session, whatever the server says back. */
  readonly secrets?: readonly string[];
  /** For each question after the greeting. */
  readonly questionMs?: number;
  /** Leaves `server/discover` out, for a server that does not survive it. */
  readonly handshakeOnly?: boolean;
  /** Calls no tool that the project does not list, whatever it says of itself: for a server that was found running. */
  readonly listedOnly?: boolean;
  /** Asks the client libraries, where a further connection costs nothing. */
  readonly askSdkClients?: (eras: readonly Era[]) => Promise<SdkClientOutcome[]>;
  /** Starts another process for what is left to ask, where one ended over a question. */
  readonly startAgain?: LastingWireOptions['startAgain'];
  /** With what a further client of the handshake era is refused; asked where none came through so far. */
  readonly refusedSecondClient?: () => Promise<McpAnswer | undefined>;
}

const QUESTION_MS = 5_000;
export const NO_SUCH_METHOD = 'mcp-dock/no-such-method';
const NO_SUCH_TOOL = 'mcp_dock_no_such_tool';

/** Asks one server everything that checks want to know, in one conversation. Never throws for what the server does. */
export async function probeSession(wire: McpWire, options: ProbeSessionOptions): Promise<McpSession> {
  const { client, settings, handshakeOnly = false } = options;
  const timeoutMs = greetingMs(settings.budgets.handshakeMs);
  const greeting = await greet(wire, { client, timeoutMs, handshakeOnly });
  const unanswered = startOf(wire, options, greeting);
  const limited = limitedIn(greeting);
  if (limited !== undefined) {
    const { eras } = greeting;
    const told = { ...unanswered, limited, answered: eras.length > 0, eras: [...eras] };
    return tidySession(told, options.secrets ?? []);
  }
  const eras = await erasBeside(wire, greeting, options);
  const [era, other] = eras;
  if (era === undefined) return tidySession(unanswered, options.secrets ?? []);

  const session: McpSession = { ...unanswered, answered: true, eras: [...eras] };
  const { startAgain } = options;
  await using lasting = new LastingWire(wire, { client, greetingMs: timeoutMs, startAgain });
  const conversation = new Conversation(lasting, session, options);
  await conversation.ask(era);
  // One stdio process is held to the era that opened it; over HTTP both are always open.
  if (other !== undefined && wire.transport === 'http') await conversation.askOther(other);
  await conversation.useTools(era);
  // Where the greeting or the capability is missing the libraries do not ask at all, and that is told already.
  const worthwhile = session.tools !== undefined && 'tools' in (session.capabilities ?? {}) && !conversation.over;
  if (options.askSdkClients !== undefined && worthwhile && greeting.eras.length > 0)
    session.sdk = await options.askSdkClients(greeting.eras);
  if (!conversation.over && eras.includes('handshake')) await conversation.askForSecond();
  conversation.revise();
  return tidySession(session, options.secrets ?? []);
}

/** The questions after the greeting. When the server is gone, the rest stays unasked: one fault, one finding. */
class Conversation {
  readonly #wire: LastingWire;
  readonly #session: McpSession;
  readonly #options: ProbeSessionOptions;
  #lastFailure: string | undefined;

  constructor(wire: LastingWire, session: McpSession, options: ProbeSessionOptions) {
    this.#wire = wire;
    this.#session = session;
    this.#options = options;
  }

  get over(): boolean {
    return this.#session.limited !== undefined || ['closed', 'flood', 'refused'].includes(this.#lastFailure ?? '');
  }

  get #timeoutMs(): number {
    return this.#options.questionMs ?? QUESTION_MS;
  }

  async ask(era: Era): Promise<void> {
    const { tools, answer } = await listTools(this.#wire, era, this.#timeoutMs);
    this.#keep('listTools', this.#note(answer));
    if (tools !== undefined) this.#session.tools = [...tools];
    if (!this.over) this.#keep('unknownMethod', await this.#request(era, NO_SUCH_METHOD, {}));
    if (!this.over && tools !== undefined && tools.length > 0) this.#keep('unknownTool', await this.#unknownTool(era));
  }

  #keep(name: 'listTools' | 'unknownMethod' | 'unknownTool', answer: McpAnswer): void {
    if (name === 'listTools' ? !isLimited(answer.httpStatus) : tells(answer)) this.#session[name] = answer;
  }

  async askOther(era: Era): Promise<void> {
    if (this.over) return;
    const { tools, answer } = await listTools(this.#wire, era, this.#timeoutMs);
    this.#note(answer);
    if (isLimited(answer.httpStatus)) return;
    const otherEra: NonNullable<McpSession['otherEra']> = { era, listTools: answer };
    this.#session.otherEra = otherEra;
    if (tools !== undefined) this.#session.toolsInOtherEra = tools.map(({ name }) => name);
    const keep = (name: 'unknownMethod' | 'unknownTool', other: McpAnswer) => {
      if (!isLimited(other.httpStatus)) otherEra[name] = other;
    };
    if (!this.over) keep('unknownMethod', await this.#request(era, NO_SUCH_METHOD, {}));
    if (!this.over && tools !== undefined && tools.length > 0) keep('unknownTool', await this.#unknownTool(era));
  }

  async useTools(era: Era): Promise<void> {
    const { settings, listedOnly = false } = this.#options;
    const { calls } = settings;
    const { tools } = this.#session;
    if (this.over || tools === undefined) return;
    const { outcomes, limited } = await runCalls(this.#wire, era, calls);
    this.#session.calls = outcomes;
    if (limited !== undefined) {
      this.#session.limited = limited;
      return;
    }
    const bad = chooseBadCall(tools, calls, { listedOnly });
    if ('skipped' in bad) {
      this.#session.badArgumentsSkipped = bad.skipped;
      return;
    }
    const answer = await this.#request(era, 'tools/call', { name: bad.tool, arguments: bad.arguments });
    if (tells(answer)) this.#session.badArguments = { ...bad, answer };
  }

  /** A client that is refused because of us says nothing of what it would see alone. */
  async askForSecond(): Promise<void> {
    const { sdk = [] } = this.#session;
    const isServed = sdk.some(({ era, tools, limited }) => era === 'handshake' && (tools ?? limited) !== undefined);
    const refused = isServed ? undefined : await this.#options.refusedSecondClient?.();
    if (refused === undefined) return;
    const { failure, httpStatus = 200 } = await this.#request('handshake', 'ping', {});
    // The fault is another one where the first is refused by now, too.
    if (failure !== undefined || httpStatus >= 400) return;
    this.#session.secondClient = refused;
    if (this.#session.sdk !== undefined) this.#session.sdk = sdk.filter(({ era }) => era !== 'handshake');
  }

  /** Puts right what was answered, or left unanswered, by a server that turned out later to end over the question. */
  revise(): void {
    const { unknownMethod, unknownTool } = this.#session;
    if (unknownMethod !== undefined) this.#session.unknownMethod = this.#wire.revised(unknownMethod);
    if (unknownTool !== undefined) this.#session.unknownTool = this.#wire.revised(unknownTool);
  }

  async #unknownTool(era: Era): Promise<McpAnswer> {
    const taken = new Set(this.#session.tools?.map(({ name }) => name));
    let name = NO_SUCH_TOOL;
    while (taken.has(name)) name += '_';
    return this.#request(era, 'tools/call', { name, arguments: {} });
  }

  async #request(era: Era, method: string, params: Readonly<Record<string, unknown>>): Promise<McpAnswer> {
    return this.#note(await this.#wire.request(method, params, { era, timeoutMs: this.#timeoutMs }));
  }

  #note(answer: McpAnswer): McpAnswer {
    this.#lastFailure = answer.failure?.kind;
    if (isLimited(answer.httpStatus)) this.#session.limited = answer.httpStatus;
    return answer;
  }
}

/** A flood drowns whatever was asked last, and one request too many is refused whatever it asks: neither says anything of the question. */
const tells = ({ failure, httpStatus }: McpAnswer): boolean => failure?.kind !== 'flood' && !isLimited(httpStatus);

/** A server that is busy and answers nothing at all may as well be broken; one that counts requests is not. */
function limitedIn({ discover, handshake, eras }: Greeting): number | undefined {
  const statuses = [handshake.httpStatus, discover?.httpStatus];
  return statuses.includes(429) ? 429 : eras.length > 0 ? statuses.find(isLimited) : undefined;
}

function startOf(wire: McpWire, { endpoint, startedAt }: ProbeSessionOptions, greeting: Greeting): McpSession {
  const { discover, handshake, eras, answeredAt } = greeting;
  const hello = isObject(handshake.result) ? handshake.result : isObject(discover?.result) ? discover.result : {};
  const { capabilities, instructions } = hello;
  const protocolVersion = versionOf(hello['protocolVersion']);
  const serverInfo = serverInfoOf(hello) ?? (isObject(discover?.result) ? serverInfoOf(discover.result) : undefined);
  return {
    transport: wire.transport,
    endpoint,
    answered: false,
    authRequired: eras.length === 0 && [discover, handshake].some((answer) => answer?.failure?.kind === 'unauthorized'),
    handshake,
    ...(discover === undefined ? {} : { discover }),
    modernVersions: discover === undefined ? [] : modernVersionsOf(discover),
    eras: [],
    calls: [],
    ...(protocolVersion === undefined ? {} : { protocolVersion }),
    ...(serverInfo === undefined ? {} : { serverInfo }),
    ...(isObject(capabilities) ? { capabilities: { ...capabilities } } : {}),
    ...(typeof instructions === 'string' ? { instructions } : {}),
    ...(startedAt === undefined || answeredAt === undefined ? {} : { handshakeMs: answeredAt - startedAt }),
  };
}

/**
 * The eras that are spoken. The modern one may be, and only be missing from `server/discover`, or that from the server: one that
 * knows neither greeting is asked, and over HTTP, where it does no harm, one that lists other versions.
 */
async function erasBeside(
  wire: McpWire,
  { eras, discover }: Greeting,
  { questionMs = QUESTION_MS }: ProbeSessionOptions,
): Promise<readonly Era[]> {
  const unsaid = eras.length === 0 && discover?.error !== undefined;
  const unlisted = discover !== undefined && listsOthers(discover) && (eras.length === 0 || wire.transport === 'http');
  if (!unsaid && !unlisted) return eras;
  const { result } = await wire.request('tools/list', {}, { era: MODERN_VERSION, timeoutMs: questionMs });
  return isObject(result) && Array.isArray(result['tools']) ? [...eras, MODERN_VERSION] : eras;
}
