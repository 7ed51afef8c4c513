import type { McpAnswer, McpSession } from '../model/facts/mcp.js';
import type { ConfiguredCall, Settings } from '../model/facts/settings.js';
import type { PagedFact, Utilities } from '../model/facts/utilities.js';
import { isObject, MODERN_VERSION, type Era, type JsonObject } from '../model/mcp-protocol.js';
import { kindOfAnswer } from './answer-kind.js';
import { cancelRequest } from './cancel-request.js';
import { listPages } from './list-pages.js';
import { NO_SUCH_METHOD } from './probe-session.js';
import { repeatableCalls } from './repeatable-calls.js';
import type { Transcript } from './transcript.js';
import type { McpWire } from './wire.js';

export interface UtilitiesOptions {
  /** What the same server said to the questions before these. */
  readonly session: McpSession;
  readonly calls: Settings['calls'];
  /** Hears everything that the server says over this wire. */
  readonly transcript: Transcript;
  /** Started by us: it may be asked what could upset it. */
  readonly owned: boolean;
  /** For each question. */
  readonly questionMs?: number;
}

const QUESTION_MS = 5_000;
/** A call that is not stopped is over soon after, and nothing asked behind it has long to wait. */
const QUICK_MS = 1_000;
const AT_ONCE = 8;
const AT_ONCE_MS = 20_000;
const MAX_NAMES = 500;
const MAX_VALUES = 1_000;
const LEVEL = 'error';
const BELOW = new Set(['debug', 'info', 'notice', 'warning']);
export const PROGRESS_TOKEN = 'mcp-dock-progress';

const LISTS: readonly { readonly method: string; readonly key: string; readonly name: string }[] = [
  { method: 'tools/list', key: 'tools', name: 'name' },
  { method: 'resources/list', key: 'resources', name: 'uri' },
  { method: 'resources/templates/list', key: 'resourceTemplates', name: 'uriTemplate' },
  { method: 'prompts/list', key: 'prompts', name: 'name' },
];

/**
 * Asks, in a conversation that is open, what clients use beside the tools. What might upset a server comes last. Once it is gone
 * nothing more is asked: what it was asked last has its answer.
 */
export async function askUtilities(wire: McpWire, options: UtilitiesOptions): Promise<Utilities> {
  const era = options.session.eras[0] ?? 'handshake';
  const found: Utilities = { transport: wire.transport, era, lists: [], cancellations: [] };
  using questions = new Questions(wire, era, options, found);
  for (const ask of [
    () => questions.ping(),
    () => questions.lists(),
    () => questions.badCursor(),
    () => questions.completion(),
    () => questions.logging(),
    () => questions.progress(),
    () => questions.together(),
    () => questions.cancellations(),
  ]) {
    if (questions.over) break;
    await ask();
  }
  return found;
}

interface Asking {
  readonly timeoutMs?: number;
  readonly onId?: (id: string | number) => void;
}

class Questions implements Disposable {
  readonly #wire: McpWire;
  readonly #era: Era;
  readonly #options: UtilitiesOptions;
  readonly #found: Utilities;
  readonly #reading: readonly ConfiguredCall[];
  readonly #listening: Disposable;
  readonly #hearers = new Set<(message: JsonObject) => void>();
  /** The call that was made with a progress token, answered alone. */
  #callAlone: { readonly call: ConfiguredCall; readonly answer: McpAnswer } | undefined;
  over = false;

