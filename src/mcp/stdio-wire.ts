import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { McpAnswer, StdoutFact } from '../model/facts/mcp.js';
import { formatBytes, formatDuration } from '../model/units.js';
import { replyTo, type NoMessage, type RpcMessage, type RpcResponse } from './json-rpc.js';
import { MODERN_VERSION, withModernMeta, type ClientInfo, type Era, type JsonObject } from '../model/mcp-protocol.js';
import type { RpcId } from '../model/rpc-id.js';
import { OpenRequests, type OpenRequest, type Outcome } from './open-requests.js';
import { Transcript } from './transcript.js';
import { MAX_STDOUT_BYTES, MAX_STDOUT_LINES, StdoutReader } from './stdout-reader.js';
import { brokenAnswer, MAX_ANSWER_BYTES, misnumbered, type Failure, type McpWire } from './wire.js';

export interface StdioWireOptions {
  readonly streams: { readonly stdin: Writable; readonly stdout: Readable };
  readonly client: ClientInfo;
  /** Words for why the server is gone, `it exited with code 1`; waited for briefly once stdout has ended. */
  readonly whyGone?: () => Promise<string>;
  /** Resolves when the program is gone; something that it started may hold its stdout open for longer. */
  readonly exited?: Promise<unknown>;
}

export interface StdioWire extends McpWire {
  /** What the server said so far. */
  readonly transcript: Transcript;
  /** Writes a line of these bytes to stdin, which no client would send; `printed` are shell words that print it. */
  raw(bytes: string | Uint8Array, printed: string): void;
  /**
   * From now on what is said is no conversation any more: the transcript ends, and each line goes to the listener. A broken answer
   * that names no request of ours is no fault on stdout, until the result is called; every other line is.
   */
  overhear(listener: (text: string) => void): () => void;
  /** Every byte of stdout so far, without the given secrets. */
  stdoutRecord(secrets?: readonly string[]): StdoutFact;
  /** Words for what was written of a line that no newline has ended yet; undefined when there is none. */
  unended(): string | undefined;
  /** Resolves when stdout has ended, or after the given time. */
  stdoutEnded(withinMs: number): Promise<void>;
}

/** What a server wrote that its clients still wait for. */
const unendedWords = (bytes: number): string | undefined =>
  bytes === 0 ? undefined : `it wrote ${bytes} ${bytes === 1 ? 'byte' : 'bytes'} to stdout that no newline ended`;

const withUnended = (message: string, unended: string | undefined) =>
  unended === undefined ? message : `${message}; ${unended}`;

const withoutId = ({ error }: RpcResponse): NoMessage => ({
  kind: 'invalid',
  fault: 'not-json-rpc',
  reason: `an error without the id of the request${error === undefined ? '' : `: ${error.code} "${error.message}"`}`,
});

/** How long the engine may take to say why a container ended after its stdout did. */
const WHY_GONE_MS = 2_000;
/** After a silence of this length, nobody else answers for a program that is gone. */
const SILENCE_MS = 500;

