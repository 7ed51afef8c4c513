"""Tasks in one SQLite file. Right for one container; several need Postgres."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from todo_backend.storage.migrations import TABLE, load_migrations
from todo_backend.storage.store import Filter, StoreUnavailableError
from todo_backend.task import Task, TaskChanges, TaskDraft, TaskPage

Result = TypeVar("Result")

_BUSY_SECONDS = 5.0
_WHERE = {"all": "", "pending": "WHERE completed = 0", "completed": "WHERE completed = 1"}


class SqliteStore:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        # One connection, used by one thread at a time: SQLite has one writer anyway.
        self._lock = threading.Lock()

    async def open(self) -> None:
        pass

    async def migrate(self) -> list[str]:
        def work(connection: sqlite3.Connection) -> list[str]:
            # Takes the write lock at once: of two processes that start together, the second finds the work done.
            connection.execute("BEGIN IMMEDIATE")
            try:
                applied = self._apply(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            return applied

        return await self._run(work)

    def _apply(self, connection: sqlite3.Connection) -> list[str]:
        connection.execute(TABLE)
        known = {row[0] for row in connection.execute("SELECT version FROM schema_migrations")}
        missing = [migration for migration in load_migrations("sqlite") if migration.version not in known]
        for migration in missing:
            for statement in migration.statements():
                connection.execute(statement)
            connection.execute(
                "INSERT INTO schema_migrations VALUES (?, ?, ?)", (migration.version, migration.name, _now())
            )
        return [migration.name for migration in missing]

    async def list(self, wanted: Filter) -> TaskPage:
        where = _WHERE[wanted.status]

        def work(connection: sqlite3.Connection) -> TaskPage:
            rows = connection.execute(
                f"SELECT * FROM tasks {where} ORDER BY id LIMIT ? OFFSET ?",  # noqa: S608 - one of three texts
                (wanted.limit, wanted.offset),
            ).fetchall()
            total = connection.execute(f"SELECT count(*) FROM tasks {where}").fetchone()[0]  # noqa: S608
            return TaskPage(tasks=[_task(row) for row in rows], total=total)

        return await self._run(work)

    async def create(self, draft: TaskDraft) -> Task:
        now = _now()
        return await self._run(
            lambda connection: _task(
                connection.execute(
                    "INSERT INTO tasks (title, description, created_at, updated_at) VALUES (?, ?, ?, ?) RETURNING *",
                    (draft.title, draft.description, now, now),
                ).fetchone()
            )
        )

    async def update(self, task_id: int, changes: TaskChanges) -> Task | None:
        values = changes.model_dump(exclude_unset=True) | {"updated_at": _now()}
        # The names are those of the model, never those of a caller.
        assignments = ", ".join(f"{column} = ?" for column in values)

        def work(connection: sqlite3.Connection) -> Task | None:
            rows = connection.execute(
                f"UPDATE tasks SET {assignments} WHERE id = ? RETURNING *",  # noqa: S608
                (*values.values(), task_id),
            ).fetchall()
            return _task(rows[0]) if rows else None

        return await self._run(work)

    async def delete(self, task_id: int) -> bool:
        return await self._run(
            lambda connection: connection.execute("DELETE FROM tasks WHERE id = ?", (task_id,)).rowcount > 0
        )

    async def check(self) -> None:
        def work(connection: sqlite3.Connection) -> None:
            # The open file answers even after it was deleted.
            if not self._path.exists():
                raise FileNotFoundError(self._path)
            connection.execute("SELECT 1 FROM tasks LIMIT 1").fetchone()

        await self._run(work)

    async def close(self) -> None:
        def work() -> None:
            with self._lock:
                if self._connection is not None:
                    self._connection.close()
                    self._connection = None

        await asyncio.to_thread(work)

    async def _run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        def locked() -> Result:
            with self._lock:
                try:
                    if self._connection is None:
                        self._connection = self._connect()
                    return work(self._connection)
                except (sqlite3.Error, OSError) as error:
                    raise StoreUnavailableError(f"{self._path}: {error}") from error

        return await asyncio.to_thread(locked)

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        return connection


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _task(row: sqlite3.Row) -> Task:
    return Task.model_validate(dict(row))
