import { McpDockError } from '../errors/mcp-dock-error.js';
import type { ContainerExit } from '../model/facts/run.js';
import type { ContainerSpec, ContainerStreams, Engine } from '../ports/engine.js';
import { autopsy } from './autopsy.js';
import { dockerCommand } from './docker-command.js';
import type { Ending, ScenarioRun, ScenarioSpec } from './target.js';
import { within } from './within.js';

export interface ContainerRunInput {
  readonly engine: Engine;
  readonly spec: ScenarioSpec;
  readonly container: ContainerSpec;
  /** Container port and path of the MCP endpoint, for HTTP runs. */
  readonly http?: { readonly port: number; readonly path: string };
  readonly stopBudgetMs: number;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  /** Called when the engine is asked to start it. */
  readonly starting?: (() => void) | undefined;
  /** What a person repeats, where that is not `docker run`. */
  readonly command?: string;
}

/** How long an exit may take to be noticed once the engine says that the container is stopped. */
const NOTICE_MS = 2_000;

/** Creates and starts a container of ours; returns as soon as the engine has started it. What went wrong on the way is removed. */
export async function startContainerRun(input: ContainerRunInput): Promise<ScenarioRun> {
  const { engine, container, signal } = input;
  signal.throwIfAborted();
  const id = await engine.createContainer(container);
  let streams: ContainerStreams | undefined;
  try {
    signal.throwIfAborted();
    if (container.openStdin === true) streams = await engine.attachContainer(id);
    const startedAt = performance.now();
    const call = started(engine, id);
    input.starting?.();
    const failure = await call;
    const startCallMs = performance.now() - startedAt;
    signal.throwIfAborted();
    const url =
      input.http === undefined || failure !== undefined ? undefined : await publishedUrl(engine, id, input.http);
    return new ContainerRun(input, { id, streams, startedAt, startCallMs, url, failure });
  } catch (error) {
    streams?.close();
    await engine.removeContainer(id);
    throw error;
  }
}

/** The engine's word for why the program could not be started: the container has then ended before it began. */
async function started(engine: Engine, id: string): Promise<string | undefined> {
  try {
    await engine.startContainer(id);
    return undefined;
  } catch (error) {
    if (error instanceof McpDockError && error.code === 'CONTAINER_START_FAILED')
      return (error as McpDockError<'CONTAINER_START_FAILED'>).details.reason;
    throw error;
  }
}

async function publishedUrl(engine: Engine, id: string, { port, path }: { port: number; path: string }) {
  const [{ publishedHost }, { published }] = await Promise.all([engine.info(), engine.inspectContainer(id)]);
  const binding = published[port];
  return binding === undefined ? undefined : new URL(path, `http://${publishedHost}:${binding.port}`);
}

interface Started {
  readonly id: string;
  readonly streams: ContainerStreams | undefined;
  readonly startedAt: number;
  readonly startCallMs: number;
  readonly url: URL | undefined;
  readonly failure: string | undefined;
}

class ContainerRun implements ScenarioRun {
  readonly spec: ScenarioSpec;
  readonly containerId: string;
  readonly owned = true;
  readonly startedAt: number;
  readonly startCallMs: number;
  readonly url?: URL;
  readonly port?: number;
  readonly streams?: ContainerStreams;
  readonly exited: Promise<ContainerExit>;
  readonly command: string;
  readonly #input: ContainerRunInput;
  readonly #watch = new AbortController();
  /** Resolves with the exit code and the time at which it was noticed; never when it is not watched any more. */
  readonly #gone: Promise<{ exitCode: number; at: number }>;
  #exit: ContainerExit | undefined;

  constructor(input: ContainerRunInput, { id, streams, startedAt, startCallMs, url, failure }: Started) {
    const { engine, secrets } = input;
    this.#input = input;
    this.spec = input.spec;
    this.containerId = id;
    this.startedAt = startedAt;
    this.startCallMs = startCallMs;
    this.command = input.command ?? dockerCommand(input.container, secrets);
    if (url !== undefined) this.url = url;
    if (input.http !== undefined) this.port = input.http.port;
    if (streams !== undefined) {
      this.streams = streams;
      drained(streams);
    }
    this.#gone = this.#waitForEnd(failure !== undefined);
    this.exited = this.#gone.then(async ({ exitCode, at }) => {
      const exit = await autopsy(engine, {
        containerId: id,
        exitCode,
        afterMs: at - startedAt,
        secrets,
        overStdio: streams !== undefined,
      });
      this.#exit = failure === undefined ? exit : { ...exit, error: exit.error ?? failure };
      return this.#exit;
    });
  }

  hasExited = (): ContainerExit | undefined => this.#exit;

  async end(): Promise<Ending | undefined> {
    const { ending } = this.spec;
    if (ending === 'dispose' || (await within(0, this.#gone)) !== undefined) return undefined;
    return ending === 'SIGTERM' ? this.#stop() : this.#endStdin();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch.abort();
    this.streams?.close();
    await this.#input.engine.removeContainer(this.containerId);
  }

  async #stop(): Promise<Ending> {
    const { engine, stopBudgetMs: budgetMs } = this.#input;
    const askedAt = performance.now();
    const stopped = engine.stopContainer(this.containerId, budgetMs);
    // The exit is known a little before the engine has tidied up and answered.
    await Promise.race([stopped, this.#gone]);
    const end = await within(NOTICE_MS, this.#gone);
    await stopped;
    if (end === undefined) return { how: 'SIGTERM', budgetMs };
    const durationMs = end.at - askedAt;
    const killed = end.exitCode === 137 && durationMs >= budgetMs * 0.9;
    return { how: 'SIGTERM', budgetMs, exitCode: end.exitCode, ...(killed ? {} : { durationMs }) };
  }

  async #endStdin(): Promise<Ending> {
    const { engine, stopBudgetMs: budgetMs } = this.#input;
    const askedAt = performance.now();
    this.streams?.stdin.end();
    const end = await within(budgetMs, this.#gone);
    if (end !== undefined) return { how: 'stdin-eof', budgetMs, exitCode: end.exitCode, durationMs: end.at - askedAt };
    await engine.killContainer(this.containerId, 'SIGKILL');
    await within(NOTICE_MS, this.#gone);
    return { how: 'stdin-eof', budgetMs };
  }

  async #waitForEnd(neverRan: boolean): Promise<{ exitCode: number; at: number }> {
    const { engine } = this.#input;
    try {
      const exitCode = neverRan
        ? ((await engine.inspectContainer(this.containerId)).exitCode ?? 127)
        : await engine.waitContainer(this.containerId, this.#watch.signal);
      return { exitCode, at: performance.now() };
    } catch {
      // Nobody watches any more, or the engine is gone: every other call to it says so.
      return new Promise(() => undefined);
    }
  }
}

/** Nobody reads stderr here, the engine keeps it as a log; but a server must never be blocked by a full pipe. */
function drained({ stderr }: ContainerStreams): void {
  stderr.on('error', () => undefined);
  stderr.resume();
}
