import { z } from 'zod';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { Engine, RegistryAnswer } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { imagePath } from './images.js';
import { registryAuth } from './registry-auth.js';
import { reasonOf, statusOf } from './translate-error.js';

/** A registry that takes longer is as good as none for a build. */
const LIMIT_MS = 15_000;
/** It is written into files: nothing but the two forms that registries use. */
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/u;

export const askRegistry =
  (calls: Calls): Engine['askRegistry'] =>
  async (reference, { login, signal } = {}) => {
    const path = `/distribution${imagePath(reference).slice('/images'.length)}/json`;
    try {
      const answer = await calls.json<{ Descriptor?: { digest?: unknown }; Platforms?: unknown } | undefined>({
        path,
        during: 'asking the registry',
        signal,
        limitMs: LIMIT_MS,
        ...registryAuth(login),
      });
      const digest = answer?.Descriptor?.digest;
      const platforms = platformsIn(answer?.Platforms);
      return {
        status: 'reachable',
        ...(typeof digest === 'string' && DIGEST.test(digest) && { digest }),
        ...(platforms !== undefined && { platforms }),
      };
    } catch (error) {
      if (signal?.aborted === true || !(error instanceof McpDockError)) throw error;
      const status = statusOf(error.cause);
      // Podman's answers for what it does not have.
      if (status === 501 || (status === 404 && /^(?:page )?not found$/iu.test(reasonOf(error.cause))))
        return { status: 'unreachable', message: 'this engine does not ask registries for digests' };
      if (status !== undefined)
        return { status: meaningOf(status, reasonOf(error.cause)), message: reasonOf(error.cause) };
      const late =
        error.code === 'ENGINE_UNREACHABLE' && (error as McpDockError<'ENGINE_UNREACHABLE'>).details.kind === 'timeout';
      if (late) return { status: 'unreachable', message: `no answer within ${LIMIT_MS / 1000} s` };
      throw error;
    }
  };

/** Attestations lie beside the images, under a platform that is none. */
function platformsIn(listed: unknown): string[] | undefined {
  const read = platformsSchema.safeParse(listed);
  if (!read.success) return undefined;
  const names = read.data
    .filter(({ os, architecture }) => os !== 'unknown' && architecture !== 'unknown')
    .map(({ os, architecture, variant }) => [os, architecture, ...(variant ? [variant] : [])].join('/'));
  return names.length === 0 ? undefined : names;
}

const word = z.string().regex(/^[\w.-]{1,32}$/u);
const platformsSchema = z
  .array(z.object({ os: word, architecture: word, variant: word.or(z.literal('')).optional() }))
  .max(100);

/** Engines hand on what the registry said under different statuses; its words tell more. */
function meaningOf(status: number, reason: string): RegistryAnswer['status'] {
  if (/manifest unknown|not found|name unknown|no such manifest/iu.test(reason) && !/no such host/iu.test(reason))
    return 'not-found';
  if (
    status === 401 ||
    status === 403 ||
    /unauthori[sz]ed|denied|authentication required|no basic auth credentials/iu.test(reason)
  )
    return 'unauthorized';
  return 'unreachable';
}
