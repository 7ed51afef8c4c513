"""What every place for tasks can do."""

from dataclasses import dataclass
from typing import Literal, Protocol, TypedDict

from ..task import Task, TaskPage

Status = Literal["all", "pending", "completed"]


@dataclass(frozen=True)
class TaskFilter:
    status: Status
    limit: int
    offset: int


class TaskChanges(TypedDict, total=False):
    """Only what is present changes; `description: None` removes the description."""

    title: str
    description: str | None
    completed: bool


class TaskStore(Protocol):
    """Every method may raise a StoreError; nothing else is expected.

    `request_id` says who asks; a store that talks to other machines passes it on. A call ends early when its task is
    cancelled.
    """

    @property
    def check_name(self) -> str:
        """Key of this store in the health report."""
        ...

    async def page(self, wanted: TaskFilter, request_id: str) -> TaskPage: ...
    async def create(self, title: str, description: str | None, request_id: str) -> Task: ...
    async def update(self, task_id: int, changes: TaskChanges, request_id: str) -> Task: ...
    async def delete(self, task_id: int, request_id: str) -> None: ...
    async def check(self) -> None:
        """Returns when the store can be used now; raises the reason when it cannot."""

    async def close(self) -> None: ...


class StoreError(Exception):
    """A failure whose message is written for the MCP client: it holds no secret, path or stack."""


class TaskRefusedError(StoreError):
    """The caller asked for something impossible: the store itself is well."""


class TaskNotFoundError(TaskRefusedError):
    def __init__(self, task_id: int) -> None:
        super().__init__(f"There is no task {task_id}. Use list_tasks to see the tasks.")
