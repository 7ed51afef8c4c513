import { setTimeout as delay } from 'node:timers/promises';
import { dockerEnvironment } from '../../config/engine-endpoint.js';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import { cleanText } from '../../model/clean-text.js';
import type { ContainerSpec, ContainerState, Engine } from '../../ports/engine.js';
import type { ProcessRunner, StartedProcess } from '../../ports/process-runner.js';
import { dockerRunArguments } from '../../targets/docker-command.js';
import type { ProbeContext } from '../define-probe.js';

const ASK_MS = 10_000;
const POLL_MS = 40;
const MAX_STDERR = 4_096;

/** Variables with which the docker program reaches the engine, or why it cannot stand for a client here. */
export type DockerProgram = { readonly environment: Readonly<Record<string, string>> } | { readonly because: string };

/** Whether there is a docker program that speaks to the engine of this run: what it starts must be found there. */
export async function dockerProgram({
  processes,
  environment,
  target,
  signal,
}: Pick<ProbeContext, 'processes' | 'environment' | 'target' | 'signal'>): Promise<DockerProgram> {
  const { imageConfig } = target;
  if (imageConfig === undefined) return { because: `${target.title} has no image.` };
  const variables = await dockerEnvironment({ environment });
  const { exitCode, stdout, missing } = await processes.run(
    'docker',
    ['image', 'inspect', '--format', '{{.Id}}', imageConfig.reference],
    { timeoutMs: ASK_MS, environment: variables, signal },
  );
  if (missing) return { because: 'There is no docker program here that could be a client.' };
  return exitCode === 0 && stdout.trim() === imageConfig.id
    ? { environment: variables }
    : { because: 'The docker program here speaks to another engine.' };
}

/** A `docker run -i --rm` as clients start it; disposing it ends the client and removes the container. */
export interface DockerClient extends AsyncDisposable {
  readonly process: StartedProcess;
  readonly name: string;
  /** What it has said on stderr last. */
  readonly stderr: () => string;
}

interface ClientInput {
  readonly processes: ProcessRunner;
  readonly engine: Pick<Engine, 'removeContainer'>;
  readonly container: ContainerSpec;
  readonly name: string;
  readonly secrets: readonly string[];
  /** Of the docker program itself. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** Secrets reach the container as docker takes them from its own variables; its arguments show names alone. */
export async function startDockerClient(input: ClientInput): Promise<DockerClient> {
  const { processes, engine, container, name, secrets, environment, cwd, signal } = input;
  signal.throwIfAborted();
  const args = dockerRunArguments(container, secrets);
  const labels = Object.entries(container.labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
  const named = args.filter((_, index) => args[index - 1] === '--env').filter((word) => !word.includes('='));
  const values = Object.fromEntries(named.map((key) => [key, container.environment?.[key] ?? '']));
  const known = Object.fromEntries(
    Object.entries(environment).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const running = await processes.start('docker', args.toSpliced(1, 0, '--name', name, '--pull', 'never', ...labels), {
    cwd,
    environment: { ...known, ...values },
  });
  let stderr = '';
  running.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-MAX_STDERR)));
  for (const stream of [running.stdin, running.stdout, running.stderr]) stream.on('error', () => undefined);
  const end = () => void running.kill();
  signal.addEventListener('abort', end, { once: true });
  return {
    process: running,
    name,
    stderr: () => stderr,
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', end);
      await running.kill();
      await engine.removeContainer(name);
    },
  };
}

/** Why a client ended before its server answered, in docker's words. */
export async function clientFault({ process, stderr }: DockerClient): Promise<string> {
  const { exitCode, error } = await process.exited;
  const said = stderr().trim().split('\n').at(-1) ?? '';
  return cleanText(said === '' ? (error ?? `it exited with code ${exitCode}`) : said, 300);
}

interface Gone {
  /** It does not run any more. */
  readonly ended: boolean;
  /** It is there no more: `--rm` has removed it. */
  readonly removed: boolean;
}

/** Looks until the container is removed, or the time is over. */
export async function untilGone(
  engine: Pick<Engine, 'inspectContainer'>,
  container: string,
  { withinMs, removal, signal }: { withinMs: number; removal: boolean; signal: AbortSignal },
): Promise<Gone & { readonly afterMs: number }> {
  const from = performance.now();
  for (;;) {
    const state = await stateOf(engine, container);
    const afterMs = performance.now() - from;
    const ended = state?.running !== true;
    if (state === undefined || (ended && !removal)) return { ended, removed: state === undefined, afterMs };
    if (afterMs > withinMs) return { ended, removed: false, afterMs };
    await delay(POLL_MS, undefined, { signal });
  }
}

/** Undefined when there is no such container. */
async function stateOf(
  engine: Pick<Engine, 'inspectContainer'>,
  container: string,
): Promise<ContainerState | undefined> {
  try {
    return await engine.inspectContainer(container);
  } catch (error) {
    if (error instanceof McpDockError && error.code === 'CONTAINER_NOT_FOUND') return undefined;
    throw error;
  }
}
