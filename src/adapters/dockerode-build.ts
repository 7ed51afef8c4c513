import type Docker from 'dockerode';
import { IncomingMessage } from 'node:http';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildEvent } from '../model/build-event.js';
import type { BuildRequest, BuiltImage } from '../ports/engine.js';
import { BuildStream } from './dockerode-build/build-stream.js';
import { openBuildSession } from './dockerode-build/build-session.js';

const DURING = 'the build';

/**
 * Builds an image through the engine's API: with BuildKit and a session of our own where the engine has it, with the classic
 * builder elsewhere (Podman, engines before 18.09, Windows containers).
 * Throws BUILD_FAILED (cause `other`; telling causes apart is not this file's business), DISK_FULL, ENGINE_LOST,
 * ENGINE_REFUSED, or what the signal was aborted with.
 */
export async function buildImage(
  { docker, buildkit }: { readonly docker: Docker; readonly buildkit: (signal?: AbortSignal) => Promise<boolean> },
  request: BuildRequest,
  onEvent: (event: BuildEvent) => void,
  signal?: AbortSignal,
): Promise<BuiltImage> {
  let contextError: unknown;
  request.context.on('error', (error) => (contextError ??= error));
  try {
    signal?.throwIfAborted();
    const opened = (await buildkit(signal)) ? await openBuildSession(docker, request, signal) : undefined;
    using session = opened?.session;
    if (opened?.refusal !== undefined) onEvent({ kind: 'warning', message: withoutSession(opened.refusal) });
    const response = await send(docker, request, session?.id, signal);
    const builder = session === undefined ? 'classic' : 'buildkit';
    const cacheOnly = request.output === 'cache';
    const built = await new BuildStream(builder, onEvent, cacheOnly).follow(response);
    return { id: built ?? (cacheOnly ? '' : await idOfTag(docker, request)), builder };
  } catch (error) {
    // Reading the context failed: the broken request is only its echo.
    throw signal?.aborted === true ? interruption(error, signal) : (contextError ?? translate(error));
  } finally {
    request.context.destroy();
  }
}

async function send(
  docker: Docker,
  request: BuildRequest,
  session: string | undefined,
  abortSignal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const query = {
    t: request.tags,
    dockerfile: request.dockerfile,
    buildargs: request.buildArguments,
    labels: request.labels,
    ...(request.target !== undefined && { target: request.target }),
    ...(request.platform !== undefined && { platform: request.platform }),
    ...(request.network !== undefined && { networkmode: request.network }),
    ...(request.noCache && { nocache: true }),
    ...(request.pull && { pull: true }),
    ...(session === undefined ? { rm: true, forcerm: true } : { version: '2', session }),
    ...(session !== undefined && request.output === 'cache' && { outputs: JSON.stringify([{ Type: 'cacheonly' }]) }),
  };
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        path: '/build?',
        method: 'POST',
        file: request.context,
        options: query,
        isStream: true,
        statusCodes: { 200: true },
        ...(abortSignal !== undefined && { abortSignal }),
      },
      (error, result) => {
        if (result instanceof IncomingMessage) {
          // The request's own signal ends with the request; the answer goes on for as long as the build.
          abortSignal?.addEventListener('abort', () => result.destroy(), { once: true });
          resolve(result);
        } else reject(error ?? new Error('The engine answered the build without a stream.'));
      },
    );
  });
}

/** What answers calls itself an engine with BuildKit: a filter or a proxy in front of it is most likely. */
const withoutSession = (refusal: string) =>
  `The engine opens no session for the build (${refusal}), so its classic builder does it: without secrets, SSH agents and RUN --mount. A proxy in front of the engine must let POST /session through.`;

/** A builder that does not say what it made has at least tagged it. */
async function idOfTag(docker: Docker, { tags: [tag] }: BuildRequest): Promise<string> {
  if (tag === undefined) throw new McpDockError('ENGINE_LOST', { during: DURING });
  const { Id } = await docker.getImage(tag).inspect();
  return Id;
}

const interruption = (cause: unknown, { reason }: AbortSignal) =>
  reason instanceof McpDockError
    ? reason
    : new McpDockError('INTERRUPTED', { cleaned: 'The running build step was stopped.' }, { cause });

function translate(error: unknown): unknown {
  if (error instanceof McpDockError) return error;
  const { message, statusCode, json } = error as Error & { statusCode?: number; json?: unknown };
  if (statusCode === undefined) return new McpDockError('ENGINE_LOST', { during: DURING }, { cause: error });
  const reason = messageOf(json) ?? message.replace(/^\(HTTP code \d+\) \S.*? - /u, '').trim();
  if (/no space left on device|not enough space on the disk/iu.test(reason))
    return new McpDockError('DISK_FULL', { during: DURING, reason }, { cause: error });
  if (statusCode === 401 || statusCode === 403)
    return new McpDockError('ENGINE_REFUSED', { during: DURING, reason }, { cause: error });
  return new McpDockError('BUILD_FAILED', { cause: 'other', reason, lastLines: [], advice: [] }, { cause: error });
}

const messageOf = (json: unknown): string | undefined =>
  typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string'
    ? json.message
    : undefined;
