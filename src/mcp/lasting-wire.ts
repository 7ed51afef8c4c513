import type { McpAnswer } from '../model/facts/mcp.js';
import type { TranscriptFact } from '../model/facts/wire.js';
import type { ClientInfo, Era, JsonObject } from '../model/mcp-protocol.js';
import { hasAnswered } from '../model/has-answered.js';
import { harmlessMethod } from './bad-input.js';
import { greet } from './greet.js';
import type { Transcript } from './transcript.js';
import type { McpWire, RequestOptions } from './wire.js';

/** A wire of which the messages may be heard. */
export type HeardWire = McpWire & { readonly transcript?: Transcript };

/** A process of its own; disposing it ends it. */
export interface FreshRun extends AsyncDisposable {
  readonly wire: HeardWire;
}

export interface LastingWireOptions {
  readonly client: ClientInfo;
  /** For the greeting of a fresh process. */
  readonly greetingMs: number;
  /** Absent where no other process may be started; undefined where none is wanted any more. */
  readonly startAgain?: (() => Promise<FreshRun | undefined>) | undefined;
}

/** As much as is heard of what a server says. */
export type Heard = Pick<Transcript, 'listen' | 'record'>;

/** A server that ends over everything is known well enough by then. */
const MOST_STARTS = 10;
/** From the first process that ended; what starts slowly is not started over and over. */
const STARTS_WITHIN_MS = 40_000;
/** For a question that was answered before, in time or not at all. */
const SUSPECT_MS = 1_000;
/** Some programs end only when the next line comes; it takes them a moment. */
const BEHIND_MS = 2_000;
/** Of a fresh process, which may still read what it needs. */
const HARMLESS_MS = 5_000;
const SUSPECTS = 2;

interface Question {
  readonly method: string;
  readonly params: JsonObject;
  readonly options: RequestOptions;
}

interface Verdict {
  readonly run: FreshRun;
  readonly answer: McpAnswer;
  readonly ended: boolean;
}

/**
 * A conversation that outlives the process it is held with. A question that is left without an answer because the process ended is
 * asked once more of a fresh one, alone, and judged by that: where it ends this one as well, its failure is `ended`; where it is
 * answered, the question before it that does end the server is looked for, see {@link revised}. Nothing is started for a server
 * that stays.
 */
export class LastingWire implements McpWire, AsyncDisposable {
  readonly transport: McpWire['transport'];
  readonly #options: LastingWireOptions;
  readonly #listeners = new Set<(message: JsonObject) => void>();
  readonly #revised = new Map<McpAnswer, McpAnswer>();
  #wire: HeardWire;
  #run: FreshRun | undefined;
  #asked: { readonly question: Question; readonly answer: McpAnswer }[] = [];
  #renewing: Promise<void> | undefined;
  /** A question has ended the process, and the next one needs another. */
  #ended = false;
  #starts = 0;
  #startsUntil: number | undefined;

  constructor(wire: HeardWire, options: LastingWireOptions) {
    this.transport = wire.transport;
    this.#wire = wire;
    this.#options = options;
    this.#hear(wire);
  }

  /** How many processes were started so far: what was set in one does not hold in the next. */
  get starts(): number {
    return this.#starts;
  }

  /** What is said in this conversation, by whichever process; kept is what the present one said. */
  get heard(): Heard {
    return {
      listen: (listener) => {
        this.#listeners.add(listener);
        return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
      },
      record: (transport, secrets): TranscriptFact =>
        this.#wire.transcript?.record(transport, secrets) ?? { transport, messages: [], left: 0 },
    };
  }

  /** The answer, or in its place that the server ended over its question, where that turned out later. */
  revised(answer: McpAnswer): McpAnswer {
    return this.#revised.get(answer) ?? answer;
  }

  async request(method: string, params: JsonObject, options: RequestOptions): Promise<McpAnswer> {
    if (this.#ended) {
      this.#renewing ??= this.#renew(options.era);
      await this.#renewing;
      this.#renewing = undefined;
    }
    const answer = await this.#wire.request(method, params, options);
    if (options.once === true) return answer;
    const question = { method, params, options };
    if (answer.failure?.kind === 'closed') return this.#askAlone(question, answer);
    this.#asked.push({ question, answer });
    return answer;
  }

