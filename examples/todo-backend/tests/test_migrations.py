"""The schema: made once, also when several processes start together."""

import asyncio

import pytest

from todo_backend.settings import Settings
from todo_backend.storage.migrations import load_migrations
from todo_backend.storage.open_store import store_for
from todo_backend.storage.store import Filter, TaskStore
from todo_backend.task import TaskDraft


def names() -> list[str]:
    return [migration.name for migration in load_migrations("sqlite")]


def test_both_databases_have_the_same_migrations() -> None:
    assert names() == [migration.name for migration in load_migrations("postgres")]
    versions = [migration.version for migration in load_migrations("sqlite")]
    assert versions == list(range(1, len(versions) + 1))


@pytest.mark.parametrize("count", [1, 8])
def test_are_applied_once(settings: Settings, count: int) -> None:
    async def start(store: TaskStore) -> list[str]:
        await store.open()
        return await store.migrate()

    async def work() -> list[list[str]]:
        stores = [store_for(settings) for _ in range(count)]
        try:
            return await asyncio.gather(*(start(store) for store in stores))
        finally:
            await asyncio.gather(*(store.close() for store in stores))

    applied = asyncio.run(work())
    assert sorted(applied, key=len) == [*([[]] * (count - 1)), names()]
    assert asyncio.run(work()) == [[]] * count


def test_keep_what_is_there(settings: Settings) -> None:
    async def visit(title: str) -> int:
        store = store_for(settings)
        try:
            await store.open()
            await store.migrate()
            await store.create(TaskDraft(title=title))
            return (await store.list(Filter("all", 10, 0))).total
        finally:
            await store.close()

    assert [asyncio.run(visit("first")), asyncio.run(visit("second"))] == [1, 2]
