import { McpDockError } from '../../errors/mcp-dock-error.js';
import { cleanText } from '../../model/clean-text.js';
import { isImageId } from '../../model/image-id.js';
import type { Engine } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { imagePath } from './images.js';
import { registryAuth } from './registry-auth.js';
import { readTransfer } from './transfer-lines.js';
import { isDiskFull, reasonOf, statusOf } from './translate-error.js';

/** Time until the engine begins to answer; it asks the registry first. */
const LIMIT_MS = 120_000;

export const pullImage =
  (calls: Calls): Engine['pullImage'] =>
  async (reference, onProgress, signal, login) => {
    imagePath(reference);
    if (isImageId(reference)) throw new McpDockError('IMAGE_NOT_FOUND', { reference });
    const call = { during: 'pulling the image', signal, limitMs: LIMIT_MS };
    let response;
    try {
      response = await calls.stream({
        ...call,
        method: 'POST',
        path: '/images/create',
        query: pullQuery(reference),
        ...registryAuth(login),
      });
    } catch (error) {
      throw asPullFailure(error, reference);
    }
    try {
      await readTransfer(response, { moving: 'Downloading', moved: 'Download complete', onProgress }, ({ error }) => {
        if (error !== undefined) throw pullFailure(reference, cleanText(error));
      });
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      throw calls.translate(error, call);
    }
  };

/** The engine pulls every tag when none is named. */
export function pullQuery(reference: string): { fromImage: string; tag: string } {
  const digest = reference.indexOf('@');
  if (digest >= 0)
    return { fromImage: pullQuery(reference.slice(0, digest)).fromImage, tag: reference.slice(digest + 1) };
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return { fromImage: reference, tag: 'latest' };
  return { fromImage: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

/** What the registry says reaches us as an HTTP error of the engine. */
function asPullFailure(error: unknown, reference: string): unknown {
  if (!(error instanceof McpDockError) || !['ENGINE_REFUSED', 'IMAGE_NOT_FOUND'].includes(error.code)) return error;
  return statusOf(error.cause) === undefined ? error : pullFailure(reference, reasonOf(error.cause), error);
}

const pullFailure = (reference: string, reason: string, cause?: unknown) =>
  isDiskFull(reason)
    ? new McpDockError('DISK_FULL', { during: 'pulling the image', reason }, { cause })
    : new McpDockError('PULL_FAILED', { reference, reason }, { cause });
