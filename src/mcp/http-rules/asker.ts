import { cleanText, maskSecrets, maskValues } from '../../model/clean-text.js';
import type { Exchange } from '../../model/facts/http-rules.js';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import { isObject, type ClientInfo, type Era, type JsonObject } from '../../model/mcp-protocol.js';
import { ownRedirect } from '../../targets/redirected-to.js';
import type { RequestHeaders } from '../../targets/target.js';
import { exchange, freshAgent, type ExchangeRequest, type ExchangeResult } from '../http-exchange.js';
import { Patience } from '../patience.js';
import { resumedExchange } from '../resumed-exchange.js';
import { MAX_REDIRECTS } from '../wire.js';

export interface Question {
  readonly question: string;
  readonly era: Era;
  readonly method?: 'POST' | 'GET' | 'DELETE' | 'OPTIONS';
  /** In place of, or beside, those that every POST carries; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly session?: HttpSession | undefined;
  /** A string goes as it is. */
  readonly body?: JsonObject | readonly JsonObject[] | string | Uint8Array;
  readonly about?: string;
  readonly timeoutMs?: number;
}

/** A session of the handshake era that a server gave us. */
export interface HttpSession {
  /** Absent where the server keeps no sessions. */
  readonly id?: string;
  readonly version: string;
}

export interface AskerOptions {
  readonly url: URL;
  /** Go with every request; their values are secrets. */
  readonly headers: RequestHeaders;
  readonly client: ClientInfo;
  readonly secrets?: readonly string[];
  /** Ends what is under way, and every wait. */
  readonly signal?: AbortSignal;
}

const QUESTION_MS = 5_000;
const TEXT_CHARACTERS = 600;
const BODY_CHARACTERS = 2_000;
const MESSAGE_CHARACTERS = 4_096;
const HEADER_CHARACTERS = 300;
const KEPT_HEADERS = /^(?:allow|vary|content-encoding|access-control-.*)$/u;
const JSON_TYPE = 'application/json';

/** Makes single HTTP requests exactly as they are described, right or wrong, and keeps what came back. */
export class Asker implements Disposable {
  readonly #options: AskerOptions;
  readonly #agent: ExchangeRequest['agent'];
  readonly #patience = new Patience();
  /** Where the endpoint is, once it was asked; its clients go there as well. */
  #url: URL;

  constructor(options: AskerOptions) {
    this.#options = options;
    this.#url = options.url;
    this.#agent = freshAgent(options.url, { keepAlive: true, maxSockets: 8 });
  }

  get client(): ClientInfo {
    return this.#options.client;
  }