/** Newline-delimited JSON-RPC over a process's stdio. It is the single reader of stdout, from the first byte to the end. */
export function createStdioWire({ streams: { stdin, stdout }, client, whyGone, exited }: StdioWireOptions): StdioWire {
  const transcript = new Transcript();
  const open = new OpenRequests();
  let spoken: Era = 'handshake';
  const ended = Promise.withResolvers<void>();
  let nextId = 1;
  let listener: ((text: string) => void) | undefined;
  let gone: Failure | undefined;

  const send = (message: JsonObject) => {
    if (stdin.writable) stdin.write(`${JSON.stringify(message)}\n`);
  };
  const settle = (request: OpenRequest, outcome: Outcome) => {
    open.close(request, outcome);
    request.settle(outcome);
  };
  /** What is no message settles its request too: its client waits for nothing else. */
  const settleBroken = (request: OpenRequest, text: string, message: NoMessage) => {
    const { era, method: answers, id: sentId } = request;
    if (listener === undefined) transcript.keepBroken(text, message, { era, answers, sentId });
    settle(request, { failure: brokenAnswer(message) });
  };
  /** An answer without an id; while bad input is written, what has none answers that. */
  const holdNameless = (text: string, message: NoMessage, release: () => void): boolean => {
    const request = listener === undefined ? open.only() : undefined;
    if (request === undefined) return false;
    open.hold(request, { take: () => settleBroken(request, text, message), release });
    return true;
  };
  /** An answer under another id than that of its request; while bad input is written, it may answer that. */
  const holdMisnumbered = (id: RpcId, { result }: RpcResponse, text: string, release: () => void): boolean => {
    const request = listener === undefined ? open.misnumbered(id, result) : undefined;
    if (request === undefined) return false;
    const take = () => {
      hear(text, request);
      settle(request, { failure: misnumbered(id, request.id) });
    };
    open.hold(request, { take, release });
    return true;
  };
  const hear = (text: string, request?: OpenRequest) => {
    if (listener === undefined)
      transcript.keep(text, request?.era ?? spoken, request?.method, request && { sentId: request.id });
    else listener(text);
  };
  const onResponse = (message: RpcResponse, text: string) => {
    const { id, result, error } = message;
    const request = id === null ? undefined : open.named(id);
    const accept = () => {
      hear(text, request);
      if (request === undefined) return;
      open.answered(request);
      request.onText?.(text);
      settle(request, error === undefined ? { result } : { error });
    };
    const isHeld =
      id === null ? holdNameless(text, withoutId(message), accept) : holdMisnumbered(id, message, text, accept);
    if (!isHeld) accept();
  };
  const onMessage = (message: RpcMessage, text: string) => {
    if (message.kind === 'response') return onResponse(message, text);
    hear(text);
    if (message.kind === 'request') send(replyTo(message));
  };
  const reader = new StdoutReader({
    message: onMessage,
    stray: (text) => listener?.(text),
    broken(line) {
      const { message, whole } = line;
      const request = open.meantBy(message, whole);
      if (request === null) return holdNameless(whole, message, () => reader.count(line));
      if (request !== undefined) settleBroken(request, whole, message);
      else if (message.fault === 'too-deep') transcript.leave();
      return request !== undefined;
    },
    // The id is in a line that was not kept; questions are asked one after the other, so it is the one that waits.
    tooLarge: () =>
      open.failAll({ kind: 'too-large', message: `the answer is larger than ${formatBytes(MAX_ANSWER_BYTES)}` }),
    flooded: () => {
      gone = {
        kind: 'flood',
        message: `the server wrote more than ${formatBytes(MAX_STDOUT_BYTES)} or ${MAX_STDOUT_LINES} lines to stdout`,
      };
      open.failAll(gone);
    },
  });

  const onEnd = async () => {
    const unended = unendedWords(reader.unended);
    reader.end();
    const words = await Promise.race([whyGone?.() ?? undefined, delay(WHY_GONE_MS, undefined, { ref: false })]);
    gone ??= { kind: 'closed', message: withUnended(words ?? 'the server closed its stdout', unended) };
    open.failAll(gone);
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
  // The stdin of a program goes with it, also for a server that it left running on the same stdout: that one hears no further
  // question, but may still answer what it was asked. Whatever else holds stdout open says nothing.
  const endInSilence = (saidBytes: number) => {
    const timer = setTimeout(() => (reader.bytes === saidBytes ? endOnce() : endInSilence(reader.bytes)), SILENCE_MS);
    timer.unref();
  };
  void exited?.then(() => {
    if (stdin.destroyed) endInSilence(reader.bytes);
  });
  // A server that is gone shows in stdout; a broken pipe says nothing more.
  stdin.on('error', () => undefined);

  return {
    transport: 'stdio',
    transcript,

    async request(method, params, { era, timeoutMs, signal, onId, onSent, onText }) {
      const startedAt = performance.now();
      const answer = (outcome: Outcome): McpAnswer => ({
        method,
        ...outcome,
        durationMs: performance.now() - startedAt,
      });
      if (gone !== undefined) return answer({ failure: gone });
      const id = nextId++;
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      const request: OpenRequest = { id, era, method, settle: resolve, onText };
      open.add(request);
      spoken = era;
      reader.asked = method;
      onId?.(id);
      const giveUp = () => settle(request, { failure: { kind: 'cancelled', message: 'the request was given up' } });
      signal?.addEventListener('abort', giveUp, { once: true });
      const timer = setTimeout(() => {
        const message = withUnended(`no answer within ${formatDuration(timeoutMs)}`, unendedWords(reader.unended));
        settle(request, { failure: { kind: 'timeout', message } });
      }, timeoutMs);
      send({ jsonrpc: '2.0', id, method, params: era === MODERN_VERSION ? withModernMeta(params, client) : params });
      onSent?.();
      const outcome = await promise;
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      if (method === 'initialize') transcript.settle(outcome.result);
      return answer(outcome);
    },

    async notify(method, params, { era }) {
      open.notified(nextId);
      send({ jsonrpc: '2.0', method, params: era === MODERN_VERSION ? withModernMeta(params, client) : params });
    },

    async close() {
      if (stdin.writable) stdin.end();
    },

    raw(bytes, printed) {
      if (!stdin.writable) return;
      reader.written = printed;
      stdin.write(bytes);
      stdin.write('\n');
    },

    overhear(heard) {
      listener = heard;
      reader.aside = true;
      return () => {
        reader.aside = false;
        reader.written = undefined;
      };
    },

    unended: () => unendedWords(reader.unended),

    stdoutRecord: (secrets) => reader.record(secrets),

    async stdoutEnded(withinMs) {
      await Promise.race([ended.promise, delay(withinMs, undefined, { ref: false })]);
    },
  };
}
