import { McpDockError } from '../../errors/mcp-dock-error.js';
import { pushFaultOf } from '../../errors/push-fault.js';
import { cleanText } from '../../model/clean-text.js';
import type { Engine } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { imagePath } from './images.js';
import { pullQuery } from './pull-image.js';
import { pushAuth } from './registry-auth.js';
import { readTransfer, type TransferLine } from './transfer-lines.js';
import { isDiskFull, reasonOf, statusOf } from './translate-error.js';

/** Time until the engine begins to answer; it asks the registry first. */
const LIMIT_MS = 120_000;

/** Throws PUSH_FAILED with what the registry said, IMAGE_NOT_FOUND when the engine has no image of that name. */
export const pushImage =
  (calls: Calls): Engine['pushImage'] =>
  async (reference, onProgress, signal, login) => {
    if (reference.includes('@'))
      throw new McpDockError('IMAGE_REFERENCE_INVALID', {
        reference,
        reason: 'a digest is what a push gives, not what it takes; write name:tag.',
      });
    const { fromImage, tag } = pullQuery(reference);
    const call = { during: 'pushing the image', signal, limitMs: LIMIT_MS };
    let response;
    try {
      response = await calls.stream({
        ...call,
        method: 'POST',
        path: `${imagePath(fromImage)}/push`,
        // Without a tag older engines push every one there is.
        query: { tag },
        ...pushAuth(login),
      });
    } catch (error) {
      throw asPushFailure(error, reference);
    }
    let digest: string | undefined;
    try {
      await readTransfer(response, { moving: 'Pushing', moved: 'Pushed', onProgress }, (line) => {
        if (line.error !== undefined) throw pushFailure(reference, cleanText(line.error));
        digest = digestOf(line) ?? digest;
      });
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      throw calls.translate(error, call);
    }
    if (digest === undefined) throw pushFailure(reference, 'the engine ended without naming a digest');
    return { digest };
  };

const DIGEST = /^sha(?:256|512):[0-9a-f]{64,128}$/u;

/** `aux` has it on engines with the classic image store; the closing line `1: digest: sha256:… size: 528` on all. */
function digestOf({ aux, status = '' }: TransferLine): string | undefined {
  const said = typeof aux === 'object' && aux !== null && 'Digest' in aux ? aux.Digest : undefined;
  const found = typeof said === 'string' ? said : /(?:^|: )digest: (?<digest>\S+)/u.exec(status)?.groups?.['digest'];
  return found !== undefined && DIGEST.test(found) ? found : undefined;
}

function asPushFailure(error: unknown, reference: string): unknown {
  if (!(error instanceof McpDockError) || !['ENGINE_REFUSED', 'IMAGE_NOT_FOUND'].includes(error.code)) return error;
  return statusOf(error.cause) === undefined ? error : pushFailure(reference, reasonOf(error.cause), error);
}

function pushFailure(reference: string, reason: string, cause?: unknown): McpDockError {
  if (isDiskFull(reason)) return new McpDockError('DISK_FULL', { during: 'pushing the image', reason }, { cause });
  if (/does not exist locally|no such image|does not exist: .*not found/iu.test(reason))
    return new McpDockError('IMAGE_NOT_FOUND', { reference }, { cause });
  return new McpDockError('PUSH_FAILED', { reference, reason, fault: pushFaultOf(reason) }, { cause });
}
