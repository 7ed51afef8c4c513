import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildEvent } from '../model/build-event.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { CA_SECRET_ID } from '../plan/build-plan.js';
import { IMAGE_FILE, METADATA_FILE, secretFile, type BuildxPlan } from '../plan/buildx-plan.js';
import type { ProcessRunner } from '../ports/process-runner.js';
import { buildxFailure } from './buildx-failure.js';
import { BuildxTrace } from './buildx-trace.js';
import type { FoundBuildx } from './find-buildx.js';
import type { PreparedBuild } from './prepare-build.js';

/** What stands in a plan in place of the folder that a build makes for itself. */
export const PRIVATE_FOLDER = '<private folder>';

type Prepared = Pick<PreparedBuild, 'plan' | 'context' | 'secrets' | 'pem'> & {
  readonly buildx: FoundBuildx & { readonly plan: BuildxPlan };
};

interface Ports {
  readonly processes: ProcessRunner;
  readonly signal: AbortSignal;
  readonly cwd: string;
}

/**
 * Runs `docker buildx build` on the context and follows it. Resolves with the digest that it names, where it names one.
 * Throws BUILD_FAILED (cause `other`), BUILDER_UNSUITED, BUILDX_UNAVAILABLE, PUSH_FAILED, DISK_FULL, FILE_READ_FAILED, INTERRUPTED.
 */
export async function runBuildx(
  { plan, context, secrets, pem, buildx }: Prepared,
  onEvent: (event: BuildEvent) => void,
  { processes, signal, cwd }: Ports,
): Promise<{ readonly digest?: string }> {
  signal.throwIfAborted();
  // Made by the system for this user alone.
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-buildx-'));
  const input = context.stream();
  let contextError: unknown;
  input.on('error', (error) => (contextError ??= error));
  try {
    const values = new Map(secrets.map(({ id, value }) => [id, value]));
    if (pem !== undefined) values.set(CA_SECRET_ID, pem);
    const variables: Record<string, string> = { ...buildx.plan.argumentVariables };
    for (const [index, { id }] of plan.secrets.entries()) {
      const value = values.get(id) ?? Buffer.alloc(0);
      const variable = buildx.plan.secretVariables[id];
      if (variable === undefined) await writeFile(join(folder, secretFile(index)), value, { mode: 0o600 });
      else variables[variable] = value.toString('utf8');
    }
    const environment = { ...buildx.environment, ...variables };
    const trace = new BuildxTrace(onEvent);
    const { exitCode } = await processes.run('docker', buildx.plan.argv(folder.replaceAll('\\', '/')), {
      timeoutMs: Number.POSITIVE_INFINITY,
      environment,
      cwd,
      signal,
      input,
      onStderr: (chunk) => trace.read(chunk),
    });
    trace.end();
    if (exitCode !== 0) throw contextError ?? buildxFailure(trace, buildx.plan);
    if (buildx.plan.loadsFile) await load(join(folder, IMAGE_FILE), environment, { processes, signal, cwd });
    const metadata = jsonOrUndefined(await readFile(join(folder, METADATA_FILE), 'utf8').catch(() => ''));
    const digest = digestIn(metadata);
    return digest === undefined ? {} : { digest };
  } catch (error) {
    // What the docker command says when it is stopped is only an echo.
    throw signal.aborted ? interruption(error, signal) : error;
  } finally {
    input.destroy();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The store of this engine takes rewritten times only from a file. */
async function load(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  { processes, signal, cwd }: Ports,
): Promise<void> {
  const { exitCode, stderr } = await processes.run('docker', ['load', '--quiet', '--input', file], {
    timeoutMs: Number.POSITIVE_INFINITY,
    environment,
    cwd,
    signal,
  });
  if (exitCode === 0) return;
  const reason = stderr.trim().split(/\r?\n/u).at(-1) ?? '';
  throw new McpDockError('ENGINE_REFUSED', { during: '`docker load` of the image', reason });
}

const interruption = (cause: unknown, { reason }: AbortSignal) =>
  reason instanceof McpDockError
    ? reason
    : new McpDockError('INTERRUPTED', { cleaned: 'The running build step was stopped.' }, { cause });

function digestIn(metadata: unknown): string | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('containerimage.digest' in metadata)) return undefined;
  const digest = metadata['containerimage.digest'];
  return typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/u.test(digest) ? digest : undefined;
}
