import { hasAnswered } from '../model/has-answered.js';
import { outlineOf } from '../model/parse-json.js';
import { isObject, type Era } from '../model/mcp-protocol.js';
import type { McpAnswer } from '../model/facts/mcp.js';
import { isIdOf, type RpcId } from '../model/rpc-id.js';
import { isMeantAsMessage, type NoMessage } from './json-rpc.js';
import { BETTER_WITHIN_MS, type Failure } from './wire.js';

export type Outcome = Pick<McpAnswer, 'result' | 'error' | 'failure'>;

export interface OpenRequest {
  readonly id: number;
  readonly era: Era;
  readonly method: string;
  readonly settle: (outcome: Outcome) => void;
  /** Hears the message that answers it, as it came. */
  readonly onText?: ((text: string) => void) | undefined;
}

/** What may be the answer to a request, and what is done with it when it is, and when it is not. */
interface Candidate {
  readonly take: () => void;
  readonly release: () => void;
}

/** The requests of one conversation that have no answer yet. */
export class OpenRequests {
  readonly #open = new Map<number, OpenRequest>();
  readonly #candidates = new Map<number, Candidate & { readonly timer: NodeJS.Timeout }>();
  /** Of requests that are over: whether an answer came under it, which may come once more, or none did, which may come late. */
  readonly #over = new Map<number, 'answered' | 'given-up'>();
  /** The server numbers its answers by itself: one that was used before is none of an answer that came already. */
  #counts = false;
  /** Notifications since the last answer. None must be answered, and what names no request may be the answer to one nevertheless. */
  #notifications = 0;
  /** The first id after them. */
  #after = 0;

  add(request: OpenRequest): void {
    this.#open.set(request.id, request);
  }

  notified(nextId: number): void {
    this.#notifications += 1;
    this.#after = nextId;
  }

  /** The request with that id. One that comes back as a text is known too: the client libraries take it for the number. */
  named(id: RpcId): OpenRequest | undefined {
    const own = Number(id);
    return isIdOf(id, own) ? this.#open.get(own) : undefined;
  }

  /** The request that a broken answer can only be meant for by the id in it; `null` is one that has none. */
  meantBy({ fault, answers }: NoMessage, text: string): OpenRequest | null | undefined {
    if (fault === 'not-json') return this.#namedIn(text);
    return answers === undefined || answers === null ? answers : this.named(answers);
  }

  /**
   * The request that an answer under an id that nobody waits for can only be meant for. The result of `initialize` is known by what it
   * says, also under the id of `server/discover`.
   */
  misnumbered(id: RpcId, result: unknown): OpenRequest | undefined {
    const named = this.named(id);
    if (named !== undefined && named.method !== 'server/discover') return undefined;
    const greeting = this.#greetingWith(result);
    if (named !== undefined || greeting !== undefined) return greeting;
    if (this.#mayBeKnown(id)) return undefined;
    // Programs answer a notification with 0, -1 or an empty text in place of the id that they did not get.
    return Number(id) > 0 ? this.#alone() : this.only();
  }

  /** The request that an answer without an id can only be meant for. */
  only(): OpenRequest | undefined {
    if (this.#notifications > 0) {
      this.#notifications -= 1;
      return undefined;
    }
    return this.#alone();
  }

  /** Takes the candidate for the answer, unless the request gets one before. */
  hold({ id }: OpenRequest, candidate: Candidate): void {
    const timer = setTimeout(() => {
      this.#candidates.delete(id);
      candidate.take();
    }, BETTER_WITHIN_MS);
    this.#candidates.set(id, { ...candidate, timer });
  }

  /** An answer with an id came: servers take what they are sent in its order, so what was sent before has had its own. */
  answered({ id }: OpenRequest): void {
    if (id >= this.#after) this.#notifications = 0;
  }

  /** It is settled. */
  close({ id }: OpenRequest, outcome: Outcome): void {
    this.#open.delete(id);
    if (outcome.failure?.kind === 'other-id') this.#counts = true;
    else this.#over.set(id, hasAnswered(outcome) ? 'answered' : 'given-up');
    const candidate = this.#candidates.get(id);
    if (candidate === undefined) return;
    this.#candidates.delete(id);
    clearTimeout(candidate.timer);
    candidate.release();
  }

  failAll(failure: Failure): void {
    const candidates = [...this.#candidates.values()];
    this.#candidates.clear();
    for (const { timer, take } of candidates) {
      clearTimeout(timer);
      take();
    }
    for (const { settle } of this.#open.values()) settle({ failure });
    this.#open.clear();
  }

  #alone(): OpenRequest | undefined {
    const [request] = this.#open.values();
    return this.#open.size === 1 && request !== undefined && !this.#candidates.has(request.id) ? request : undefined;
  }

  #greetingWith(result: unknown): OpenRequest | undefined {
    if (!isObject(result) || !('protocolVersion' in result)) return undefined;
    return [...this.#open.values()].find(({ id, method }) => method === 'initialize' && !this.#candidates.has(id));
  }

  #mayBeKnown(id: RpcId): boolean {
    const fate = this.#over.get(Number(id));
    return fate === 'given-up' || (fate === 'answered' && !this.#counts);
  }

  /** A text that is no JSON may still show its frame; one that lacks its end may stand before the answer in one line. */
  #namedIn(text: string): OpenRequest | undefined {
    if (!isMeantAsMessage(text)) return undefined;
    const { top } = outlineOf(text);
    return top.includes('"method"') ? undefined : (this.#namedAlone(top) ?? this.#namedAlone(text));
  }

  #namedAlone(text: string): OpenRequest | undefined {
    const found = new Set([...text.matchAll(ID)].flatMap(([, id]) => this.#open.get(Number(id)) ?? []));
    return found.size === 1 ? found.values().next().value : undefined;
  }
}

const ID = /"id"\s*:\s*"?(\d{1,15})"?\s*(?:[,}]|$)/gu;
