/** A line longer than this is passed on in pieces: a step may print megabytes without a line feed. */
const LINE_LIMIT = 16_384;

/** Bytes in, whole lines out. A carriage return starts its line anew, as on a terminal; empty lines are dropped. */
export class LineBuffer {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(bytes: Uint8Array | string): void {
    this.#rest += typeof bytes === 'string' ? bytes : this.#decoder.decode(bytes, { stream: true });
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#pass(line);
    while (this.#rest.length > LINE_LIMIT) {
      this.#pass(this.#rest.slice(0, LINE_LIMIT));
      this.#rest = this.#rest.slice(LINE_LIMIT);
    }
  }

  end(): void {
    const last = this.#rest + this.#decoder.decode();
    this.#rest = '';
    this.#pass(last);
  }

  #pass(line: string): void {
    const shown = line.replace(/\r+$/u, '');
    const text = shown.slice(shown.lastIndexOf('\r') + 1);
    if (text.trim() !== '') this.#onLine(text.trimEnd());
  }
}
