import {
  DefaultRenderer,
  figures,
  Listr,
  ListrDefaultRendererLogLevels as Level,
  ListrLogger,
  ListrTaskEventType,
  ListrTaskState,
  ProcessOutput,
} from 'listr2';
import { styleText } from 'node:util';
import { lastLinesOf } from '../errors/last-lines.js';
import { formatDuration } from '../model/units.js';
import type { Progress, ProgressGroup } from '../ports/progress.js';

/** Lines of output under a running step; they stay under a failed one whose error does not bring them. */
const TAIL_LINES = 5;
/** Indentation, mark and gaps of a step in a line. */
const FRAME = 10;

/** listr2 looks at stdout for a terminal; progress goes to stderr, which the caller has looked at. */
class StderrRenderer extends DefaultRenderer {
  static override nonTTY = true;
}
type List = Listr<unknown, typeof StderrRenderer>;
type Task = List['tasks'][number];

/**
 * A live list on a terminal. listr2 draws; the work itself runs here, because steps of a build appear while it goes on and a
 * list of listr2 is fixed once it runs. Tasks are changed without its refreshing setters: the spinner redraws ten times a
 * second, and a redraw per line of build output would be slower than the build.
 */
export function createListrProgress({ stream }: { readonly stream: NodeJS.WriteStream }): Progress {
  let live: ReturnType<typeof start> | undefined;
  let running = 0;
  const notes: string[] = [];
  const dim = (text: string) => styleText('dim', text, { stream });

  async function begin(title: string): Promise<Task> {
    running += 1;
    live ??= start(stream);
    return append(live.list, title, live.done);
  }

  /** The title cut so that what stands behind it is seen: listr2 cuts a line at its end. */
  function fitting(title: string, last: string): string {
    const room = sized(stream).columns - last.length - FRAME;
    return title.length <= room ? title : `${title.slice(0, Math.max(1, room - 1))}…`;
  }

  /** Ends the list with its last task: what is on the screen then stays, and the cursor comes back. */
  async function end(): Promise<void> {
    running -= 1;
    if (running > 0 || live === undefined) return;
    const { finish } = live;
    live = undefined;
    await finish();
    for (const note of notes.splice(0)) stream.write(`${note}\n`);
  }

  async function run<Value>(title: string, work: (task: Task, update: (text: string) => void) => Promise<Value>) {
    const begun = performance.now();
    const task = await begin(title);
    let detail = '';
    const label = (last: string) => {
      const behind = [detail, last].filter((text) => text !== '').join(' · ');
      task.title = behind === '' ? title : `${title}  ${dim(behind)}`;
    };
    try {
      const value = await work(task, (text) => {
        detail = text;
        label('');
      });
      label(formatDuration(performance.now() - begun));
      settle(task, ListrTaskState.COMPLETED);
      return value;
    } catch (error) {
      settle(task, ListrTaskState.FAILED);
      throw error;
    } finally {
      await end();
    }
  }

  return {
    step: async (title, work) => run(title, (task, update) => work({ update, log: (line) => output(task, line) })),
    group: async (title, work) =>
      run(title, async (task, update) => {
        const children = new Listr<unknown, typeof StderrRenderer>(
          [],
          { renderer: StderrRenderer, exitOnError: false },
          task,
        );
        const steps = new Map<string, { readonly title: string; readonly task: Task; readonly begun: number }>();
        const group: ProgressGroup = {
          update,
          log(line, id) {
            output((id === undefined ? undefined : steps.get(id)?.task) ?? task, line);
          },
          open(id, name) {
            if (steps.has(id)) return;
            // A task counts as a parent as soon as it has the list, and is drawn as one.
            task.subtasks = children.tasks;
            steps.set(id, { title: name, task: append(children, name), begun: performance.now() });
          },
          updateStep(id, text) {
            const step = steps.get(id);
            if (step !== undefined) step.task.title = `${step.title}  ${dim(text)}`;
          },
          close(id, outcome, detail) {
            const step = steps.get(id);
            if (step === undefined) return;
            const took = WORDS[outcome] ?? formatDuration(performance.now() - step.begun);
            const last = detail ?? took;
            step.task.title = `${fitting(step.title, last)}  ${dim(last)}`;
            if (outcome !== 'failed') clear(step.task);
            settle(step.task, STATES[outcome]);
          },
        };
        try {
          return await work(group);
        } catch (error) {
          if (lastLinesOf(error).length > 0) for (const step of steps.values()) clear(step.task);
          throw error;
        } finally {
          for (const step of steps.values()) {
            if (step.task.isPending()) settle(step.task, ListrTaskState.CANCELLED);
          }
        }
      }),
    note(message) {
      if (live === undefined) stream.write(`${message}\n`);
      else notes.push(message);
    },
  };
}

type Outcome = Parameters<ProgressGroup['close']>[1];
/** What stands in place of the time. */
const WORDS: Partial<Record<Outcome, string>> = { cached: 'cached', skipped: 'not needed here' };
const STATES: Record<Outcome, ListrTaskState> = {
  done: ListrTaskState.COMPLETED,
  cached: ListrTaskState.COMPLETED,
  skipped: ListrTaskState.SKIPPED,
  failed: ListrTaskState.FAILED,
};

function start(stream: NodeJS.WriteStream) {
  const done = Promise.withResolvers<void>();
  // Anything else that is written to the stream meanwhile is held back by listr2 and written after the list.
  const processOutput = new ProcessOutput(sized(stream), sized(stream), { leaveEmptyLine: false });
  const list: List = new Listr<unknown, typeof StderrRenderer>([{ task: async () => done.promise }], {
    concurrent: true,
    exitOnError: false,
    // Ctrl-C belongs to the command: listr2's own handler would exit before anything is cleaned up.
    registerSignalListeners: false,
    renderer: StderrRenderer,
    rendererOptions: {
      collapseSubtasks: false,
      collapseErrors: false,
      showErrorMessage: false,
      formatOutput: 'truncate',
      icon: { [Level.FAILED_WITH_FAILED_SUBTASKS]: figures.cross },
      logger: new ListrLogger<Level>({ useIcons: true, processOutput, toStderr: [] }),
    },
  });
  const ended = list.run();
  return {
    list,
    done: done.promise,
    finish: async () => {
      done.resolve();
      await ended;
    },
  };
}

/** listr2 runs what a list has when it begins, and would call a task done whose work it does not know of: it waits for the list's end. */
function append(list: List, title: string, done?: Promise<void>): Task {
  list.add({
    title: title === '' ? ' ' : title,
    task: async () => done,
    rendererOptions: { outputBar: TAIL_LINES, persistentOutput: true },
  });
  const task = list.tasks.at(-1);
  if (task === undefined) throw new Error('The list has no task after one was added.');
  void task.check({});
  task.state = ListrTaskState.STARTED;
  return task;
}

function settle(task: Task, state: ListrTaskState): void {
  if (!task.hasSubtasks() && state === ListrTaskState.COMPLETED) clear(task);
  task.state = state;
}

function output(task: Task, line: string): void {
  task.output = line;
  task.emit(ListrTaskEventType.OUTPUT, line);
}

function clear(task: Task): void {
  delete task.output;
  task.emit(ListrTaskEventType.OUTPUT_RESET);
}

/** Some terminals (a CI's pseudo terminal) say that they are 0 wide; nothing at all would be drawn on those. */
function sized(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (stream.columns > 0 && stream.rows > 0) return stream;
  const size: Readonly<Record<string | symbol, number>> = { columns: 80, rows: 24 };
  return new Proxy(stream, { get: (target, name) => size[name] ?? Reflect.get(target, name) });
}
