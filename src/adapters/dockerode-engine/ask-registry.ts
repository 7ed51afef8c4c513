import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { Engine, RegistryAnswer } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { imagePath } from './images.js';
import { registryAuth } from './registry-auth.js';
import { reasonOf, statusOf } from './translate-error.js';

/** A registry that takes longer is as good as none for a build. */
const LIMIT_MS = 15_000;

export const askRegistry =
  (calls: Calls): Engine['askRegistry'] =>
  async (reference, { login, signal } = {}) => {
    const path = `/distribution${imagePath(reference).slice('/images'.length)}/json`;
    try {
      await calls.json({
        path,
        during: 'asking the registry',
        signal,
        limitMs: LIMIT_MS,
        ...registryAuth(login),
      });
      return { status: 'reachable' };
    } catch (error) {
      if (signal?.aborted === true || !(error instanceof McpDockError)) throw error;
      const status = statusOf(error.cause);
      if (status !== undefined)
        return { status: meaningOf(status, reasonOf(error.cause)), message: reasonOf(error.cause) };
      const late =
        error.code === 'ENGINE_UNREACHABLE' && (error as McpDockError<'ENGINE_UNREACHABLE'>).details.kind === 'timeout';
      if (late) return { status: 'unreachable', message: `no answer within ${LIMIT_MS / 1000} s` };
      throw error;
    }
  };

/** Engines hand on what the registry said under different statuses; its words tell more. */
function meaningOf(status: number, reason: string): RegistryAnswer['status'] {
  if (/manifest unknown|not found|name unknown|no such manifest/iu.test(reason) && !/no such host/iu.test(reason))
    return 'not-found';
  if (status === 401 || status === 403 || /unauthori[sz]ed|denied|authentication required/iu.test(reason))
    return 'unauthorized';
  return 'unreachable';
}
