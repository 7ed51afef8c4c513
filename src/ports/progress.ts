/** A running line of work that can say what it is at. */
export interface ProgressTask {
  /** Replaces the words behind the title: a count, a percentage, the current file. */
  update(detail: string): void;
  /** A line of output that belongs to this task, shown while it runs. */
  log(line: string): void;
}

/**
 * Shows a person that something happens, on stderr, never on stdout. `step` passes the work's value and error through.
 * Implementations: a live list on a terminal, one line per finished step elsewhere, silence under `--json` or `--quiet`.
 */
export interface Progress {
  step<Value>(title: string, work: (task: ProgressTask) => Promise<Value>): Promise<Value>;
  /**
   * Steps that appear while the work goes on (a build): `open` returns the handle that ends one. `name` tells its lines from those
   * of others where lines of several groups stand among each other.
   */
  group<Value>(
    title: string,
    work: (group: ProgressGroup) => Promise<Value>,
    options?: { readonly name?: string },
  ): Promise<Value>;
  /** A line for the person, between steps. */
  note(message: string): void;
}

export interface ProgressGroup extends ProgressTask {
  open(id: string, title: string): void;
  log(line: string, id?: string): void;
  /** `detail` is shown behind the title of one step: `cached`, `2.1 s`, `14/60 MB`. */
  updateStep(id: string, detail: string): void;
  /** One that was skipped did nothing: a terminal says so, plain lines leave it out. */
  close(id: string, outcome: 'done' | 'cached' | 'skipped' | 'failed', detail?: string): void;
}
