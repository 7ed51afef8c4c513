import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { BuildEvent, BuildStep } from '../../model/build-event.js';
import { BuildTrace } from './build-trace.js';
import { ClassicSteps } from './classic-steps.js';

/** A single message of the engine is far smaller; more than this is no engine. */
const MESSAGE_LIMIT = 32 * 1024 * 1024;

interface Message {
  readonly id?: string;
  readonly aux?: unknown;
  readonly stream?: string;
  readonly status?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

/** Reads the answer of `POST /build`: JSON lines under status 200, whether the build goes well or not. */
export class BuildStream {
  readonly #trace: BuildTrace;
  readonly #classic: ClassicSteps;
  readonly #builder: 'buildkit' | 'classic';
  readonly #onEvent: (event: BuildEvent) => void;
  #unreadable = false;
  readonly #cacheOnly: boolean;
  #imageId: string | undefined;
  #complete = false;
  #error: string | undefined;

  /** `cacheOnly`: no image is asked for, and BuildKit then has no last word. */
  constructor(builder: 'buildkit' | 'classic', onEvent: (event: BuildEvent) => void, cacheOnly = false) {
    this.#builder = builder;
    this.#onEvent = onEvent;
    this.#cacheOnly = cacheOnly && builder === 'buildkit';
    this.#trace = new BuildTrace(onEvent);
    this.#classic = new ClassicSteps(onEvent);
  }

  /**
   * Resolves with the image id, or with undefined when the builder says that it is done and not what it made.
   * Throws BUILD_FAILED, DISK_FULL, ENGINE_REFUSED, or ENGINE_LOST when the answer ends before the build does.
   */
  async follow(answer: Readable): Promise<string | undefined> {
    try {
      for await (const line of jsonLines(answer)) this.#message(line);
    } catch (error) {
      if (this.#error === undefined) {
        this.#end('The connection to the engine was lost.');
        throw error;
      }
    }
    this.#end(this.#error);
    if (this.#error !== undefined) throw failure(this.#error, this.#failedStep);
    if (this.#imageId === undefined && !this.#complete && !this.#cacheOnly)
      throw new McpDockError('ENGINE_LOST', { during: 'the build' });
    return this.#imageId;
  }

  get #failedStep(): BuildStep | undefined {
    return this.#builder === 'buildkit' ? this.#trace.failedStep : this.#classic.failedStep;
  }

  #end(error: string | undefined): void {
    this.#trace.end();
    this.#classic.end(error);
  }

  #message(line: string): void {
    const message = parse(line);
    if (message.errorDetail?.message !== undefined || message.error !== undefined) {
      this.#error = message.errorDetail?.message ?? message.error;
    } else if (message.id === 'moby.buildkit.trace') {
      if (typeof message.aux === 'string') this.#readTrace(Buffer.from(message.aux, 'base64'));
    } else if (hasId(message.aux)) this.#imageId = message.aux.ID;
    else if (message.stream !== undefined) {
      if (/^Successfully (?:built|tagged) /mu.test(message.stream)) this.#complete = true;
      this.#classic.read(message.stream);
    } else if (message.progressDetail?.total !== undefined) {
      const { current = 0, total } = message.progressDetail;
      this.#classic.progress(`${message.status ?? ''} ${message.id ?? ''}`.trim(), current, total);
    }
  }

  /** What a build does is not worth a build: without the trace it goes on, only nobody sees how. */
  #readTrace(message: Buffer): void {
    try {
      this.#trace.read(message);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (!this.#unreadable)
        this.#onEvent({ kind: 'warning', message: 'Some of what the engine tells about the steps is unreadable.' });
      this.#unreadable = true;
    }
  }
}

const hasId = (aux: unknown): aux is { ID: string } =>
  typeof aux === 'object' && aux !== null && 'ID' in aux && typeof aux.ID === 'string';

function parse(line: string): Message {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new McpDockError(
      'ENGINE_REFUSED',
      { during: 'the build', reason: `it answered no JSON: ${excerpt(line)}` },
      { cause },
    );
  }
  if (typeof value !== 'object' || value === null)
    throw new McpDockError('ENGINE_REFUSED', { during: 'the build', reason: `it answered: ${excerpt(line)}` });
  return value;
}

const excerpt = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

async function* jsonLines(answer: Readable): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    const parts = decoder.write(chunk).split('\n');
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        const line = pieces.join('').trim();
        pieces = [];
        size = 0;
        if (line !== '') yield line;
      }
      pieces.push(part);
      size += part.length;
      if (size > MESSAGE_LIMIT)
        throw new McpDockError('ENGINE_REFUSED', { during: 'the build', reason: 'one message of it has over 32 MB.' });
    }
  }
  const last = pieces.join('').trim();
  // Half a message means that the connection broke; the caller then finds neither image nor error.
  if (last.endsWith('}')) yield last;
}

function failure(reason: string, step: BuildStep | undefined): McpDockError {
  if (/no space left on device|not enough space on the disk/iu.test(reason))
    return new McpDockError('DISK_FULL', { during: step?.name ?? 'the build', reason });
  return new McpDockError('BUILD_FAILED', {
    cause: 'other',
    ...(step !== undefined && { step: step.name }),
    reason,
    lastLines: [],
    advice: [],
  });
}
