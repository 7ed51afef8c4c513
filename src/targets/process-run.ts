import { PassThrough } from 'node:stream';
import { maskSecrets, cleanText } from '../model/clean-text.js';
import { EXCERPT_OF } from '../model/log-excerpt.js';
import type { ContainerExit } from '../model/facts/run.js';
import type { ProcessExit, StartedProcess } from '../ports/process-runner.js';
import type { ContainerStreams } from '../ports/engine.js';
import { lastWords } from './autopsy.js';
import { ProcessLog, type LogLine } from './process-log.js';
import type { Ending, ScenarioRun, ScenarioSpec } from './target.js';
import { within } from './within.js';

/** How long what a program started may take to end after it. */
const HELPERS_MS = 1_000;

interface ProcessRunInput {
  readonly spec: ScenarioSpec;
  readonly process: StartedProcess;
  /** `performance.now()` before it was started. */
  readonly startedAt: number;
  readonly command: string;
  readonly stopBudgetMs: number;
  readonly secrets: readonly string[];
  /** The system has a way to ask a process to end. */
  readonly canBeAsked: boolean;
}

/** A process of this machine that is spoken to over its standard input and output. Disposing it ends it with its process group. */
export class ProcessRun implements ScenarioRun {
  readonly spec: ScenarioSpec;
  readonly owned = true;
  readonly startedAt: number;
  readonly startCallMs: number;
  readonly streams: ContainerStreams;
  readonly exited: Promise<ContainerExit>;
  readonly command: string;
  readonly notStopped?: string;
  readonly #input: ProcessRunInput;
  readonly #log = new ProcessLog();
  readonly #gone: Promise<ProcessExit & { readonly at: number }>;
  #exit: ContainerExit | undefined;

  constructor(input: ProcessRunInput) {
    const { process, spec, startedAt, command, secrets, canBeAsked } = input;
    this.#input = input;
    this.spec = spec;
    this.startedAt = startedAt;
    this.startCallMs = performance.now() - startedAt;
    this.command = command;
    if (!canBeAsked) this.notStopped = 'This system has no SIGTERM.';
    const stdout = process.stdout.pipe(new PassThrough());
    process.stdout.on('data', (chunk: Buffer) => this.#log.feed('stdout', chunk));
    process.stdout.on('error', () => stdout.end());
    process.stderr.on('data', (chunk: Buffer) => this.#log.feed('stderr', chunk));
    // A broken pipe says nothing that the exit does not.
    process.stderr.on('error', () => undefined);
    process.stdin.on('error', () => undefined);
    this.streams = { stdin: process.stdin, stdout, stderr: process.stderr, close: () => process.stdin.destroy() };
    this.#gone = process.exited.then((exit) => ({ ...exit, at: performance.now() }));
    this.exited = this.#gone.then(({ exitCode, error, at }) => {
      this.#exit = {
        process: true,
        exitCode,
        oomKilled: false,
        afterMs: at - startedAt,
        lastLines: lastWords(this.#log.read(EXCERPT_OF), secrets),
        ...(error === undefined ? {} : { error: cleanText(maskSecrets(error, secrets)) }),
      };
      return this.#exit;
    });
  }

  hasExited = (): ContainerExit | undefined => this.#exit;

  logged = (tail: number): readonly LogLine[] => this.#log.read(tail);

  async end(): Promise<Ending | undefined> {
    const { ending } = this.spec;
    const { process, stopBudgetMs: budgetMs } = this.#input;
    // Its stdin went with it: what it left running, if anything, was told to end by then.
    if (ending === 'dispose' || (await within(0, this.#gone)) !== undefined) return undefined;
    const askedAt = performance.now();
    if (ending === 'SIGTERM') process.terminate();
    else process.stdin.end();
    const end = await within(budgetMs, this.#gone);
    if (end === undefined) {
      await process.kill();
      return { how: ending, budgetMs };
    }
    const leaves =
      (await within(
        HELPERS_MS,
        process.outputEnded.then(() => true),
      )) === undefined;
    return {
      how: ending,
      budgetMs,
      exitCode: end.exitCode,
      durationMs: end.at - askedAt,
      ...(leaves ? { leaves } : {}),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.process.kill();
  }
}
