import { isUtf8 } from 'node:buffer';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { StdoutFact } from '../model/facts/mcp.js';
import { formatBytes } from '../model/units.js';
import { parseMessage, type RpcMessage } from './json-rpc.js';
import { MAX_ANSWER_BYTES } from './wire.js';

/** Above this, stdout is only drained: no server says that much, and the rest must not cost memory or time. */
export const MAX_STDOUT_BYTES = 64 * 1024 * 1024;
/** The same for lines: each costs time, however short it is. */
export const MAX_STDOUT_LINES = 200_000;
const MAX_OFFENDING = 20;
/** Of an offending line. */
const KEPT_BYTES = 1_000;
const SHOWN_CHARACTERS = 200;
const NEWLINE = 0x0a;
const BRACE = 0x7b;

export interface StdoutEvents {
  message(message: RpcMessage, text: string): void;
  /** A line that is no message, while `aside` is set: it is not counted. */
  aside?(text: string): void;
  /** A line that began like a message and was too long to be read. */
  tooLarge(): void;
  /** More than MAX_STDOUT_BYTES: nothing will be read any more. */
  flooded(): void;
}

/** Sorts every byte of a server's stdout into JSON-RPC lines and the rest, with bounded memory whatever comes. */
export class StdoutReader {
  readonly #events: StdoutEvents;
  readonly #offending: StdoutFact['offending'] = [];
  #pieces: Buffer[] = [];
  #lineBytes = 0;
  #lines = 0;
  #offendingLines = 0;
  #messages = 0;
  #bytes = 0;
  #truncated = false;
  /** What is said now answers what no client would send. */
  aside = false;

  constructor(events: StdoutEvents) {
    this.#events = events;
  }

  get flooded(): boolean {
    return this.#bytes > MAX_STDOUT_BYTES || this.#lines > MAX_STDOUT_LINES;
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
    this.#offend('the output ends without a newline');
    this.#startLine();
  }

  /** What was read so far, without the given secrets. */
  record(secrets: readonly string[] = []): StdoutFact {
    return {
      bytes: this.#bytes,
      messages: this.#messages,
      offending: this.#offending.map(({ text, ...line }) => ({
        ...line,
        text: cleanText(maskSecrets(text, secrets), SHOWN_CHARACTERS),
      })),
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
      } else this.#offend(`a line longer than ${formatBytes(MAX_ANSWER_BYTES)}`);
    } else this.#readLine(this.#line());
    this.#startLine();
  }

  #readLine(line: Buffer): void {
    // Once there are enough examples, a line that cannot be a message is only counted.
    if (this.#offending.length === MAX_OFFENDING && line[0] !== BRACE && line.toString('utf8').trimStart()[0] !== '{') {
      this.#offend('no JSON');
      return;
    }
    if (!isUtf8(line)) {
      this.#offend('bytes that are no UTF-8');
      return;
    }
    const text = line.toString('utf8');
    if (text.trim() === '') {
      this.#offend('an empty line');
      return;
    }
    const message = parseMessage(text);
    if (message.kind === 'invalid') this.#offend(message.reason);
    else {
      this.#messages += 1;
      this.#events.message(message, text);
    }
  }

  #line(): Buffer {
    return this.#pieces.length === 1 && this.#pieces[0] !== undefined ? this.#pieces[0] : Buffer.concat(this.#pieces);
  }

  #startLine(): void {
    this.#pieces = [];
    this.#lineBytes = 0;
  }

  #offend(reason: string): void {
    const beginning = () => (this.#pieces[0] ?? Buffer.alloc(0)).subarray(0, KEPT_BYTES).toString('utf8');
    if (this.aside) {
      this.#events.aside?.(beginning());
      return;
    }
    this.#offendingLines += 1;
    if (this.#offending.length === MAX_OFFENDING) {
      this.#truncated = true;
      return;
    }
    this.#offending.push({ line: this.#lines, text: beginning(), reason });
  }
}
