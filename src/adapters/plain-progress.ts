import { lastLinesOf } from '../errors/last-lines.js';
import { formatDuration } from '../model/units.js';
import type { Progress, ProgressGroup } from '../ports/progress.js';

/** Lines of a failed step that are shown when its error does not bring them. */
const TAIL_LINES = 10;

interface PlainProgressOptions {
  readonly stream: NodeJS.WritableStream;
  /** Milliseconds from any origin. */
  readonly now: () => number;
  /** Marks in place of words. */
  readonly symbols: boolean;
  /** After this time a running step says that it is still there; CI systems end jobs that are silent for minutes. */
  readonly heartbeatMs?: number;
}

/** One line per finished step. Nothing is ever rewritten, so it reads the same in a file, a pipe and a CI log. */
export function createPlainProgress({ stream, now, symbols, heartbeatMs = 30_000 }: PlainProgressOptions): Progress {
  const marks = symbols
    ? { done: '✔', failed: '✖', running: '…' }
    : { done: 'done:', failed: 'failed:', running: 'running:' };
  const line = (text: string) => void stream.write(`${text}\n`);
  const behind = (...details: (string | undefined)[]) => {
    const known = details.filter((detail) => detail !== undefined && detail !== '');
    return known.length === 0 ? '' : `  ${known.join(' · ')}`;
  };

  async function run<Value>(
    title: string,
    work: (begun: number, setDetail: (detail: string) => void) => Promise<Value>,
  ): Promise<Value> {
    const begun = now();
    let detail: string | undefined;
    const heartbeat = setInterval(() => {
      line(`${marks.running} ${title}${behind(detail, formatDuration(now() - begun))}`);
    }, heartbeatMs);
    heartbeat.unref();
    try {
      const value = await work(begun, (text) => (detail = text));
      line(`${marks.done} ${title}${behind(detail, formatDuration(now() - begun))}`);
      return value;
    } catch (error) {
      line(`${marks.failed} ${title}${behind(`after ${formatDuration(now() - begun)}`)}`);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }

  return {
    step: async (title, work) => run(title, async (_, update) => work({ update, log: () => {} })),
    group: async (title, work, { name: owner } = {}) => {
      const own = owner === undefined ? '' : `${owner}  `;
      line(title);
      const steps = new Map<
        string,
        { title: string; begun: number; detail?: string; tail: string[]; failed: boolean }
      >();
      return run(title, async (_, update) => {
        const group: ProgressGroup = {
          update,
          log(text, id) {
            const tail = id === undefined ? undefined : steps.get(id)?.tail;
            tail?.push(text);
            if (tail !== undefined && tail.length > TAIL_LINES) tail.shift();
          },
          open(id, name) {
            const known = steps.get(id);
            if (known === undefined) steps.set(id, { title: name, begun: now(), tail: [], failed: false });
            else known.title = name;
          },
          updateStep(id, text) {
            const step = steps.get(id);
            if (step !== undefined) step.detail = text;
          },
          close(id, outcome, detail) {
            const step = steps.get(id);
            if (step === undefined) return;
            if (outcome === 'skipped') {
              steps.delete(id);
              return;
            }
            const took = detail ?? (outcome === 'cached' ? 'cached' : formatDuration(now() - step.begun));
            line(`  ${outcome === 'failed' ? marks.failed : marks.done} ${own}${step.title}${behind(took)}`);
            if (outcome === 'failed') step.failed = true;
            else steps.delete(id);
          },
        };
        try {
          return await work(group);
        } catch (error) {
          if (lastLinesOf(error).length === 0)
            for (const { failed, tail } of steps.values())
              if (failed) for (const text of tail) line(`    │ ${own}${text}`);
          throw error;
        }
      });
    },
    note: line,
  };
}