  /** The row, and the id of the session that the answer gave: that is no part of any record. */
  async ask(question: Question): Promise<{ readonly row: Exchange; readonly sessionId?: string }> {
    const { method = 'POST', body, timeoutMs = QUESTION_MS } = question;
    const sent = bodyOf(body);
    const own = headersOf(question, method);
    let startedAt = performance.now();
    let event: JsonObject | undefined;
    const isRequest = isObject(body) && 'id' in body;
    const exchangeOf = isRequest && question.era === 'handshake' ? resumedExchange : exchange;
    const send = (url: URL) =>
      exchangeOf({
        url,
        method,
        headers: {
          ...(sent === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(sent)) }),
          ...this.#options.headers,
          ...own,
        },
        ...(sent === undefined ? {} : { body: sent }),
        timeoutMs,
        agent: this.#agent,
        signal: this.#options.signal,
        headOnly: method === 'GET',
        onEvent: (data) => {
          const message = jsonOrUndefined(data);
          if (isObject(message) && !('method' in message)) event = message;
          return event !== undefined;
        },
      });
    let url = this.#url;
    let result = await send(url);
    for (let redirects = 0; ;) {
      const { status, headers } = result;
      const target = ownRedirect({ status, location: headers.location }, url);
      if (target !== undefined && redirects < MAX_REDIRECTS) {
        redirects += 1;
        url = target;
        this.#url = target;
      } else if (!(await this.#patience.hasFor({ status, retryAfter: headers['retry-after'] }, this.#options.signal)))
        break;
      startedAt = performance.now();
      result = await send(url);
    }
    const sessionId = result.headers['mcp-session-id'];
    return {
      row: this.#rowOf(question, {
        method,
        own,
        sent,
        result,
        event,
        durationMs: performance.now() - (result.sentAt ?? startedAt),
      }),
      ...(typeof sessionId === 'string' ? { sessionId } : {}),
    };
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  #rowOf(
    { question, era, session, body, about }: Question,
    { method, own, sent, result, event, durationMs }: Came,
  ): Exchange {
    const { status, headers, body: text, failure } = result;
    const clean = (value: string, limit: number) => cleanText(maskSecrets(value, this.#secrets(session)), limit);
    const message = event ?? (text === undefined ? undefined : jsonOrUndefined(text));
    const shown = typeof sent === 'string' ? clean(sent, BODY_CHARACTERS) : undefined;
    return {
      question,
      era,
      method,
      headers: Object.entries(own).map(([name, value]) =>
        value === session?.id ? `${name}: $S` : `${name}: ${clean(value, HEADER_CHARACTERS)}`,
      ),
      ...(shown === undefined ? {} : { body: shown }),
      ...(isObject(body) && (typeof body['id'] === 'string' || typeof body['id'] === 'number')
        ? { sentId: body['id'] }
        : {}),
      ...(about === undefined ? {} : { about }),
      ...(status === undefined ? {} : { status }),
      ...(headers['content-type'] === undefined ? {} : { contentType: clean(headers['content-type'], 100) }),
      answerHeaders: {
        ...Object.fromEntries(
          Object.entries(headers)
            .filter(([name]) => KEPT_HEADERS.test(name))
            .map(([name, value]) => [name, clean(String(value), HEADER_CHARACTERS)]),
        ),
        ...(headers['mcp-session-id'] === undefined ? {} : { 'mcp-session-id': 'given' }),
      },
      ...(text === undefined || text === '' ? {} : { text: clean(text, TEXT_CHARACTERS) }),
      bytes: Buffer.byteLength(text ?? ''),
      ...(message === undefined ? {} : { message: tidyMessage(message, this.#secrets(session)) }),
      ...(failure === undefined ? {} : { failure: { ...failure, message: clean(failure.message, 200) } }),
      durationMs,
    };
  }

  #secrets(session: HttpSession | undefined): readonly string[] {
    const { secrets = [] } = this.#options;
    return session?.id === undefined ? secrets : [...secrets, session.id];
  }
}

interface Came {
  readonly method: string;
  readonly own: Readonly<Record<string, string>>;
  readonly sent: string | Uint8Array | undefined;
  readonly result: ExchangeResult;
  readonly event: JsonObject | undefined;
  readonly durationMs: number;
}

function bodyOf(body: Question['body']): string | Uint8Array | undefined {
  return body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
}

function headersOf({ headers = {}, session, body }: Question, method: string): Record<string, string> {
  const usual: Record<string, string | undefined> = {
    ...(body === undefined ? {} : { 'Content-Type': JSON_TYPE }),
    ...(method === 'POST' ? { Accept: `${JSON_TYPE}, text/event-stream` } : {}),
    ...(session === undefined ? {} : { 'MCP-Protocol-Version': session.version, 'Mcp-Session-Id': session.id }),
    ...headers,
  };
  return Object.fromEntries(Object.entries(usual).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** What rules look at stays whole; of a large result only which members it has. */
function tidyMessage(message: unknown, secrets: readonly string[]): unknown {
  const hidden = maskValues(message, secrets, []);
  if (JSON.stringify(hidden).length <= MESSAGE_CHARACTERS) return hidden;
  if (!isObject(hidden)) return undefined;
  const { result, error, ...rest } = hidden;
  const frame = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, shallow(value)]));
  const kept = {
    ...frame,
    ...(error === undefined ? {} : { error: isObject(error) ? members(error) : shallow(error) }),
    ...(result === undefined ? {} : { result: isObject(result) ? members(result) : shallow(result) }),
  };
  return JSON.stringify(kept).length <= MESSAGE_CHARACTERS ? kept : undefined;
}

const members = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shallow(item)]));

function shallow(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, HEADER_CHARACTERS);
  if (Array.isArray(value)) return [];
  return isObject(value) ? {} : value;
}
