from typing import Annotated, Literal

from mcp_types import ToolAnnotations
from pydantic import Field

from ..storage.task_store import TaskFilter
from ..task import Arguments, Offset, TaskPage
from .tool import Call, Tool


class ListTasks(Arguments):
    status: Literal["all", "pending", "completed"] = Field(
        default="all", description="Which tasks to list: all, only pending or only completed ones."
    )
    limit: Annotated[int, Field(ge=1, le=100)] = Field(default=50, description="How many tasks to return at most.")
    offset: Offset = Field(default=0, description="How many matching tasks to skip, to read the next page.")


async def run(given: ListTasks, call: Call) -> TaskPage:
    return await call.store.page(TaskFilter(given.status, given.limit, given.offset), call.request_id)


list_tasks = Tool(
    name="list_tasks",
    title="List tasks",
    description="Lists the tasks of the todo list, oldest first, page by page.",
    arguments=ListTasks,
    result=TaskPage,
    annotations=ToolAnnotations(
        read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=False
    ),
    run=run,
)
