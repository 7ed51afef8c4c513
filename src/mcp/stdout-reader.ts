import { isUtf8 } from 'node:buffer';
import type { StdoutFact } from '../model/facts/mcp.js';
import type { RpcId } from '../model/rpc-id.js';
import { formatBytes } from '../model/units.js';
import { cutAround, shownExcerpt, type Excerpt } from './excerpt.js';
import { isMeantAsMessage, parseMessage, type NoMessage, type RpcMessage } from './json-rpc.js';
import { MAX_ANSWER_BYTES } from './wire.js';

/** Above this, stdout is only drained: no server says that much, and the rest must not cost memory or time. */
export const MAX_STDOUT_BYTES = 64 * 1024 * 1024;
/** The same for lines: each costs time, however short it is. */
export const MAX_STDOUT_LINES = 200_000;
const MAX_OFFENDING = 20;
/** Of an offending line. */
const KEPT_BYTES = 1_000;
const NEWLINE = 0x0a;
const BRACE = 0x7b;

export interface StdoutEvents {
  message(message: RpcMessage, text: string): void;
  /** A line that is no message, and that nobody takes for an answer. */
  stray?(text: string): void;
  /**
   * A line that is no message, or one nested deeper than is read. Whoever takes it for an answer returns true; it is counted as a
   * message then, and given back with {@link StdoutReader.count} when it was none.
   */
  broken(line: BrokenLine): boolean;
  /** A line that began like a message and was too long to be read. */
  tooLarge(): void;
  /** More than MAX_STDOUT_BYTES: nothing will be read any more. */
  flooded(): void;
}

/** A line that is no message. */
export interface BrokenLine {
  /** All of it. */
  readonly whole: string;
  readonly message: NoMessage;
  /** What is kept of it where it is counted. */
  readonly offending: OffendingLine;
}

type Offending = StdoutFact['offending'][number];

/** What is kept of a line for the report. */
type OffendingLine = Excerpt & Omit<Offending, 'text'>;

const NO_UTF8 = 'bytes that are no UTF-8';

/** Sorts every byte of a server's stdout into JSON-RPC lines and the rest, with bounded memory whatever comes. */
export class StdoutReader {
  readonly #events: StdoutEvents;
  readonly #offending: OffendingLine[] = [];
  #pieces: Buffer[] = [];
  #lineBytes = 0;
  #lines = 0;
  #offendingLines = 0;
  #messages = 0;
  #bytes = 0;
  #truncated = false;
  /** What is said now may answer what no client would send. */
  aside = false;
  /** Shell words that print the last thing of that kind. */
  written: string | undefined;
  /** Method of the last request. */
  asked: string | undefined;

  constructor(events: StdoutEvents) {
    this.#events = events;
  }

  get flooded(): boolean {
    return this.#bytes > MAX_STDOUT_BYTES || this.#lines > MAX_STDOUT_LINES;
  }

  /** All that came so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes since the last newline. */
  get unended(): number {
    return this.#lineBytes;
  }

  feed(chunk: Buffer): void {
    const wasFlooded = this.flooded;
    this.#bytes += chunk.length;
    if (!this.flooded) this.#readLines(chunk);
    if (!this.flooded) return;
    this.#startLine();
    this.#truncated = true;
    if (!wasFlooded) this.#events.flooded();
  }

