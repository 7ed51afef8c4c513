"""Remembers pages of tasks in Redis, for all replicas. Without Redis everything works as before, only slower."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

from pydantic import ValidationError
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from todo_backend.settings import CacheSettings
from todo_backend.storage.store import Filter, TaskStore
from todo_backend.task import Task, TaskChanges, TaskDraft, TaskPage

Result = TypeVar("Result")

log = logging.getLogger(__name__)

# The name of the current generation of pages. Every change of a task begins a new one, and the pages of older ones are
# never asked for again. It is random: a number would start over, and revive old pages, when Redis forgets it.
_GENERATION = "todo:generation"
_PAUSE_SECONDS = 5.0
_LIMIT_SECONDS = 0.5


class CachedStore:
    def __init__(self, store: TaskStore, settings: CacheSettings) -> None:
        self._store = store
        self._ttl = settings.ttl
        pool = BlockingConnectionPool.from_url(
            settings.url,
            max_connections=settings.max_connections,
            timeout=_LIMIT_SECONDS,
            socket_timeout=_LIMIT_SECONDS,
            socket_connect_timeout=_LIMIT_SECONDS,
        )
        self._redis = Redis.from_pool(pool)
        self._paused_until = 0.0
        self._failing = False

    async def open(self) -> None:
        await self._store.open()

    async def migrate(self) -> list[str]:
        return await self._store.migrate()

    async def list(self, wanted: Filter) -> TaskPage:
        # Known before the database is asked: a change in between makes the answer belong to a generation of the past.
        generation = await self._attempt(self._current_generation)
        if generation is None:
            return await self._store.list(wanted)
        key = f"todo:page:{generation}:{wanted.status}:{wanted.limit}:{wanted.offset}"
        known = await self._attempt(lambda: self._redis.get(key))
        if known is not None:
            try:
                return TaskPage.model_validate_json(known)
            except ValidationError:
                log.warning("A remembered page cannot be read; asking the database")
        page = await self._store.list(wanted)
        await self._attempt(lambda: self._redis.set(key, page.model_dump_json(), ex=self._ttl))
        return page

    async def create(self, draft: TaskDraft) -> Task:
        return await self._changed(self._store.create(draft))

    async def update(self, task_id: int, changes: TaskChanges) -> Task | None:
        return await self._changed(self._store.update(task_id, changes))

    async def delete(self, task_id: int) -> bool:
        return await self._changed(self._store.delete(task_id))

    async def check(self) -> None:
        await self._store.check()

    async def check_cache(self) -> None:
        await self._redis.ping()

    async def close(self) -> None:
        await self._redis.aclose(close_connection_pool=True)
        await self._store.close()

    async def _changed(self, change: Awaitable[Result]) -> Result:
        try:
            return await change
        finally:
            # Also after a failure: a change whose answer was lost may have happened. And despite a pause: whoever
            # misses this shows old pages until they expire.
            await self._attempt(lambda: self._redis.set(_GENERATION, uuid4().hex), always=True)

    async def _current_generation(self) -> str:
        found = await self._redis.get(_GENERATION)
        if found is None:
            await self._redis.set(_GENERATION, uuid4().hex, nx=True)
            found = await self._redis.get(_GENERATION)
        return found.decode() if isinstance(found, bytes) else str(found)

    async def _attempt(self, work: Callable[[], Awaitable[Result]], *, always: bool = False) -> Result | None:
        if not always and time.monotonic() < self._paused_until:
            return None
        try:
            result = await work()
        except (RedisError, OSError) as error:
            # One that does not answer must not hold up every request.
            self._paused_until = time.monotonic() + _PAUSE_SECONDS
            if not self._failing:
                log.warning("Redis cannot be used, pages come from the database: %s", error)
            self._failing = True
            return None
        if self._failing:
            log.info("Redis can be used again")
        self._failing = False
        return result
