import type { BuildEvent, BuildStep } from '../../model/build-event.js';
import { LineBuffer } from '../../model/line-buffer.js';

// `Step 2/5 : RUN npm ci` (the classic builder), `[1/2] STEP 2/5: RUN npm ci` (Podman's).
const STEP = /^(?:\[(\d+)\/\d+\] )?step (\d+)\/(\d+)\s*: (.*)$/iu;
const CACHED = /^\s*-{2,3}> Using cache/u;
const PLUMBING = /^\s*-{2,3}> |^Removing intermediate container |^(?:Successfully (?:built|tagged)|COMMIT) /u;

/** Turns the text of a builder without BuildKit into the same events. Its steps run one after the other. */
export class ClassicSteps {
  readonly #emit: (event: BuildEvent) => void;
  readonly #lines: LineBuffer;
  #current: BuildStep | undefined;

  constructor(emit: (event: BuildEvent) => void) {
    this.#emit = emit;
    this.#lines = new LineBuffer((line) => this.#line(line));
  }

  get failedStep(): BuildStep | undefined {
    return this.#current?.error === undefined ? undefined : this.#current;
  }

  read(text: string): void {
    this.#lines.write(text);
  }

  /** Download progress of a base image, by layer. */
  progress(name: string, current: number, total: number): void {
    if (this.#current !== undefined) this.#emit({ kind: 'progress', stepId: this.#current.id, name, current, total });
  }

  end(error?: string): void {
    this.#lines.end();
    this.#finish(error);
  }

  #line(line: string): void {
    const [, stage, number, total, instruction] = STEP.exec(line) ?? [];
    if (number !== undefined) {
      this.#finish();
      const name = `[${stage === undefined ? '' : `stage ${stage} `}${number}/${total}] ${instruction}`;
      this.#current = { id: `step-${stage ?? 0}-${number}`, name, cached: false, startedAtMs: Date.now() };
      this.#emit({ kind: 'step-started', step: this.#current });
    } else if (this.#current === undefined) return;
    else if (CACHED.test(line)) this.#current = { ...this.#current, cached: true };
    else if (/^\[warning\] /iu.test(line)) this.#emit({ kind: 'warning', message: line.slice('[Warning] '.length) });
    else if (!PLUMBING.test(line)) this.#emit({ kind: 'log', stepId: this.#current.id, stream: 'stdout', line });
  }

  #finish(error?: string): void {
    if (this.#current?.finishedAtMs !== undefined || this.#current === undefined) return;
    this.#current = { ...this.#current, finishedAtMs: Date.now(), ...(error !== undefined && { error }) };
    this.#emit({ kind: 'step-finished', step: this.#current });
  }
}
