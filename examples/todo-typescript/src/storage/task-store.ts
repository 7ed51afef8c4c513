import type { Task, TaskPage } from '../task.ts';

export interface TaskFilter {
  status: 'all' | 'pending' | 'completed';
  limit: number;
  offset: number;
}

export interface TaskDraft {
  title: string;
  description?: string;
}

/** Only what is present changes; `description: null` removes the description. */
export interface TaskChanges {
  title?: string;
  description?: string | null;
  completed?: boolean;
}

/** Who asks, and until when. A store that talks to other machines passes both on. */
export interface CallContext {
  requestId: string;
  signal: AbortSignal;
}

/** Where tasks live. Every method may reject with a {@link StoreError}; nothing else is expected. */
export interface TaskStore {
  /** Key of this store in the health report. */
  readonly checkName: string;
  list(filter: TaskFilter, call: CallContext): Promise<TaskPage>;
  create(draft: TaskDraft, call: CallContext): Promise<Task>;
  update(id: number, changes: TaskChanges, call: CallContext): Promise<Task>;
  delete(id: number, call: CallContext): Promise<void>;
  /** Resolves when the store can be used now; rejects with the reason when it cannot. */
  check(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** A failure whose message is written for the MCP client: it holds no secret, path or stack. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** The caller asked for something impossible: the store itself is well. */
export class TaskRefusedError extends StoreError {
  override readonly name: string = 'TaskRefusedError';
}

export class TaskNotFoundError extends TaskRefusedError {
  override readonly name = 'TaskNotFoundError';

  constructor(id: number) {
    super(`There is no task ${id}. Use list_tasks to see the tasks.`);
  }
}
