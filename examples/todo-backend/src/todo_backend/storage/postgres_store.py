"""Tasks in Postgres, for any number of containers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from psycopg import AsyncConnection, Error, sql
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from todo_backend.settings import PostgresSettings
from todo_backend.storage.migrations import ADVISORY_LOCK, TABLE, load_migrations
from todo_backend.storage.store import Filter, StoreUnavailableError
from todo_backend.task import Task, TaskChanges, TaskDraft, TaskPage

_Connection = AsyncConnection[DictRow]

_WHERE = {
    "all": sql.SQL(""),
    "pending": sql.SQL("WHERE NOT completed"),
    "completed": sql.SQL("WHERE completed"),
}


class PostgresStore:
    def __init__(self, settings: PostgresSettings) -> None:
        self._pool: AsyncConnectionPool[_Connection] = AsyncConnectionPool(
            settings.url,
            connection_class=AsyncConnection[DictRow],
            # A transaction that was begun for one statement would only cost two more round trips.
            kwargs={"autocommit": True, "row_factory": dict_row, "connect_timeout": 5, "application_name": "todo"},
            min_size=1,
            max_size=settings.pool_size,
            timeout=settings.pool_timeout,
            # Databases in clouds go to sleep and close what is open.
            check=AsyncConnectionPool.check_connection,
            # After a longer pause the next attempt would come long after the database is back.
            reconnect_timeout=5,
            open=False,
        )

    async def open(self) -> None:
        await self._pool.open()

    async def migrate(self) -> list[str]:
        async with self._connection() as connection, connection.transaction():
            # Held until the transaction ends: of two processes that start together, the second finds the work done.
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (ADVISORY_LOCK,))
            await connection.execute(TABLE)
            cursor = await connection.execute("SELECT version FROM schema_migrations")
            known = {row["version"] for row in await cursor.fetchall()}
            missing = [migration for migration in load_migrations("postgres") if migration.version not in known]
            for migration in missing:
                await connection.execute(sql.SQL(_trusted(migration.sql)))
                await connection.execute(
                    "INSERT INTO schema_migrations VALUES (%s, %s, %s)",
                    (migration.version, migration.name, datetime.now(UTC).isoformat()),
                )
        return [migration.name for migration in missing]

    async def list(self, wanted: Filter) -> TaskPage:
        where = _WHERE[wanted.status]
        page = sql.SQL("SELECT * FROM tasks {} ORDER BY id LIMIT %s OFFSET %s").format(where)
        async with self._connection() as connection:
            rows = await (await connection.execute(page, (wanted.limit, wanted.offset))).fetchall()
            count = await connection.execute(sql.SQL("SELECT count(*) AS total FROM tasks {}").format(where))
            total = await count.fetchone()
        return TaskPage(tasks=[Task.model_validate(row) for row in rows], total=total["total"] if total else 0)

    async def create(self, draft: TaskDraft) -> Task:
        row = await self._one(
            sql.SQL("INSERT INTO tasks (title, description) VALUES (%s, %s) RETURNING *"),
            (draft.title, draft.description),
        )
        return Task.model_validate(row)

    async def update(self, task_id: int, changes: TaskChanges) -> Task | None:
        values = changes.model_dump(exclude_unset=True)
        assignments = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in values)
        row = await self._one(
            sql.SQL("UPDATE tasks SET {}, updated_at = now() WHERE id = %s RETURNING *").format(assignments),
            (*values.values(), task_id),
        )
        return None if row is None else Task.model_validate(row)

    async def delete(self, task_id: int) -> bool:
        row = await self._one(sql.SQL("DELETE FROM tasks WHERE id = %s RETURNING id"), (task_id,))
        return row is not None

    async def check(self) -> None:
        await self._one(sql.SQL("SELECT 1 FROM tasks LIMIT 1"), ())

    async def close(self) -> None:
        await self._pool.close(timeout=1)

    async def _one(self, statement: sql.SQL | sql.Composed, values: tuple[Any, ...]) -> DictRow | None:
        async with self._connection() as connection:
            return await (await connection.execute(statement, values)).fetchone()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[_Connection]:
        try:
            async with self._pool.connection() as connection:
                yield connection
        except (Error, PoolTimeout) as error:
            raise StoreUnavailableError(str(error)) from error


def _trusted(text: str) -> Any:  # noqa: ANN401 - psycopg wants literal text; these files are part of this package
    return text
