import type { McpAnswer, McpSession } from '../../model/facts/mcp.js';
import type { ConfiguredCall, Settings } from '../../model/facts/settings.js';
import type { Utilities } from '../../model/facts/utilities.js';
import { isLimited } from '../../model/is-limited.js';
import type { Era, JsonObject } from '../../model/mcp-protocol.js';
import { repeatableCalls } from '../repeatable-calls.js';
import type { Heard, LastingWire } from '../lasting-wire.js';
import type { McpWire } from '../wire.js';

export interface UtilitiesOptions {
  /** What the same server said to the questions before these. */
  readonly session: McpSession;
  readonly calls: Settings['calls'];
  /** Hears everything that the server says over this wire. */
  readonly transcript: Heard;
  /** Started by us: it may be asked what could upset it. */
  readonly owned: boolean;
  /** The wire, where it outlives the process behind it. */
  readonly lasting?: Pick<LastingWire, 'starts' | 'revised'>;
  /** For each question. */
  readonly questionMs?: number;
}

const QUESTION_MS = 5_000;

interface QuestionOptions {
  readonly timeoutMs?: number;
  readonly onId?: (id: string | number) => void;
  readonly onRepeat?: () => void;
  readonly once?: true;
}

type Hearer = (message: JsonObject) => void;

/** A conversation about the utilities of the protocol: what is asked in it, what is heard meanwhile, and what was found so far. */
export class Asking implements Disposable {
  readonly wire: McpWire;
  readonly era: Era;
  readonly options: UtilitiesOptions;
  readonly found: Utilities;
  /** Calls that may be made once more. */
  readonly reading: readonly ConfiguredCall[];
  readonly #listening: Disposable;
  readonly #hearers = new Set<Hearer>();
  /** The call that was made with a progress token, answered alone. */
  callAlone: { readonly call: ConfiguredCall; readonly answer: McpAnswer } | undefined;
  /** The server is gone, or refuses further requests. */
  over = false;

  constructor(wire: McpWire, options: UtilitiesOptions) {
    const era = options.session.eras[0] ?? 'handshake';
    this.wire = wire;
    this.era = era;
    this.options = options;
    this.found = { transport: wire.transport, era, lists: [], cancellations: [] };
    this.reading = repeatableCalls(options.session.tools ?? [], options.calls);
    this.#listening = options.transcript.listen((message) => {
      for (const hear of this.#hearers) hear(message);
    });
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }

  get timeoutMs(): number {
    return this.options.questionMs ?? QUESTION_MS;
  }

  async ask(
    method: string,
    params: JsonObject = {},
    { timeoutMs = this.timeoutMs, ...options }: QuestionOptions = {},
  ): Promise<McpAnswer | undefined> {
    return this.note(await this.wire.request(method, params, { era: this.era, timeoutMs, ...options }));
  }

  /** Undefined for one request too many: it shows nothing of what was asked. */
  note(answer: McpAnswer): McpAnswer | undefined {
    const { httpStatus } = answer;
    if (isLimited(httpStatus)) {
      this.over = true;
      this.found.limited = httpStatus;
      return undefined;
    }
    if (['closed', 'refused', 'flood'].includes(answer.failure?.kind ?? '')) this.over = true;
    return answer;
  }

  declares(capability: string): boolean {
    return capability in (this.options.session.capabilities ?? {});
  }

  /** Hears every message of the server from now on, until disposed of. */
  hear(hearer: Hearer): Disposable {
    this.#hearers.add(hearer);
    return { [Symbol.dispose]: () => void this.#hearers.delete(hearer) };
  }
}

/** What a tool answers is nobody's business here. */
export const withoutResult = ({ result, ...answer }: McpAnswer): McpAnswer =>
  result === undefined ? answer : { ...answer, result: {} };