  notify(method: string, params: JsonObject, options: RequestOptions): Promise<void> {
    return this.#wire.notify(method, params, options);
  }

  close(): Promise<void> {
    return this.#wire.close();
  }

  /** Ends what was started here; the first process is somebody else's. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run?.[Symbol.asyncDispose]();
  }

  #hear({ transcript }: HeardWire): void {
    transcript?.listen((message) => {
      for (const listener of this.#listeners) listener(message);
    });
  }

  async #askAlone(question: Question, closed: McpAnswer): Promise<McpAnswer> {
    const verdict = await this.#judge(question, { hear: true });
    if (verdict === undefined) return closed;
    const suspects = this.#asked;
    this.#asked = [];
    if (verdict.ended) {
      this.#ended = true;
      await verdict.run[Symbol.asyncDispose]();
      return verdict.answer;
    }
    await this.#goOnWith(verdict.run);
    this.#asked.push({ question, answer: verdict.answer });
    await this.#findGuilty(suspects);
    return verdict.answer;
  }

  /** Of the questions before one that is innocent: those without an answer, and the last one, which may have ended it afterwards. */
  async #findGuilty(asked: readonly { readonly question: Question; readonly answer: McpAnswer }[]): Promise<void> {
    const unanswered = asked.filter(({ answer }) => !hasAnswered(answer)).toReversed();
    const suspects = new Set([...unanswered, ...asked.slice(-1)]);
    for (const { question, answer } of [...suspects].slice(0, SUSPECTS)) {
      const { method, params, options } = question;
      const { era } = options;
      const verdict = await this.#judge({ method, params, options: { era, timeoutMs: SUSPECT_MS } }, { behind: true });
      await verdict?.run[Symbol.asyncDispose]();
      if (verdict?.ended !== true) continue;
      this.#revised.set(answer, verdict.answer);
      return;
    }
  }

  /** Asks a fresh process, once it has answered something harmless. Undefined where that says nothing of the question. */
  async #judge(question: Question, { hear = false, behind = false }): Promise<Verdict | undefined> {
    const { method, params, options } = question;
    const { era } = options;
    const run = await this.#start(era);
    if (run === undefined) return undefined;
    const harmless = method === 'tools/list' ? harmlessMethod(era) : 'tools/list';
    const { failure } = await run.wire.request(harmless, {}, { era, timeoutMs: HARMLESS_MS });
    // It ends whatever it is asked.
    if (!hasAnswered({ failure })) {
      await run[Symbol.asyncDispose]();
      return undefined;
    }
    if (hear) this.#hear(run.wire);
    const answer = await run.wire.request(method, params, options);
    const next =
      behind || answer.failure?.kind === 'timeout'
        ? await run.wire.request(harmless, {}, { era, timeoutMs: BEHIND_MS })
        : answer;
    const closed = [answer, next].find((one) => one.failure?.kind === 'closed')?.failure;
    if (closed === undefined) return { run, answer, ended: false };
    const { durationMs } = answer;
    return { run, answer: { method, failure: { ...closed, kind: 'ended' }, durationMs }, ended: true };
  }

  async #renew(era: Era): Promise<void> {
    const run = await this.#start(era);
    if (run === undefined) return;
    this.#hear(run.wire);
    await this.#goOnWith(run);
  }

  async #goOnWith(run: FreshRun): Promise<void> {
    await this.#run?.[Symbol.asyncDispose]();
    this.#run = run;
    this.#wire = run.wire;
    this.#ended = false;
  }

  async #start(era: Era): Promise<FreshRun | undefined> {
    const { startAgain, client, greetingMs } = this.#options;
    if (startAgain === undefined) return undefined;
    this.#startsUntil ??= performance.now() + STARTS_WITHIN_MS;
    if (this.#starts === MOST_STARTS || performance.now() > this.#startsUntil) return undefined;
    this.#starts += 1;
    // A fresh one that does not come up says nothing.
    const run = await startAgain().catch(() => undefined);
    if (run === undefined || era !== 'handshake') return run;
    const { eras } = await greet(run.wire, { client, timeoutMs: greetingMs, handshakeOnly: true });
    if (eras.length > 0) return run;
    await run[Symbol.asyncDispose]();
    return undefined;
  }
}
