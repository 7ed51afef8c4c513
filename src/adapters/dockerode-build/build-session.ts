import {
  Server,
  ServerCredentials,
  status,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type Docker from 'dockerode';
import { randomUUID } from 'node:crypto';
import { Duplex } from 'node:stream';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import { cleanText } from '../../model/clean-text.js';
import type { BuildRequest } from '../../ports/engine.js';
import { reasonOf } from '../dockerode-engine/translate-error.js';
import { readFields, textOf, writeBytes } from './protobuf.js';
import { CHECK_AGENT, FORWARD_AGENT, sshForward } from './ssh-forward.js';

/** What BuildKit may ask back while it builds. */
export type SessionContent = Pick<BuildRequest, 'secrets' | 'credentials' | 'ssh'>;

export interface BuildSession extends Disposable {
  readonly id: string;
}

/** A session, or why there is none: the engine (or what stands before it) does answer. */
export type SessionAnswer =
  { readonly session: BuildSession; readonly refusal?: never } | { readonly session?: never; readonly refusal: string };

/** The engine only has to say yes; what is asked over the session then has no limit. */
const UPGRADE_LIMIT_MS = 30_000;
const HEALTH = '/grpc.health.v1.Health/Check';
const GET_SECRET = '/moby.buildkit.secrets.v1.Secrets/GetSecret';
const CREDENTIALS = '/moby.filesync.v1.Auth/Credentials';
/** grpc.health.v1.HealthCheckResponse { status: SERVING } */
const SERVING = Buffer.from([0x08, 0x01]);

/**
 * Opens BuildKit's session over the engine's connection: the engine calls, we are the gRPC server.
 * dockerode's own session answers credentials only and lacks the health service, without which the engine drops a session
 * after one second (20.10) to five (28). Throws ENGINE_REFUSED when there is no answer within the limit.
 */
export async function openBuildSession(
  docker: Docker,
  content: SessionContent,
  signal?: AbortSignal,
  limitMs = UPGRADE_LIMIT_MS,
): Promise<SessionAnswer> {
  const id = randomUUID();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), limitMs);
  const limits = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  const socket = await upgrade(docker, id, limits)
    .catch((error: unknown) => {
      throw late.signal.aborted ? tooLate(limitMs, error) : error;
    })
    .finally(() => clearTimeout(timer));
  if (typeof socket === 'string') return { refusal: socket };
  // The build itself reports a lost connection; this end only must not crash on it.
  socket.on('error', () => {});
  const server = new Server();
  server.addService(service(HEALTH, GET_SECRET, CREDENTIALS), implementation(content));
  const ssh = sshForward(content.ssh ?? []);
  server.addService(ssh.definition, ssh.implementation);
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket);
  const end = () => {
    server.forceShutdown();
    socket.destroy();
  };
  return { session: { id, [Symbol.dispose]: end } };
}

const tooLate = (limitMs: number, cause: unknown) =>
  new McpDockError(
    'ENGINE_REFUSED',
    { during: 'opening the session of the build', reason: `it gave no answer within ${limitMs / 1000} s.` },
    { cause },
  );

/** The connection, or the words of who did not give one. */
async function upgrade(docker: Docker, id: string, abortSignal: AbortSignal): Promise<Duplex | string> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        method: 'POST',
        path: '/session',
        hijack: true,
        abortSignal,
        statusCodes: { 101: true, 200: true },
        headers: {
          Upgrade: 'h2c',
          'X-Docker-Expose-Session-Uuid': id,
          'X-Docker-Expose-Session-Name': 'mcp-dock',
          'X-Docker-Expose-Session-Grpc-Method': [GET_SECRET, CREDENTIALS, CHECK_AGENT, FORWARD_AGENT],
        },
      },
      (error, result) => {
        if (result instanceof Duplex) resolve(result);
        else if (error === null) resolve('it answered without opening one');
        else if (isAnswer(error)) resolve(`HTTP ${error.statusCode}: ${cleanText(reasonOf(error), 120)}`);
        else reject(error);
      },
    );
  });
}

/** The engine did answer, with a status: it is there and knows no sessions. */
const isAnswer = (error: Error): error is Error & { statusCode: number } =>
  'statusCode' in error && typeof error.statusCode === 'number';

/** Messages pass as bytes: three calls do not justify a schema compiler. */
function service(...paths: readonly string[]): ServiceDefinition {
  const same = (bytes: Buffer) => bytes;
  return Object.fromEntries(
    paths.map((path) => [
      path,
      {
        path,
        requestStream: false,
        responseStream: false,
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      },
    ]),
  );
}

function implementation({ secrets, credentials }: SessionContent): UntypedServiceImplementation {
  const answer =
    (reply: (request: Buffer) => Promise<Buffer | undefined>) =>
    (call: { request: Buffer }, callback: (error: object | null, value?: Buffer) => void) => {
      reply(call.request).then(
        (value) => callback(value === undefined ? { code: status.NOT_FOUND, details: 'not found' } : null, value),
        (error: unknown) => callback({ code: status.INTERNAL, details: String(error) }),
      );
    };
  return {
    [HEALTH]: answer(async () => SERVING),
    // NOT_FOUND for a secret that is not required means "not mounted".
    [GET_SECRET]: answer(async (request) => {
      const id = textOf(readFields(request), 1);
      const secret = Object.hasOwn(secrets, id) ? secrets[id] : undefined;
      return secret === undefined ? undefined : writeBytes(1, secret);
    }),
    // An empty reply means "anonymous".
    [CREDENTIALS]: answer(async (request) => {
      const known = await credentials?.(textOf(readFields(request), 1));
      if (known === undefined) return Buffer.alloc(0);
      return Buffer.concat([writeBytes(1, Buffer.from(known.username)), writeBytes(2, Buffer.from(known.secret))]);
    }),
  };
}
