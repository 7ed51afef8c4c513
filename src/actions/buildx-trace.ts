import type { BuildEvent, BuildStep } from '../model/build-event.js';
import { BuildSteps } from '../model/build-steps.js';

/** One message of buildx is far smaller; what is longer is left out. */
const MESSAGE_LIMIT = 8 * 1024 * 1024;
/** Of what buildx says in words, the last that many lines are kept. */
const WORDS_LIMIT = 60;

/**
 * Reads what `docker buildx build --progress=rawjson` writes to stderr: BuildKit's SolveStatus as JSON, a message a line or, from
 * older versions, indented over many lines; and between them, at the end for a failure, lines in words.
 * https://github.com/moby/buildkit/blob/master/client/graph.go
 */
export class BuildxTrace {
  readonly #steps: BuildSteps;
  readonly #decoder = new TextDecoder();
  /** Pieces of the line that has no end yet. */
  #line: string[] = [];
  #lineLength = 0;
  /** Lines of the message that has no end yet. */
  #message: string[] | undefined;
  #messageLength = 0;
  readonly #words: string[] = [];

  constructor(emit: (event: BuildEvent) => void) {
    this.#steps = new BuildSteps(emit);
  }

  get failedStep(): BuildStep | undefined {
    return this.#steps.failedStep;
  }

  /** What buildx said in words, oldest first. */
  get words(): readonly string[] {
    return this.#words;
  }

  read(chunk: Uint8Array): void {
    this.#text(this.#decoder.decode(chunk, { stream: true }));
  }

  /** The stream is over: half a line is a line, and half a message is none. */
  end(): void {
    this.#text(`${this.#decoder.decode()}\n`);
    this.#steps.end();
  }

  #text(text: string): void {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) this.#endLine();
      this.#lineLength += part.length;
      // The rest of an endless line is dropped; what is left of it is no JSON any more.
      if (this.#lineLength <= MESSAGE_LIMIT) this.#line.push(part);
    }
  }

  #endLine(): void {
    const line = this.#line.join('').replace(/\r$/u, '');
    const whole = this.#lineLength <= MESSAGE_LIMIT;
    this.#line = [];
    this.#lineLength = 0;
    if (this.#message !== undefined) this.#within(line, this.#message);
    else if (line === '{') {
      this.#message = ['{'];
      this.#messageLength = 1;
    } else if (line.startsWith('{"') && whole) this.#json(line);
    else this.#say(line);
  }

  /** An indented message: only its last line stands at the margin. */
  #within(line: string, message: string[]): void {
    this.#messageLength += line.length;
    if (line === '}') {
      this.#message = undefined;
      if (this.#messageLength <= MESSAGE_LIMIT) this.#json([...message, line].join('\n'));
    } else if (/^\s/u.test(line)) {
      if (this.#messageLength <= MESSAGE_LIMIT) message.push(line);
    } else {
      // It never ended: what follows stands for itself.
      this.#message = undefined;
      this.#line = [line];
      this.#lineLength = line.length;
      this.#endLine();
    }
  }

  #say(line: string): void {
    const text = line.slice(0, 2000).trimEnd();
    if (text.trim() === '') return;
    const warning = /^WARN(?:ING)?:? (.*)$/u.exec(text)?.[1];
    if (warning !== undefined) return this.#steps.warning([warning], '');
    this.#words.push(text);
    if (this.#words.length > WORDS_LIMIT) this.#words.shift();
  }

  #json(text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.#say(text);
    }
    const message = recordOf(value);
    for (const vertex of recordsOf(message['vertexes'])) this.#vertex(vertex);
    for (const status of recordsOf(message['statuses'])) {
      const name = textOf(status['name']) || textOf(status['id']);
      const [current, total] = [numberOf(status['current']), numberOf(status['total'])];
      this.#steps.status({ stepId: textOf(status['vertex']), name, current, total });
    }
    for (const log of recordsOf(message['logs'])) {
      this.#steps.log(textOf(log['vertex']), numberOf(log['stream']), Buffer.from(textOf(log['data']), 'base64'));
    }
    for (const warning of recordsOf(message['warnings'])) {
      const details = Array.isArray(warning['detail']) ? warning['detail'].map(fromBase64) : [];
      this.#steps.warning([fromBase64(warning['short']), ...details], textOf(warning['url']));
    }
  }

  #vertex(vertex: Fields): void {
    this.#steps.vertex({
      id: textOf(vertex['digest']),
      name: textOf(vertex['name']),
      cached: vertex['cached'] === true,
      startedAtMs: timeOf(vertex['started']),
      finishedAtMs: timeOf(vertex['completed']),
      error: textOf(vertex['error']),
    });
  }
}

type Fields = Readonly<Record<string, unknown>>;

const recordOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const recordsOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(recordOf) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const fromBase64 = (value: unknown): string => Buffer.from(textOf(value), 'base64').toString('utf8');

function timeOf(value: unknown): number | undefined {
  const time = Date.parse(textOf(value));
  return Number.isNaN(time) ? undefined : time;
}
