import { cleanText, maskSecrets } from '../model/clean-text.js';
import { stepTitle } from '../model/step-title.js';
import { formatBytes } from '../model/units.js';
import type { BuildEvent, BuildStep } from '../model/build-event.js';
import type { ProgressGroup } from '../ports/progress.js';

/** A step as reports show it. */
export interface RecordedStep {
  readonly name: string;
  readonly cached: boolean;
  readonly durationMs: number;
}

interface Shown {
  opened: boolean;
  readonly lines: string[];
  readonly transfers: Map<string, { readonly current: number; readonly total: number }>;
}

/** No step of its own: its image is there, or pulled. */
export const FROM = /^\[[^\]]*\] FROM /u;
// `[build 2/6] RUN npm ci`, `[3/4] COPY . .`, `[linux/arm64 stage-0 1/5] FROM …`; `[internal] load metadata …` is none.
const INSTRUCTION = /^\[(?:(.*) )?(\d+)\/(\d+)\] /u;

/** Follows a build for a person: one line per instruction, the count of them, and the last output of each. */
export class BuildProgress {
  readonly #group: ProgressGroup;
  readonly #keep: number;
  readonly #onLine: ((line: string, step: string) => void) | undefined;
  readonly #shown = new Map<string, Shown>();
  readonly #totals = new Map<string, number>();
  readonly #places = new Map<string, string>();
  #done = 0;
  readonly steps: RecordedStep[] = [];
  readonly warnings: string[] = [];
  #failed: { readonly name: string; readonly lines: readonly string[] } | undefined;

  readonly #secrets: readonly string[];

  /** `keep` lines of output are remembered per step; `onLine` sees all of them, with the step's place: `build 2/6`. `secrets` show up nowhere. */
  constructor(
    group: ProgressGroup,
    {
      keep,
      onLine,
      secrets = [],
    }: { keep: number; onLine?: (line: string, step: string) => void; secrets?: readonly string[] },
  ) {
    this.#group = group;
    this.#keep = keep;
    this.#onLine = onLine;
    this.#secrets = secrets;
  }

  /** Output of the step that failed; the engine's word for it is in the error. */
  get lastLines(): readonly string[] {
    return this.#failed?.lines ?? [];
  }

  read(event: BuildEvent): void {
    if (event.kind === 'warning') {
      const text = this.#clean(event.message);
      this.warnings.push(event.url === undefined ? text : `${text} (${cleanText(event.url)})`);
    } else if (event.kind === 'step-started') this.#started(event.step);
    else if (event.kind === 'step-finished') this.#finished(event.step);
    else if (event.kind === 'log') this.#log(event.stepId, this.#clean(event.line));
    else this.#transfer(event.stepId, event.name, event.current, event.total);
  }

  /** The last word on a build that went well; the builder's own totals count a shared base image once per stage. */
  end(): void {
    const own = this.steps.filter(({ name }) => !FROM.test(name));
    const cached = own.filter((step) => step.cached).length;
    this.#group.update(
      `${own.length} ${own.length === 1 ? 'step' : 'steps'}${cached === 0 ? '' : `, ${cached} cached`}`,
    );
  }

  #clean(text: string, limit?: number): string {
    return cleanText(maskSecrets(text, this.#secrets), limit);
  }

  #of(id: string): Shown {
    let shown = this.#shown.get(id);
    if (shown === undefined) this.#shown.set(id, (shown = { opened: false, lines: [], transfers: new Map() }));
    return shown;
  }

  #started(step: BuildStep): void {
    const shown = this.#of(step.id);
    const [, stage = '', number, total] = INSTRUCTION.exec(step.name) ?? [];
    if (number !== undefined) this.#places.set(step.id, `${stage} ${number}/${total ?? ''}`.trim());
    if (total !== undefined) this.#totals.set(stage, Number(total));
    else if (!step.name.startsWith('exporting to ')) return;
    this.#open(step, shown);
    this.#count();
  }

  #finished(step: BuildStep): void {
    const shown = this.#of(step.id);
    const cancelled = step.error !== undefined && /context canceled/u.test(step.error);
    if (step.error !== undefined && !shown.opened && !cancelled) this.#open(step, shown);
    const durationMs = Math.max(0, (step.finishedAtMs ?? 0) - (step.startedAtMs ?? step.finishedAtMs ?? 0));
    if (step.error === undefined && INSTRUCTION.test(step.name)) {
      this.steps.push({ name: this.#clean(step.name), cached: step.cached, durationMs: Math.round(durationMs) });
      this.#done += 1;
      this.#count();
    }
    if (step.error !== undefined && !cancelled) this.#failed ??= { name: step.name, lines: shown.lines };
    if (!shown.opened) return;
    if (step.error === undefined) this.#group.close(step.id, step.cached ? 'cached' : 'done');
    else if (cancelled) this.#group.close(step.id, 'failed', 'cancelled');
    else this.#group.close(step.id, 'failed');
  }

  #open(step: BuildStep, shown: Shown): void {
    if (shown.opened) return;
    shown.opened = true;
    this.#group.open(step.id, this.#clean(stepTitle(step.name), 160));
  }

  #count(): void {
    const total = [...this.#totals.values()].reduce((sum, value) => sum + value, 0);
    if (total > 0) this.#group.update(`${Math.min(this.#done, total)}/${total} steps`);
  }

  #log(id: string, line: string): void {
    const { lines, opened } = this.#of(id);
    lines.push(line);
    if (lines.length > this.#keep) lines.shift();
    if (opened) this.#group.log(line, id);
    this.#onLine?.(line, this.#places.get(id) ?? '');
  }

  #transfer(id: string, name: string, current: number, total: number): void {
    const { transfers, opened } = this.#of(id);
    transfers.set(name, { current, total });
    if (!opened) return;
    const sum = { current: 0, total: 0 };
    for (const transfer of transfers.values()) {
      sum.current += transfer.current;
      sum.total += transfer.total;
    }
    if (sum.total > 0) this.#group.updateStep(id, `${formatBytes(sum.current)} of ${formatBytes(sum.total)}`);
  }
}
