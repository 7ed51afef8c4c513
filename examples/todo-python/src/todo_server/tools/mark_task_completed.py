from mcp_types import ToolAnnotations
from pydantic import Field

from ..task import Arguments, Task, TaskId
from .tool import Call, Tool


class MarkTaskCompleted(Arguments):
    task_id: TaskId = Field(description="Id of the task, as list_tasks gives it.")


async def run(given: MarkTaskCompleted, call: Call) -> Task:
    return await call.store.update(given.task_id, {"completed": True}, call.request_id)


mark_task_completed = Tool(
    name="mark_task_completed",
    title="Mark a task as completed",
    description="Marks a task as completed and returns it. Doing it again changes nothing.",
    arguments=MarkTaskCompleted,
    result=Task,
    annotations=ToolAnnotations(
        read_only_hint=False, idempotent_hint=True, destructive_hint=False, open_world_hint=False
    ),
    run=run,
)
