"""Where tasks live, whatever keeps them."""

from dataclasses import dataclass
from typing import Protocol

from todo_backend.task import Status, Task, TaskChanges, TaskDraft, TaskPage


@dataclass(frozen=True)
class Filter:
    status: Status
    limit: int
    offset: int


class StoreUnavailableError(Exception):
    """The store cannot be used at the moment. The cause is for the log."""


class TaskStore(Protocol):
    async def open(self) -> None:
        """Get ready, as far as that is possible without the database."""

    async def migrate(self) -> list[str]:
        """Bring the database up to date. Returns the names of the migrations that were missing."""

    async def list(self, wanted: Filter) -> TaskPage: ...

    async def create(self, draft: TaskDraft) -> Task: ...

    async def update(self, task_id: int, changes: TaskChanges) -> Task | None:
        """Change a task; None when there is none with this number."""

    async def delete(self, task_id: int) -> bool:
        """Remove a task; False when there was none with this number."""

    async def check(self) -> None:
        """Return when tasks can be read now; raise the reason when they cannot."""

    async def close(self) -> None: ...
