import type { BuildEvent, BuildStep } from './build-event.js';
import { LineBuffer } from './line-buffer.js';

/** BuildKit's word on one vertex, whatever it was written in. Times are milliseconds since 1970. */
export interface VertexRecord {
  readonly id: string;
  readonly name: string;
  readonly cached: boolean;
  readonly startedAtMs?: number | undefined;
  readonly finishedAtMs?: number | undefined;
  /** Empty where there is none. */
  readonly error: string;
}

interface KnownStep {
  step: BuildStep;
  started: boolean;
  finished: boolean;
}

/** A cache that cannot be read makes a build slower and never fails it; BuildKit reports it as a vertex with an error all the same. */
const CACHE_IMPORT = /^importing cache manifest from (.+)$/u;

const STREAMS = ['stdout', 'stderr'] as const;

/**
 * Turns BuildKit's records into events. It repeats a vertex with every change, and some with new timestamps after they were done
 * (FROM): a step starts once and finishes once, by digest. stdout and stderr of one step arrive in pieces as small as a word.
 * https://github.com/moby/buildkit/blob/master/api/services/control/control.proto
 */
export class BuildSteps {
  readonly #emit: (event: BuildEvent) => void;
  readonly #steps = new Map<string, KnownStep>();
  readonly #lines = new Map<string, LineBuffer>();
  readonly #warned = new Set<string>();

  constructor(emit: (event: BuildEvent) => void) {
    this.#emit = emit;
  }

  /** The step that failed, as far as the builder has said. Steps beside it end with an error too: they were cancelled. */
  get failedStep(): BuildStep | undefined {
    const failed = [...this.#steps.values()].map(({ step }) => step).filter(({ error }) => error !== undefined);
    return failed.find(({ error }) => !/context canceled/u.test(error ?? '')) ?? failed[0];
  }

  /** Ends every line that has no end; called when the stream is over. */
  end(): void {
    for (const buffer of this.#lines.values()) buffer.end();
    this.#lines.clear();
  }

  vertex({ id, name, error: said, ...record }: VertexRecord): void {
    const before = this.#steps.get(id);
    const cache = CACHE_IMPORT.exec(name)?.[1];
    if (cache !== undefined && said !== '' && !/context canceled/u.test(said))
      this.warning([`The cache of ${cache} is not used: ${said}`], '');
    const error = cache === undefined ? said : '';
    // Said once of what comes from a cache elsewhere, and not again while its layers are fetched.
    const cached = record.cached || before?.step.cached === true;
    const startedAtMs = before?.step.startedAtMs ?? record.startedAtMs;
    const finishedAtMs = before?.step.finishedAtMs ?? record.finishedAtMs;
    const known: KnownStep = {
      step: {
        id,
        name,
        cached,
        ...(startedAtMs !== undefined && { startedAtMs }),
        ...(finishedAtMs !== undefined && { finishedAtMs }),
        ...(error !== '' && { error }),
      },
      started: before?.started ?? false,
      finished: before?.finished ?? false,
    };
    this.#steps.set(id, known);
    const { step } = known;
    if (!known.started && (step.startedAtMs !== undefined || step.cached)) {
      known.started = true;
      this.#emit({ kind: 'step-started', step });
    }
    if (known.started && !known.finished && (step.finishedAtMs !== undefined || step.error !== undefined)) {
      known.finished = true;
      for (const stream of STREAMS) this.#lines.get(`${id} ${stream}`)?.end();
      this.#emit({ kind: 'step-finished', step });
    }
  }

  status(status: {
    readonly stepId: string;
    readonly name: string;
    readonly current: number;
    readonly total: number;
  }): void {
    if (status.total > 0 || status.current > 0) this.#emit({ kind: 'progress', ...status });
  }

  /** `stream` is 1 for stdout and 2 for stderr. */
  log(stepId: string, number: number, bytes: Uint8Array): void {
    const stream = number === 2 ? 'stderr' : 'stdout';
    const key = `${stepId} ${stream}`;
    let buffer = this.#lines.get(key);
    if (buffer === undefined) {
      buffer = new LineBuffer((line) => this.#emit({ kind: 'log', stepId, stream, line }));
      this.#lines.set(key, buffer);
    }
    buffer.write(bytes);
  }

  warning(parts: readonly string[], url: string): void {
    const message = parts.filter((text) => text !== '').join(' ');
    if (message === '' || this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#emit({ kind: 'warning', message, ...(url !== '' && { url }) });
  }
}
