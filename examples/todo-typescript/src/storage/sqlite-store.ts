import { constants, mkdirSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';

import type { Task, TaskPage } from '../task.ts';
import { StoreError, TaskNotFoundError } from './task-store.ts';
import type { TaskChanges, TaskDraft, TaskFilter, TaskStore } from './task-store.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    description TEXT,
    completed INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT`;

// Several containers may share the volume, so a writer waits for the others. The wait blocks the event loop: keep it short.
const BUSY_TIMEOUT_MS = 1_000;

/** Tasks in one SQLite file. The folder is created; a file that cannot be written is an error that says so. */
export class SqliteStore implements TaskStore {
  readonly checkName = 'database';
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string) {
    this.#path = resolve(path);
    this.#database = open(this.#path);
  }

  async list({ status, limit, offset }: TaskFilter): Promise<TaskPage> {
    return this.#attempt(() => {
      const where = { all: '', pending: 'WHERE completed = 0', completed: 'WHERE completed = 1' }[status];
      const rows = this.#prepare(`SELECT * FROM tasks ${where} ORDER BY id LIMIT ? OFFSET ?`).all(limit, offset);
      const count = this.#prepare(`SELECT count(*) AS total FROM tasks ${where}`).get();
      return { tasks: rows.map(toTask), total: Number(count?.['total']) };
    });
  }

  async create({ title, description }: TaskDraft): Promise<Task> {
    const now = new Date().toISOString();
    return this.#attempt(() => {
      const insert = this.#prepare(
        'INSERT INTO tasks (title, description, created_at, updated_at) VALUES (?, ?, ?, ?) RETURNING *',
      );
      return toTask(insert.get(title, description ?? null, now, now));
    });
  }

  async update(id: number, changes: TaskChanges): Promise<Task> {
    const columns: Record<string, SQLInputValue> = { updated_at: new Date().toISOString() };
    if (changes.title !== undefined) columns['title'] = changes.title;
    if (changes.description !== undefined) columns['description'] = changes.description;
    if (changes.completed !== undefined) columns['completed'] = Number(changes.completed);

    const assignments = Object.keys(columns)
      .map((column) => `${column} = ?`)
      .join(', ');
    const row = this.#attempt(() =>
      this.#prepare(`UPDATE tasks SET ${assignments} WHERE id = ? RETURNING *`).get(...Object.values(columns), id),
    );
    if (row === undefined) throw new TaskNotFoundError(id);
    return toTask(row);
  }

  async delete(id: number): Promise<void> {
    const { changes } = this.#attempt(() => this.#prepare('DELETE FROM tasks WHERE id = ?').run(id));
    if (changes === 0) throw new TaskNotFoundError(id);
  }

  async check(): Promise<void> {
    // The open file answers even after it was deleted or its volume turned read-only, so ask for the path too.
    await access(this.#path, constants.R_OK | constants.W_OK);
    this.#prepare('SELECT 1 FROM tasks LIMIT 1').get();
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** Only for texts from a small set: a statement stays in memory for good. */
  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }

  #attempt<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (cause) {
      throw new StoreError('The task database cannot be used at the moment. Try again later.', { cause });
    }
  }
}

function open(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    database.exec(SCHEMA);
    // A read-only file opens without complaint; taking the write lock finds out now instead of at the first task.
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
    return database;
  } catch (cause) {
    const user = process.getuid ? `user id ${process.getuid()}` : 'this user';
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(
      `The database ${path} cannot be opened for writing by ${user} (${reason}). ` +
        'Give that user write access to the folder, or set DATABASE_PATH to another file.',
      { cause },
    );
  }
}

function toTask(row: Record<string, unknown> | undefined): Task {
  return { ...row, completed: row?.['completed'] === 1 } as Task;
}
