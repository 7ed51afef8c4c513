import http from 'node:http';
import https from 'node:https';
import { connectionFault, isInVain, type ConnectionFault } from './connection-fault.js';
import { decoded, UNCOMPRESSED } from './decoded.js';
import { redirectedTo } from './redirected-to.js';

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * What came back. `silent`: the connection stood and nothing was said; `closed`: it was cut before an answer; `in-vain`: no
 * answer will ever come from there, as there is no such host or it speaks another protocol.
 */
export type HttpAnswer =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      /** Of an answer that sends its client elsewhere, which is not followed. */
      readonly redirectsTo?: string;
    }
  | { readonly kind: 'silent' | 'closed' | 'refused'; readonly message: string }
  | { readonly kind: 'in-vain'; readonly fault: ConnectionFault['kind']; readonly message: string };

const MAX_BODY_BYTES = 64 * 1024;

/** One request on a connection of its own, bounded in bytes and time. Never throws but with the signal's reason. */
export function askHttp(url: URL, { method, headers, body, timeoutMs, signal }: Question): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const client = (url.protocol === 'https:' ? https : http).request(url, {
    method,
    agent: false,
    headers: {
      ...UNCOMPRESSED,
      ...headers,
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      connection: 'close',
    },
  });
  const timer = setTimeout(
    () => done({ kind: 'silent', message: `no answer within ${timeoutMs / 1000} s` }),
    timeoutMs,
  );
  const abort = () => {
    stop();
    reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted.'));
  };
  const stop = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    client.destroy();
  };
  const done = (answer: HttpAnswer) => {
    stop();
    resolve(answer);
  };

  signal.addEventListener('abort', abort, { once: true });
  client.on('error', (error: NodeJS.ErrnoException) => done(failureOf(error, url)));
  client.on('response', (response) => {
    const status = response.statusCode ?? 0;
    const contentType = response.headers['content-type'] ?? '';
    const redirectsTo = redirectedTo({ status, location: response.headers.location }, url);
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = () =>
      done({
        kind: 'response',
        status,
        contentType,
        ...(redirectsTo === undefined ? {} : { redirectsTo }),
        body: Buffer.concat(chunks).toString('utf8').slice(0, MAX_BODY_BYTES),
      });
    // An event stream is an answer already; its end may never come.
    if (/^text\/event-stream/iu.test(contentType)) finish();
    // What nobody can read is an answer all the same.
    const source = decoded(response) ?? response;
    source.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= MAX_BODY_BYTES) return;
      finish();
      source.destroy();
    });
    source.on('end', finish);
    source.on('error', finish);
    response.on('error', finish);
  });
  if (signal.aborted) abort();
  else client.end(body);
  return promise;
}

function failureOf(error: NodeJS.ErrnoException, url: URL): HttpAnswer {
  const { kind, message } = connectionFault(error, url, 'the connection was closed without an answer');
  if (isInVain(kind)) return { kind: 'in-vain', fault: kind, message };
  return { kind: kind === 'closed' || kind === 'not-http' ? 'closed' : 'refused', message };
}
