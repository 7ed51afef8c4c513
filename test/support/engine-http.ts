import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How an engine is addressed, and where that address comes from. */
export interface EngineEndpoint {
  /** As in DOCKER_HOST. */
  url: string;
  /** For messages: the variable, the context, or the platform's default. */
  source: string;
}

/** One call of the Engine API. */
export interface EngineCall {
  method?: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: Readable | Buffer;
  contentType?: string;
  /** Longest silence of the engine in milliseconds, before the headers and between chunks. */
  silence?: number;
}

/** The engine answered, but with an error of its own. */
export class EngineAnswerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'EngineAnswerError';
    this.status = status;
  }
}

function contextEndpoint(): EngineEndpoint | undefined {
  const folder = process.env['DOCKER_CONFIG'] || join(homedir(), '.docker');
  let name = process.env['DOCKER_CONTEXT'];
  try {
    if (!name) {
      const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as {
        currentContext?: string;
      };
      name = config.currentContext;
    }
    if (!name || name === 'default') return undefined;
    const id = createHash('sha256').update(name).digest('hex');
    const meta = JSON.parse(readFileSync(join(folder, 'contexts', 'meta', id, 'meta.json'), 'utf8')) as {
      Endpoints?: { docker?: { Host?: string } };
    };
    const url = meta.Endpoints?.docker?.Host;
    return url ? { url, source: `the Docker context "${name}"` } : undefined;
  } catch {
    // No configuration, or one that does not name an address: the platform's default holds.
    return undefined;
  }
}

/**
 * Finds the engine the way the docker CLI does: DOCKER_HOST, then the current context, then the
 * platform's default socket.
 *
 * @returns Its address and where it was found.
 */
export function findEndpoint(): EngineEndpoint {
  const host = process.env['DOCKER_HOST'];
  if (host) return { url: host, source: 'DOCKER_HOST' };
  const context = contextEndpoint();
  if (context) return context;
  if (process.platform === 'win32') {
    return { url: 'npipe:////./pipe/docker_engine', source: 'the default pipe' };
  }
  const ofDesktop = join(homedir(), '.docker', 'run', 'docker.sock');
  if (!existsSync('/var/run/docker.sock') && existsSync(ofDesktop)) {
    return { url: `unix://${ofDesktop}`, source: "Docker Desktop's socket" };
  }
  return { url: 'unix:///var/run/docker.sock', source: 'the default socket' };
}

function connection(endpoint: EngineEndpoint): RequestOptions | undefined {
  const { url } = endpoint;
  if (url.startsWith('unix://')) return { socketPath: url.slice('unix://'.length) };
  if (url.startsWith('npipe://')) {
    return { socketPath: url.slice('npipe://'.length).replaceAll('/', '\\') };
  }
  if (/^(?:tcp|http):\/\//u.test(url) && !process.env['DOCKER_TLS_VERIFY']) {
    const { hostname, port } = new URL(url.replace(/^tcp/u, 'http'));
    return { host: hostname, port: port || 2375 };
  }
  return undefined;
}

/**
 * Says whether plain HTTP reaches the engine; ssh and TLS need the docker CLI instead.
 *
 * @param endpoint - The engine's address.
 * @returns True for sockets, pipes and plain TCP.
 */
export function speaksPlainHttp(endpoint: EngineEndpoint): boolean {
  return connection(endpoint) !== undefined;
}

/**
 * Makes one call and returns its answer as a stream.
 *
 * @param endpoint - The engine's address.
 * @param call - Method, path and body.
 * @returns The answer; its status is below 400.
 */
export async function callEngine(endpoint: EngineEndpoint, call: EngineCall): Promise<IncomingMessage> {
  const target = connection(endpoint);
  if (!target) throw new Error(`${endpoint.url} cannot be reached with plain HTTP.`);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(
      {
        ...target,
        method: call.method ?? 'GET',
        path: call.path,
        agent: false,
        headers: {
          // A socket path has no host name, and an empty Host header is refused.
          host: 'docker',
          ...(call.contentType === undefined ? {} : { 'content-type': call.contentType }),
          ...(Buffer.isBuffer(call.body) ? { 'content-length': call.body.length } : {}),
        },
      },
      resolve,
    );
    outgoing.once('error', reject);
    if (call.silence !== undefined) {
      const { silence } = call;
      outgoing.setTimeout(silence, () => {
        outgoing.destroy(new Error(`No sign of life for ${silence / 1000} s.`));
      });
    }
    if (call.body instanceof Readable) {
      pipeline(call.body, outgoing).catch(reject);
    } else {
      outgoing.end(call.body);
    }
  });
  if ((answer.statusCode ?? 500) >= 400) {
    const text = await readText(answer);
    let message = text.trim();
    try {
      message = (JSON.parse(text) as { message?: string }).message ?? message;
    } catch {
      // Not JSON: a proxy or something that is no engine answered, and its words are all there is.
    }
    throw new EngineAnswerError(answer.statusCode ?? 500, message);
  }
  return answer;
}

async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/**
 * Makes one call and parses its JSON answer.
 *
 * @param endpoint - The engine's address.
 * @param call - Method, path and body.
 * @returns The parsed answer.
 */
export async function readEngine<T>(endpoint: EngineEndpoint, call: EngineCall): Promise<T> {
  return JSON.parse(await readText(await callEngine(endpoint, call))) as T;
}

/** One line of the engine's progress output. */
export interface EngineMessage {
  status?: string;
  stream?: string;
  id?: string;
  error?: string;
}

/**
 * Reads a progress answer to its end. The engine reports failures inside of a 200 answer, so the
 * lines have to be looked at.
 *
 * @param answer - The answer of a call.
 * @param onMessage - Told every line.
 */
export async function followMessages(
  answer: IncomingMessage,
  onMessage: (message: EngineMessage) => void = () => {},
): Promise<void> {
  let rest = '';
  let failure: string | undefined;
  for await (const chunk of answer) {
    rest += (chunk as Buffer).toString();
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() === '') continue;
      const message = JSON.parse(line) as EngineMessage;
      if (message.error !== undefined) failure = message.error;
      onMessage(message);
    }
  }
  if (rest.trim() !== '') {
    const message = JSON.parse(rest) as EngineMessage;
    failure = message.error ?? failure;
  }
  if (failure !== undefined) throw new Error(failure);
}

/**
 * Asks the engine whether it is there.
 *
 * @param endpoint - The engine's address.
 * @param limit - How long to wait, in milliseconds.
 * @returns undefined when it answers, otherwise why not.
 */
export async function ping(endpoint: EngineEndpoint, limit = 3000): Promise<Error | undefined> {
  try {
    const answer = await callEngine(endpoint, { path: '/_ping', silence: limit });
    answer.resume();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
