import type { BuildEvent, BuildStep } from '../../ports/engine.js';
import { LineBuffer } from './line-buffer.js';
import { numberOf, readFields, textOf, timeOf, type Field } from './protobuf.js';

interface KnownStep {
  step: BuildStep;
  started: boolean;
  finished: boolean;
}

/**
 * Turns BuildKit's progress messages (moby.buildkit.v1.StatusResponse, one per `moby.buildkit.trace` line) into events.
 * The engine repeats a vertex with every change, and some with new timestamps after they were done (FROM): a step starts once
 * and finishes once, by digest. stdout and stderr of one step arrive in pieces as small as a word.
 * https://github.com/moby/buildkit/blob/master/api/services/control/control.proto
 */
export class BuildTrace {
  readonly #emit: (event: BuildEvent) => void;
  readonly #steps = new Map<string, KnownStep>();
  readonly #lines = new Map<string, LineBuffer>();
  readonly #warned = new Set<string>();

  constructor(emit: (event: BuildEvent) => void) {
    this.#emit = emit;
  }

  /** The step that failed, as far as the trace has said. Steps beside it end with an error too: they were cancelled. */
  get failedStep(): BuildStep | undefined {
    const failed = [...this.#steps.values()].map(({ step }) => step).filter(({ error }) => error !== undefined);
    return failed.find(({ error }) => !/context canceled/u.test(error ?? '')) ?? failed[0];
  }

  read(message: Buffer): void {
    for (const { number, bytes } of readFields(message)) {
      if (bytes === undefined) continue;
      const fields = readFields(bytes);
      if (number === 1) this.#vertex(fields);
      else if (number === 2) this.#status(fields);
      else if (number === 3) this.#log(fields);
      else if (number === 4) this.#warning(fields);
    }
  }

  /** Ends every line that has no end; called when the stream is over. */
  end(): void {
    for (const buffer of this.#lines.values()) buffer.end();
    this.#lines.clear();
  }

  #vertex(fields: readonly Field[]): void {
    const id = textOf(fields, 1);
    const error = textOf(fields, 7);
    const before = this.#steps.get(id);
    const startedAtMs = before?.step.startedAtMs ?? timeOf(fields, 5);
    const finishedAtMs = before?.step.finishedAtMs ?? timeOf(fields, 6);
    const known: KnownStep = {
      step: {
        id,
        name: textOf(fields, 3),
        cached: numberOf(fields, 4) === 1,
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

  #status(fields: readonly Field[]): void {
    const total = numberOf(fields, 5);
    const current = numberOf(fields, 4);
    if (total <= 0 && current <= 0) return;
    this.#emit({
      kind: 'progress',
      stepId: textOf(fields, 2),
      name: textOf(fields, 3) || textOf(fields, 1),
      current,
      total,
    });
  }

  #log(fields: readonly Field[]): void {
    const stepId = textOf(fields, 1);
    const stream = numberOf(fields, 3) === 2 ? 'stderr' : 'stdout';
    const key = `${stepId} ${stream}`;
    let buffer = this.#lines.get(key);
    if (buffer === undefined) {
      buffer = new LineBuffer((line) => this.#emit({ kind: 'log', stepId, stream, line }));
      this.#lines.set(key, buffer);
    }
    const message = fields.findLast(({ number }) => number === 4)?.bytes;
    if (message !== undefined) buffer.write(message);
  }

  #warning(fields: readonly Field[]): void {
    const short = textOf(fields, 3);
    const details = fields.filter(({ number }) => number === 4).map(({ bytes }) => bytes?.toString('utf8') ?? '');
    const message = [short, ...details].filter((text) => text !== '').join(' ');
    const url = textOf(fields, 5);
    if (message === '' || this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#emit({ kind: 'warning', message, ...(url !== '' && { url }) });
  }
}

const STREAMS = ['stdout', 'stderr'] as const;