  #readLines(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1 && !this.flooded; at = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, at));
      this.#endLine();
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** The stream has ended: what is left has no newline, so no client ever saw it. */
  end(): void {
    if (this.flooded || this.#lineBytes === 0) return;
    this.#lines += 1;
    const line = this.#beginning('the output ends without a newline');
    if (!isMeantAsMessage(line.text)) this.#stray(line);
    // Whatever ended the server over bad input cut its answer off too.
    else if (this.aside) this.#events.stray?.(line.text);
    else this.#stray({ ...line, kind: 'message' });
    this.#startLine();
  }

  /** What was read so far, without the given secrets. */
  record(secrets: readonly string[] = []): StdoutFact {
    return {
      bytes: this.#bytes,
      messages: this.#messages,
      offending: this.#offending
        .toSorted((a, b) => a.line - b.line)
        .map(({ text, at, ...line }) => ({ ...line, text: shownExcerpt({ text, at }, secrets) })),
      offendingLines: this.#offendingLines,
      truncated: this.#truncated,
    };
  }

  #keep(piece: Buffer): void {
    this.#lineBytes += piece.length;
    if (piece.length === 0) return;
    // The beginning of a line that is too long says what it was.
    if (this.#lineBytes > MAX_ANSWER_BYTES) this.#pieces = [(this.#pieces[0] ?? piece).subarray(0, KEPT_BYTES)];
    else this.#push(piece);
  }

  #push(piece: Buffer): void {
    this.#pieces.push(Buffer.from(piece));
    // A server that writes byte by byte must not cost an object per byte.
    if (this.#pieces.length === 1024) this.#pieces = [Buffer.concat(this.#pieces)];
  }

  #endLine(): void {
    this.#lines += 1;
    if (this.#lineBytes > MAX_ANSWER_BYTES) {
      if (this.#pieces[0]?.[0] === BRACE) {
        this.#messages += 1;
        this.#events.tooLarge();
      } else this.#stray(this.#beginning(`a line longer than ${formatBytes(MAX_ANSWER_BYTES)}`));
    } else this.#readLine(this.#line());
    this.#startLine();
  }

  #readLine(line: Buffer): void {
    // Once there are enough examples, a line that cannot be a message is only counted.
    if (this.#offending.length === MAX_OFFENDING && line[0] !== BRACE && line.toString('utf8').trimStart()[0] !== '{') {
      this.#stray(this.#beginning('no JSON'));
      return;
    }
    const text = line.toString('utf8');
    if (text.trim() === '') {
      this.#stray(this.#beginning('an empty line'));
      return;
    }
    const message = parseMessage(text);
    const garbled = isUtf8(line) ? undefined : text.indexOf('\ufffd');
    if (message.kind === 'invalid') {
      this.#readBroken(text, garbled === undefined ? message : { ...message, reason: NO_UTF8, at: garbled });
      return;
    }
    this.#messages += 1;
    // Most clients read it nevertheless, with another character in that place.
    if (garbled !== undefined && !(message.kind === 'response' && this.#isExcused(message.id)))
      this.#offend({ ...this.#around(text, garbled, NO_UTF8), kind: 'encoding' });
    this.#events.message(message, text);
  }

  #readBroken(text: string, message: NoMessage): void {
    const { reason, fault, at, answers } = message;
    const kind = isMeantAsMessage(text) ? { kind: 'message' as const } : {};
    const line = { ...this.#around(text, at, reason), ...kind };
    if (this.#events.broken({ whole: text, message, offending: line }) || fault === 'too-deep') this.#messages += 1;
    else if (answers !== undefined && this.#isExcused(answers)) this.#events.stray?.(line.text);
    else this.#stray(line);
  }

  /**
   * What no client would send may have an answer that no client gets, as a result with the id null. Ids of ours are numbers, and a
   * line that is no answer is nobody's.
   */
  #isExcused(answers: RpcId | null): boolean {
    return this.aside && typeof answers !== 'number';
  }

  #line(): Buffer {
    return this.#pieces.length === 1 && this.#pieces[0] !== undefined ? this.#pieces[0] : Buffer.concat(this.#pieces);
  }

  #startLine(): void {
    this.#pieces = [];
    this.#lineBytes = 0;
  }

  /** Counts a line that was taken for an answer, and was none. */
  count({ offending }: BrokenLine): void {
    this.#messages -= 1;
    this.#offend(offending);
  }

  #beginning(reason: string): OffendingLine {
    const beginning = (this.#pieces[0] ?? Buffer.alloc(0)).subarray(0, KEPT_BYTES).toString('utf8');
    return this.#around(beginning, 0, reason);
  }

  #around(text: string, at: number | undefined, reason: string): OffendingLine {
    const { asked, written } = this;
    return {
      line: this.#lines,
      ...cutAround(text, at),
      reason,
      ...(asked === undefined ? {} : { asked }),
      ...(written === undefined ? {} : { written }),
    };
  }

  #stray(line: OffendingLine): void {
    this.#events.stray?.(line.text);
    this.#offend(line);
  }

  #offend(line: OffendingLine): void {
    this.#offendingLines += 1;
    if (this.#offending.length === MAX_OFFENDING) this.#truncated = true;
    else this.#offending.push(line);
  }
}
