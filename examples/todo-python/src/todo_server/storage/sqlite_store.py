"""Tasks in one SQLite file."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..log import utc_now
from ..task import Task, TaskPage
from .task_store import StoreError, TaskChanges, TaskFilter, TaskNotFoundError

_SCHEMA = """
  CREATE TABLE IF NOT EXISTS tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    description TEXT,
    completed INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT"""

_WHERE = {"all": "", "pending": "WHERE completed = 0", "completed": "WHERE completed = 1"}

# Several containers may share the volume, so a writer waits for the others. That blocks the event loop: keep it short.
_BUSY_TIMEOUT_SECONDS = 1.0


class SqliteStore:
    """The folder is created; a file that cannot be written is an error that says so."""

    check_name = "database"

    def __init__(self, path: str) -> None:
        self._path = Path(path).absolute()
        self._database = _open(self._path)

    async def page(self, wanted: TaskFilter, request_id: str) -> TaskPage:
        where = _WHERE[wanted.status]
        with _explained():
            rows = self._all(f"SELECT * FROM tasks {where} ORDER BY id LIMIT ? OFFSET ?", (wanted.limit, wanted.offset))  # noqa: S608
            (count,) = self._all(f"SELECT count(*) AS total FROM tasks {where}")  # noqa: S608
        return TaskPage(tasks=[_to_task(row) for row in rows], total=count["total"])

    async def create(self, title: str, description: str | None, request_id: str) -> Task:
        now = utc_now()
        with _explained():
            (row,) = self._all(
                "INSERT INTO tasks (title, description, created_at, updated_at) VALUES (?, ?, ?, ?) RETURNING *",
                (title, description, now, now),
            )
        return _to_task(row)

    async def update(self, task_id: int, changes: TaskChanges, request_id: str) -> Task:
        # The names are those of the type, not of a client.
        columns: dict[str, object] = {**changes, "updated_at": utc_now()}
        assignments = ", ".join(f"{column} = ?" for column in columns)
        with _explained():
            rows = self._all(
                f"UPDATE tasks SET {assignments} WHERE id = ? RETURNING *",  # noqa: S608
                (*columns.values(), task_id),
            )
        if not rows:
            raise TaskNotFoundError(task_id)
        return _to_task(rows[0])

    async def delete(self, task_id: int, request_id: str) -> None:
        with _explained():
            deleted = self._database.execute("DELETE FROM tasks WHERE id = ?", (task_id,)).rowcount
        if deleted == 0:
            raise TaskNotFoundError(task_id)

    async def check(self) -> None:
        # The open file answers even after it was deleted or its volume turned read-only, so ask for the path too.
        if not os.access(self._path, os.R_OK | os.W_OK):
            self._path.stat()
            raise PermissionError(f"{self._path} cannot be written")
        self._all("SELECT 1 FROM tasks LIMIT 1")

    async def close(self) -> None:
        self._database.close()

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        return self._database.execute(sql, values).fetchall()


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as cause:
        raise StoreError("The task database cannot be used at the moment. Try again later.") from cause


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_SECONDS, isolation_level=None)
        database.row_factory = sqlite3.Row
        database.execute(_SCHEMA)
        # A read-only file opens without complaint; taking the write lock finds out now instead of at the first task.
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")
    except (OSError, sqlite3.Error) as cause:
        raise StoreError(
            f"The database {path} cannot be opened for writing by {_user()} ({cause}). "
            "Give that user write access to the folder, or set DATABASE_PATH to another file."
        ) from cause
    return database


def _user() -> str:
    return f"user id {os.getuid()}" if hasattr(os, "getuid") else "this user"


def _to_task(row: sqlite3.Row) -> Task:
    return Task.model_validate({**dict(row), "completed": row["completed"] == 1})