  constructor(wire: McpWire, era: Era, options: UtilitiesOptions, found: Utilities) {
    this.#wire = wire;
    this.#era = era;
    this.#options = options;
    this.#found = found;
    this.#reading = repeatableCalls(options.session.tools ?? [], options.calls);
    this.#listening = options.transcript.listen((message) => {
      for (const hear of this.#hearers) hear(message);
    });
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }

  get #timeoutMs(): number {
    return this.#options.questionMs ?? QUESTION_MS;
  }

  async #ask(
    method: string,
    params: JsonObject = {},
    { timeoutMs = this.#timeoutMs, onId = () => undefined }: Asking = {},
  ): Promise<McpAnswer | undefined> {
    return this.#note(await this.#wire.request(method, params, { era: this.#era, timeoutMs, onId }));
  }

  /** Undefined for one request too many: it shows nothing of what was asked. */
  #note(answer: McpAnswer): McpAnswer | undefined {
    const { httpStatus } = answer;
    if (isLimited(httpStatus)) {
      this.over = true;
      this.#found.limited = httpStatus;
      return undefined;
    }
    if (['closed', 'refused', 'flood'].includes(answer.failure?.kind ?? '')) this.over = true;
    return answer;
  }

  #declares(capability: string): boolean {
    return capability in (this.#options.session.capabilities ?? {});
  }

  async ping(): Promise<void> {
    if (this.#era !== 'handshake') return;
    const answer = await this.#ask('ping');
    if (answer !== undefined) this.#found.ping = answer;
  }

  async lists(): Promise<void> {
    for (const { method, key, name } of LISTS) {
      if (this.over) return;
      if (method === 'tools/list' && this.#options.session.tools === undefined) continue;
      const list = await this.#list(method, key, name);
      if (list !== undefined) this.#found.lists.push(list);
    }
  }

  async #list(method: string, key: string, name: string): Promise<PagedFact | undefined> {
    const { items, pages, answer } = await listPages<{ name: string }>(this.#wire, {
      era: this.#era,
      timeoutMs: this.#timeoutMs,
      method,
      key,
      read(item, _, before) {
        const value = isObject(item) ? item[name] : undefined;
        return typeof value === 'string' ? { name: value } : `entry ${before + 1} of "${key}" has no ${name}`;
      },
    });
    if (this.#note(answer) === undefined) return undefined;
    return {
      method,
      pages,
      answer,
      ...(items === undefined
        ? {}
        : { count: items.length, names: items.slice(0, MAX_NAMES).map((item) => item.name.slice(0, 300)) }),
    };
  }

  async badCursor(): Promise<void> {
    if (this.#options.session.tools === undefined) return;
    const asked = await this.#ask('tools/list', { cursor: 'mcp-dock-no-such-cursor' });
    if (asked === undefined) return;
    const { result, ...answer } = asked;
    const list = isObject(result) && Array.isArray(result['tools']) ? { tools: result['tools'].length } : result;
    this.#found.badCursor = { ...answer, ...(result === undefined ? {} : { result: list }) };
  }

  async completion(): Promise<void> {
    if (!this.#declares('completions')) return;
    const answer = await this.#ask('completion/complete', {
      ref: { type: 'ref/prompt', name: 'mcp-dock-no-such-prompt' },
      argument: { name: 'mcp-dock', value: '' },
    });
    if (answer !== undefined) this.#found.completion = answer;
  }

  /** The level of a server that is somebody's is left as it is. */
  async logging(): Promise<void> {
    if (this.#era !== 'handshake' || !this.#declares('logging') || !this.#options.owned) return;
    const below: string[] = [];
    const answer = await this.#ask('logging/setLevel', { level: LEVEL });
    if (answer === undefined) return;
    this.#found.setLevel = { level: LEVEL, answer, below };
    if (!isObject(answer.result)) return;
    this.#hearers.add(({ method, params }) => {
      const level = method === 'notifications/message' && isObject(params) ? params['level'] : undefined;
      if (typeof level === 'string' && BELOW.has(level) && below.length < 20) below.push(level);
    });
  }

  async progress(): Promise<void> {
    const [call] = this.#reading;
    if (call === undefined) {
      this.#found.progressSkipped =
        'No call is listed in mcp-dock.yaml that could be made once more without harm. List one of a tool with readOnlyHint, without values of earlier answers.';
      return;
    }
    const values: number[] = [];
    const foreignTokens: string[] = [];
    const progress: NonNullable<Utilities['progress']> = {
      tool: call.tool,
      answer: { method: 'tools/call', durationMs: 0 },
      values,
      foreignTokens,
      afterAnswer: 0,
    };
    let own: unknown;
    let answered = false;
    this.#hearers.add(({ id, method, params }) => {
      // Over stdio the order of the stream counts; over HTTP nothing is read of a stream that has its answer.
      if (id !== undefined && id === own && method === undefined) answered = true;
      if (method !== 'notifications/progress' || !isObject(params)) return;
      const { progressToken, progress: value } = params;
      if (progressToken !== PROGRESS_TOKEN) {
        if (foreignTokens.length < 20) foreignTokens.push((JSON.stringify(progressToken) ?? 'none').slice(0, 100));
      } else if (answered) progress.afterAnswer += 1;
      else if (typeof value === 'number' && values.length < MAX_VALUES) values.push(value);
    });
    const params = { name: call.tool, arguments: call.arguments, _meta: { progressToken: PROGRESS_TOKEN } };
    const answer = await this.#ask('tools/call', params, {
      onId: (id) => {
        if (this.#wire.transport === 'stdio') own = id;
      },
    });
    if (answer === undefined) return;
    answered = true;
    progress.answer = withoutResult(answer);
    this.#callAlone = { call, answer };
    this.#found.progress = progress;
  }

  async together(): Promise<void> {
    const { session } = this.#options;
    const alone = [
      ...(session.tools === undefined ? [] : [{ method: 'tools/list', params: {}, answer: { result: { tools: [] } } }]),
      this.#era === 'handshake'
        ? { method: 'ping', params: {}, answer: this.#found.ping }
        : { method: 'server/discover', params: {}, answer: session.discover },
      { method: NO_SUCH_METHOD, params: {}, answer: session.unknownMethod },
      ...(this.#callAlone === undefined
        ? []
        : [
            {
              method: 'tools/call',
              params: { name: this.#callAlone.call.tool, arguments: this.#callAlone.call.arguments },
              answer: this.#callAlone.answer,
            },
          ]),
    ].flatMap(({ answer, ...question }) => {
      const kind = answer === undefined ? 'none' : kindOfAnswer({ method: '', durationMs: 0, ...answer });
      // What is not answered alone is told of elsewhere, and would only be waited for again.
      return kind === 'none' ? [] : [{ ...question, alone: kind }];
    });
    if (alone.length < 2) return;
    const counted = this.#countAnswers();
    const asked = Array.from({ length: AT_ONCE }, (_, at) => alone[at % alone.length]).filter(
      (one) => one !== undefined,
    );
    // Nothing asks of a server to work on several at once: the last one waits for all others.
    const timeoutMs = Math.min(AT_ONCE * this.#timeoutMs, AT_ONCE_MS);
    const answers = await Promise.all(asked.map(({ method, params }) => this.#ask(method, params, { timeoutMs })));
    // What the others got may be the words of a server that had enough already.
    if (this.#found.limited !== undefined) return;
    this.#found.together = {
      questions: asked.map(({ method, params, alone: kind }, at) => {
        const answer = answers[at] ?? { method, durationMs: 0 };
        const tool = (params as JsonObject)['name'];
        return {
          method,
          ...(typeof tool === 'string' ? { tool } : {}),
          alone: kind,
          found: kindOfAnswer(answer),
          answer: withoutResult(answer),
        };
      }),
      strayAnswers: counted.stray(),
    };
  }

  /** Over stdio one stream has all answers, so each id must come once. */
  #countAnswers(): { stray(): number } {
    const seen = new Map<unknown, number>();
    if (this.#wire.transport === 'stdio') {
      this.#hearers.add(({ id, method }) => {
        if (id !== undefined && id !== null && method === undefined) seen.set(id, (seen.get(id) ?? 0) + 1);
      });
    }
    return { stray: () => [...seen.values()].reduce((sum, times) => sum + times - 1, 0) };
  }

  /** How long a listed call takes by itself, the slower of two times. */
  #aloneMs(call: ConfiguredCall): number {
    const index = this.#options.calls.indexOf(call);
    const times = this.#options.session.calls
      .filter((outcome) => outcome.index === index && outcome.skipped !== true)
      .map(({ durationMs }) => durationMs);
    if (this.#callAlone?.call === call) times.push(this.#callAlone.answer.durationMs);
    return times.length === 0 ? Infinity : Math.max(...times);
  }

  async cancellations(): Promise<void> {
    const { session, owned } = this.#options;
    if (!owned) {
      this.#found.cancellationSkipped = 'The server was found running, and nothing is cancelled there.';
      return;
    }
    if (this.#found.together?.questions.some(({ answer }) => answer.failure?.kind === 'timeout') === true) {
      this.#found.cancellationSkipped = 'The server was still at work on what it was asked at once.';
      return;
    }
    const call = this.#reading.find((one) => this.#aloneMs(one) < QUICK_MS);
    if (call === undefined && session.tools === undefined) return;
    const question =
      call === undefined
        ? { method: 'tools/list', params: {} }
        : { method: 'tools/call', params: { name: call.tool, arguments: call.arguments }, tool: call.tool };
    // One stdio process keeps to the era that opened it.
    for (const era of this.#wire.transport === 'http' ? session.eras : [this.#era]) {
      if (this.over) return;
      const cancelled = await cancelRequest(this.#wire, {
        era,
        question,
        // Alive is who answers; in the handshake era with its own word for it, where it is known to have it.
        next: era === MODERN_VERSION ? 'server/discover' : isObject(this.#found.ping?.result) ? 'ping' : 'tools/list',
        timeoutMs: this.#timeoutMs,
        hear: (listener) => {
          // Over HTTP other conversations are heard as well, and an answer comes with its request.
          if (this.#wire.transport === 'http') return { [Symbol.dispose]: () => undefined };
          this.#hearers.add(listener);
          return { [Symbol.dispose]: () => void this.#hearers.delete(listener) };
        },
      });
      if (this.#note(cancelled.next) !== undefined) this.#found.cancellations.push(cancelled);
    }
  }
}

/** Too many requests, or too busy: a server that is asked more than it allows says nothing of the question with that. */
export const isLimited = (status: number | undefined): status is 429 | 503 => status === 429 || status === 503;

/** What a tool answers is nobody's business here. */
const withoutResult = ({ result, ...answer }: McpAnswer): McpAnswer =>
  result === undefined ? answer : { ...answer, result: {} };
