import { dockerEnvironment } from '../config/engine-endpoint.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText } from '../model/clean-text.js';
import {
  buildxVersionIn,
  isOldBuildx,
  OLDEST_BUILDX,
  parseBuilder,
  type BuildxBuilder,
} from '../plan/buildx-builder.js';
import type { Context } from '../ports/context.js';

export interface FoundBuildx {
  readonly builder: BuildxBuilder;
  /** Variables with which docker's programs speak to the engine that mcp-dock found. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Looks for docker, its plugin buildx and the builder that it would use, before anything is built.
 * Throws BUILDX_UNAVAILABLE, which names the flags that need it.
 */
export async function findBuildx(
  reasons: readonly string[],
  { processes, environment, signal, cwd }: Pick<Context, 'processes' | 'environment' | 'signal' | 'cwd'>,
): Promise<FoundBuildx> {
  const refuse = (fault: 'no-docker' | 'no-buildx' | 'too-old' | 'no-builder', detail?: string) =>
    new McpDockError('BUILDX_UNAVAILABLE', {
      reasons,
      fault,
      oldest: OLDEST_BUILDX,
      ...(detail !== undefined && { detail }),
    });
  const variables = { ...environment, ...(await dockerEnvironment({ environment })) };
  const ask = (...args: string[]) =>
    processes.run('docker', ['buildx', ...args], { environment: variables, signal, cwd, timeoutMs: 30_000 });

  const said = await ask('version');
  if (said.missing) throw refuse('no-docker');
  const version = buildxVersionIn(said.stdout);
  if (version === undefined) throw refuse('no-buildx');
  if (isOldBuildx(version)) throw refuse('too-old', version);

  const inspected = await ask('inspect');
  const builder = parseBuilder(inspected.stdout);
  if (inspected.exitCode !== 0 || builder === undefined) {
    const reason = inspected.timedOut
      ? '`docker buildx inspect` did not answer within 30 s'
      : lastWords(inspected.stderr);
    throw refuse('no-builder', reason);
  }
  return { builder: { version, ...builder }, environment: variables };
}

function lastWords(stderr: string): string {
  const line = stderr.trim().split(/\r?\n/u).at(-1) ?? '';
  return (
    cleanText(line.replace(/^error: /iu, '').replace(/\.$/u, ''), 300) || '`docker buildx inspect` names no driver'
  );
}
