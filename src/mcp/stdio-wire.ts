import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { McpAnswer, StdoutFact } from '../model/facts/mcp.js';
import { formatBytes, formatDuration } from '../model/units.js';
import { replyTo, type RpcId, type RpcMessage } from './json-rpc.js';
import { MODERN_VERSION, withModernMeta, type ClientInfo, type Era, type JsonObject } from '../model/mcp-protocol.js';
import { Transcript } from './transcript.js';
import { MAX_STDOUT_BYTES, MAX_STDOUT_LINES, StdoutReader } from './stdout-reader.js';
import { MAX_ANSWER_BYTES, type Failure, type McpWire } from './wire.js';

export interface StdioWireOptions {
  readonly streams: { readonly stdin: Writable; readonly stdout: Readable };
  readonly client: ClientInfo;
  /** Words for why the server is gone, `it exited with code 1`; waited for briefly once stdout has ended. */
  readonly whyGone?: () => Promise<string>;
}

export interface StdioWire extends McpWire {
  /** What the server said so far. */
  readonly transcript: Transcript;
  /** Writes these bytes to stdin as they are. */
  raw(bytes: string | Uint8Array): void;
  /**
   * From now on what is said is no conversation any more: the transcript ends, and each line goes to the listener. What is no
   * message counts as such again when the result is called.
   */
  overhear(listener: (text: string) => void): () => void;
  /** Every byte of stdout so far, without the given secrets. */
  stdoutRecord(secrets?: readonly string[]): StdoutFact;
  /** Resolves when stdout has ended, or after the given time. */
  stdoutEnded(withinMs: number): Promise<void>;
}

/** How long the engine may take to say why a container ended after its stdout did. */
const WHY_GONE_MS = 2_000;

type Outcome = Pick<McpAnswer, 'result' | 'error' | 'failure'>;

interface Pending {
  readonly era: Era;
  readonly method: string;
  readonly settle: (outcome: Outcome) => void;
}

/** Newline-delimited JSON-RPC over a process's stdio. It is the single reader of stdout, from the first byte to the end. */
export function createStdioWire({ streams: { stdin, stdout }, client, whyGone }: StdioWireOptions): StdioWire {
  const transcript = new Transcript();
  const pending = new Map<RpcId, Pending>();
  let spoken: Era = 'handshake';
  const ended = Promise.withResolvers<void>();
  let nextId = 1;
  let listener: ((text: string) => void) | undefined;
  let gone: Failure | undefined;

  const failAll = (failure: Failure) => {
    for (const waiting of pending.values()) waiting.settle({ failure });
    pending.clear();
  };
  const send = (message: JsonObject) => {
    if (stdin.writable) stdin.write(`${JSON.stringify(message)}\n`);
  };
  const onMessage = (message: RpcMessage, text: string) => {
    const waiting = message.kind === 'response' && message.id !== null ? pending.get(message.id) : undefined;
    if (listener === undefined) transcript.keep(text, waiting?.era ?? spoken, waiting?.method);
    else listener(text);
    if (message.kind === 'request') send(replyTo(message));
    if (message.kind !== 'response' || message.id === null) return;
    pending.delete(message.id);
    waiting?.settle(message.error === undefined ? { result: message.result } : { error: message.error });
  };
  const reader = new StdoutReader({
    message: onMessage,
    aside: (text) => listener?.(text),
    // The id is in a line that was not kept; questions are asked one after the other, so it is the one that waits.
    tooLarge: () =>
      failAll({ kind: 'too-large', message: `the answer is larger than ${formatBytes(MAX_ANSWER_BYTES)}` }),
    flooded: () => {
      gone = {
        kind: 'flood',
        message: `the server wrote more than ${formatBytes(MAX_STDOUT_BYTES)} or ${MAX_STDOUT_LINES} lines to stdout`,
      };
      failAll(gone);
    },
  });

  const onEnd = async () => {
    reader.end();
    const words = await Promise.race([whyGone?.() ?? undefined, delay(WHY_GONE_MS, undefined, { ref: false })]);
    gone ??= { kind: 'closed', message: words ?? 'the server closed its stdout' };
    failAll(gone);
    ended.resolve();
  };
  let ending: Promise<void> | undefined;
  const endOnce = () => {
    ending ??= onEnd();
  };
  stdout.on('data', (chunk: Buffer | string) => reader.feed(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
  stdout.once('end', endOnce);
  stdout.once('close', endOnce);
  stdout.on('error', endOnce);
  // A server that is gone shows in stdout; a broken pipe says nothing more.
  stdin.on('error', () => undefined);

  return {
    transport: 'stdio',
    transcript,

    async request(method, params, { era, timeoutMs, signal, onId }) {
      const startedAt = performance.now();
      const answer = (outcome: Outcome): McpAnswer => ({
        method,
        ...outcome,
        durationMs: performance.now() - startedAt,
      });
      if (gone !== undefined) return answer({ failure: gone });
      const id = nextId++;
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      pending.set(id, { settle: resolve, era, method });
      spoken = era;
      onId?.(id);
      const giveUp = () => {
        pending.delete(id);
        resolve({ failure: { kind: 'cancelled', message: 'the request was given up' } });
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      const timer = setTimeout(() => {
        pending.delete(id);
        resolve({ failure: { kind: 'timeout', message: `no answer within ${formatDuration(timeoutMs)}` } });
      }, timeoutMs);
      send({ jsonrpc: '2.0', id, method, params: era === MODERN_VERSION ? withModernMeta(params, client) : params });
      const outcome = await promise;
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      if (method === 'initialize') transcript.settle(outcome.result);
      return answer(outcome);
    },

    async notify(method, params, { era }) {
      send({ jsonrpc: '2.0', method, params: era === MODERN_VERSION ? withModernMeta(params, client) : params });
    },

    async close() {
      if (stdin.writable) stdin.end();
    },

    raw(bytes) {
      if (stdin.writable) stdin.write(bytes);
    },

    overhear(heard) {
      listener = heard;
      reader.aside = true;
      return () => {
        reader.aside = false;
      };
    },

    stdoutRecord: (secrets) => reader.record(secrets),

    async stdoutEnded(withinMs) {
      await Promise.race([ended.promise, delay(withinMs, undefined, { ref: false })]);
    },
  };
}
