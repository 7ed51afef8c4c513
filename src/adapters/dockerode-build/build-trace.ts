import type { BuildEvent, BuildStep } from '../../model/build-event.js';
import { BuildSteps } from '../../model/build-steps.js';
import { numberOf, readFields, textOf, timeOf, type Field } from './protobuf.js';

/**
 * Reads BuildKit's progress messages (moby.buildkit.v1.StatusResponse, one per `moby.buildkit.trace` line).
 * https://github.com/moby/buildkit/blob/master/api/services/control/control.proto
 */
export class BuildTrace {
  readonly #steps: BuildSteps;

  constructor(emit: (event: BuildEvent) => void) {
    this.#steps = new BuildSteps(emit);
  }

  get failedStep(): BuildStep | undefined {
    return this.#steps.failedStep;
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

  end(): void {
    this.#steps.end();
  }

  #vertex(fields: readonly Field[]): void {
    this.#steps.vertex({
      id: textOf(fields, 1),
      name: textOf(fields, 3),
      cached: numberOf(fields, 4) === 1,
      startedAtMs: timeOf(fields, 5),
      finishedAtMs: timeOf(fields, 6),
      error: textOf(fields, 7),
    });
  }

  #status(fields: readonly Field[]): void {
    this.#steps.status({
      stepId: textOf(fields, 2),
      name: textOf(fields, 3) || textOf(fields, 1),
      current: numberOf(fields, 4),
      total: numberOf(fields, 5),
    });
  }

  #log(fields: readonly Field[]): void {
    const message = fields.findLast(({ number }) => number === 4)?.bytes;
    if (message !== undefined) this.#steps.log(textOf(fields, 1), numberOf(fields, 3), message);
  }

  #warning(fields: readonly Field[]): void {
    const details = fields.filter(({ number }) => number === 4).map(({ bytes }) => bytes?.toString('utf8') ?? '');
    this.#steps.warning([textOf(fields, 3), ...details], textOf(fields, 5));
  }
}
