import { maskSecrets } from '../model/clean-text.js';
import type { TranscriptFact, WireMessage } from '../model/facts/wire.js';
import { isObject, type JsonObject } from '../model/mcp-protocol.js';
import type { ScenarioRun } from '../targets/target.js';

/** Of all messages of a run together, as JSON. */
const MAX_BYTES = 1024 * 1024;
/** Of one message: a larger one is counted, and the checks that asked for it judge its answer. */
const MAX_MESSAGE_BYTES = 128 * 1024;
const MAX_MESSAGES = 1_000;

/** Keeps what a server said over all connections of one run, with bounded memory. */
export class Transcript {
  readonly #messages: (Omit<WireMessage, 'message'> & { readonly text: string })[] = [];
  #bytes = 0;
  #left = 0;
  #version: string | undefined;
  readonly #listeners = new Set<(message: JsonObject) => void>();

  /** `text` is one JSON value as it came over the wire; `status` is that of the HTTP answer whose body it is. */
  keep(text: string, era: WireMessage['era'], answers?: string, status?: number): void {
    if (this.#listeners.size > 0) {
      const message = parsed(text, []);
      if (isObject(message)) for (const listener of this.#listeners) listener(message);
    }
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_MESSAGE_BYTES || this.#bytes + bytes > MAX_BYTES || this.#messages.length === MAX_MESSAGES) {
      this.#left += 1;
      return;
    }
    this.#bytes += bytes;
    this.#messages.push({
      era,
      text,
      ...(answers === undefined ? {} : { answers }),
      ...(status === undefined ? {} : { status }),
    });
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
    return {
      transport,
      ...(this.#version === undefined ? {} : { version: this.#version }),
      messages: this.#messages.flatMap(({ text, ...message }) => {
        const value = parsed(text, secrets);
        return isObject(value) ? [{ ...message, message: value }] : [];
      }),
      left: this.#left,
    };
  }
}

function parsed(text: string, secrets: readonly string[]): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? maskSecrets(value, secrets) : value));
  } catch {
    return undefined;
  }
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
