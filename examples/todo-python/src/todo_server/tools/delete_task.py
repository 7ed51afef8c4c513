from typing import Literal

from mcp_types import ToolAnnotations
from pydantic import Field

from ..task import Arguments, Result, TaskId
from .tool import Call, Tool


class DeleteTask(Arguments):
    task_id: TaskId = Field(description="Id of the task, as list_tasks gives it.")


class DeletedTask(Result):
    deleted: Literal[True] = Field(description="Always true; a task that does not exist is an error.")
    task_id: TaskId = Field(description="Id of the deleted task.")


async def run(given: DeleteTask, call: Call) -> DeletedTask:
    await call.store.delete(given.task_id, call.request_id)
    return DeletedTask(deleted=True, task_id=given.task_id)


delete_task = Tool(
    name="delete_task",
    title="Delete a task",
    description="Removes a task from the todo list for good. It cannot be brought back.",
    arguments=DeleteTask,
    result=DeletedTask,
    annotations=ToolAnnotations(
        read_only_hint=False, idempotent_hint=True, destructive_hint=True, open_world_hint=False
    ),
    run=run,
)
