import type { IncomingMessage } from 'node:http';
import { PassThrough, Writable, type Duplex } from 'node:stream';
import type { ContainerStreams } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { demultiplexTo } from './demultiplex.js';

const LIMIT_MS = 30_000;

/**
 * Connects to the container's stdio. The request is our own: the modem sends a JSON body with it, which an engine may take for
 * the first bytes of stdin.
 */
export async function attachContainer(calls: Calls, id: string): Promise<ContainerStreams> {
  const call = { path: `/containers/${id}/attach`, during: 'attaching to the container', container: id };
  const socket = await calls.inTime({ ...call, limitMs: LIMIT_MS }, (signal) => upgrade(calls, call.path, signal));
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const stdin = stdinOf(socket);
  const streams = [stdin, stdout, stderr];
  // Whoever listens hears of an error; whoever does not must not take the process down.
  for (const stream of streams) stream.on('error', () => {});

  const frames = demultiplexTo({ stdout, stderr });
  socket.on('error', (error) => {
    const lost = calls.translate(error, call) as Error;
    for (const stream of streams) stream.destroy(lost);
  });
  socket.on('close', () => {
    // A socket that was dropped has no end; its readers get one.
    if (!frames.writableEnded) frames.end();
    stdin.destroy();
  });
  socket.pipe(frames).resume();
  return { stdin, stdout, stderr, close: () => void socket.destroy() };
}

function upgrade(calls: Calls, path: string, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const request = calls.connection.request({
      method: 'POST',
      path: `${path}?stream=1&stdin=1&stdout=1&stderr=1`,
      headers: { Connection: 'Upgrade', Upgrade: 'tcp', 'Content-Length': '0' },
    });
    const abort = () => request.destroy(new Error('out of time'));
    signal.addEventListener('abort', abort, { once: true });
    request.once('error', reject);
    request.once('upgrade', (_response, socket, head) => {
      signal.removeEventListener('abort', abort);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.once('response', (response) => void refusal(response).then(reject, reject));
    request.end();
  });
}

async function refusal(response: IncomingMessage): Promise<Error> {
  let text = '';
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (text.length < 4096) text += chunk.toString('utf8');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Not every proxy in front of an engine answers in JSON; its text serves as well.
  }
  return Object.assign(new Error(text), { statusCode: response.statusCode, json });
}

/** Ending it ends the container's stdin and leaves the outputs open. */
function stdinOf(socket: Duplex): Writable {
  return new Writable({
    write: (chunk: Buffer, encoding, done) => void socket.write(chunk, encoding, done),
    final: (done) => void socket.end(() => done()),
  });
}
