import { hash } from 'node:crypto';
import { maskValues } from '../model/clean-text.js';
import type { TranscriptFact, WireMessage } from '../model/facts/wire.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';
import { MAX_ANSWER_BYTES } from './wire.js';
import type { ScenarioRun } from '../targets/target.js';
import { cutAround, shownExcerpt, type Excerpt } from './excerpt.js';
import type { NoMessage } from './json-rpc.js';

/** Of all messages of a run together, as JSON: room for one answer as large as is read, and for what usually comes. */
const MAX_BYTES = MAX_ANSWER_BYTES + 2 * 1024 * 1024;
const MAX_MESSAGES = 1_000;
/** Of what the server says of its own accord, so that answers find room beside it: so many of one method, and so much of all. */
const MAX_ALIKE = 100;
const MAX_UNASKED_BYTES = 1024 * 1024;
const MAX_UNREADABLE = 20;

type Answering = Required<Pick<WireMessage, 'era' | 'answers'>> & Pick<WireMessage, 'sentId' | 'status'>;
type Unreadable = Omit<NonNullable<TranscriptFact['unreadable']>[number], 'excerpt'> & { readonly excerpt: Excerpt };

/** Keeps what a server said over all connections of one run, with bounded memory. */
export class Transcript {
  readonly #messages: (Omit<WireMessage, 'message'> & { readonly text: string })[] = [];
  readonly #unreadable: Unreadable[] = [];
  #bytes = 0;
  #left = 0;
  /** How many are kept of each method that the server names. */
  readonly #alike = new Map<unknown, number>();
  #unaskedBytes = 0;
  /** Of the answers that are kept. */
  readonly #digests = new Set<string>();
  /** Era and method of those that are not. */
  readonly #unread = new Set<string>();
  #version: string | undefined;
  readonly #listeners = new Set<(message: JsonObject) => void>();

  /** `text` is one JSON value as it came over the wire. */
  keep(
    text: string,
    era: WireMessage['era'],
    answers?: string,
    more: Pick<WireMessage, 'sentId' | 'status'> = {},
  ): void {
    const message = answers === undefined || this.#listeners.size > 0 ? parsed(text, []) : undefined;
    if (message !== undefined) for (const listener of this.#listeners) listener(message);
    const entry = { era, ...(answers === undefined ? {} : { answers }), ...more };
    const digest = answers === undefined ? undefined : digestOf(text, entry);
    // The same once more tells nothing new, and long lists are asked for often.
    if (digest !== undefined && this.#digests.has(digest)) return;
    const bytes = Buffer.byteLength(text);
    const isFull = this.#bytes + bytes > MAX_BYTES || this.#messages.length === MAX_MESSAGES;
    if (isFull || (answers === undefined && !this.#hasRoomFor(message?.['method'], bytes))) {
      this.leave();
      if (answers !== undefined) this.#unread.add(questionOf(entry));
      return;
    }
    if (digest !== undefined) this.#digests.add(digest);
    this.#bytes += bytes;
    this.#messages.push({ ...entry, text });
  }

  /** For one more that was not asked for, which it counts. */
  #hasRoomFor(method: unknown, bytes: number): boolean {
    const alike = (this.#alike.get(method) ?? 0) + 1;
    if (alike > MAX_ALIKE || this.#unaskedBytes + bytes > MAX_UNASKED_BYTES) return false;
    this.#alike.set(method, alike);
    this.#unaskedBytes += bytes;
    return true;
  }

  /** Keeps an answer that is no message: as a message where it is an object all the same, else the place where it goes wrong. */
  keepBroken(text: string, { fault, reason, at }: NoMessage, about: Answering): void {
    const { era, answers, ...more } = about;
    if (fault === 'too-deep') this.leave();
    else if (isObject(jsonOrUndefined(text))) this.keep(text, era, answers, more);
    else if (this.#unreadable.length === MAX_UNREADABLE) this.leave();
    else this.#unreadable.push({ era, answers, reason, excerpt: cutAround(text, at) });
  }

  /** Counts a message that is not kept. */
  leave(): void {
    this.#left += 1;
  }

  /** Hears every message from now on, until it is disposed of. */
  listen(listener: (message: JsonObject) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** The result of a handshake settles the revision; the first one counts, since later ones are questions about others. */
  settle(result: unknown): void {
    const version = isObject(result) ? result['protocolVersion'] : undefined;
    if (typeof version === 'string') this.#version ??= version;
  }

  /** What was kept so far, without the given secrets. */
  record(transport: TranscriptFact['transport'], secrets: readonly string[] = []): TranscriptFact {
    const messages = this.#messages.flatMap(({ text, ...entry }) => {
      const message = parsed(text, secrets);
      return message === undefined ? [] : [{ ...entry, message }];
    });
    const read = new Set(messages.flatMap((entry) => ('result' in entry.message ? [questionOf(entry)] : [])));
    const unread = [...this.#unread].filter((question) => !read.has(question)).map((question) => methodIn(question));
    return {
      transport,
      ...(this.#version === undefined ? {} : { version: this.#version }),
      messages,
      ...(this.#unreadable.length === 0
        ? {}
        : {
            unreadable: this.#unreadable.map(({ excerpt, ...answer }) => ({
              ...answer,
              excerpt: shownExcerpt(excerpt, secrets),
            })),
          }),
      left: this.#left,
      ...(unread.length === 0 ? {} : { unread: [...new Set(unread)] }),
    };
  }
}

const questionOf = ({ era, answers = '' }: Pick<WireMessage, 'era' | 'answers'>): string => `${era} ${answers}`;
const methodIn = (question: string): string => question.slice(question.indexOf(' ') + 1);

/** Where servers write the id of an answer: at the beginning, or at the end of the whole. */
const FRAME =
  /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*\d+|"id"\s*:\s*\d+\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/u;
const ID = /"id"\s*:\s*(\d+)/u;

/** Equal for answers that differ in nothing but the number of their request; undefined where they do not name it. */
function digestOf(text: string, { sentId, ...about }: Omit<WireMessage, 'message'>): string | undefined {
  const [, id] = ID.exec(FRAME.exec(text)?.[0] ?? '') ?? [];
  if (id === undefined || (sentId !== undefined && id !== String(sentId))) return undefined;
  return hash('sha256', `${JSON.stringify(about)}${text.replace(FRAME, (frame) => frame.replace(ID, ''))}`);
}

function parsed(text: string, secrets: readonly string[]): JsonObject | undefined {
  const value = jsonOrUndefined(text);
  return isObject(value) ? maskValues(value, secrets) : undefined;
}

const transcripts = new WeakMap<ScenarioRun, Transcript>();

/** The one transcript of a run over HTTP, whichever probe asks the server. */
export function transcriptOf(run: ScenarioRun): Transcript {
  const existing = transcripts.get(run);
  if (existing !== undefined) return existing;
  const transcript = new Transcript();
  transcripts.set(run, transcript);
  return transcript;
}
