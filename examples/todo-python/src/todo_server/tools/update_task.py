from typing import Self

from mcp_types import ToolAnnotations
from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from ..storage.task_store import TaskChanges
from ..task import Arguments, Description, Task, TaskId, Title
from .tool import Call, Tool


class UpdateTask(Arguments):
    nullable = frozenset({"description"})

    task_id: TaskId = Field(description="Id of the task, as list_tasks gives it.")
    title: Title | SkipJsonSchema[None] = Field(default=None, description="New title, in 1 to 200 characters.")
    description: Description | None = Field(
        default=None, description="New details, up to 2000 characters; null removes them."
    )

    @model_validator(mode="after")
    def changes_something(self) -> Self:
        if not self.model_fields_set & {"title", "description"}:
            raise PydanticCustomError("nothing", "Nothing to change: give a title, a description or both.")
        return self


async def run(given: UpdateTask, call: Call) -> Task:
    changes = TaskChanges()
    if given.title is not None:
        changes["title"] = given.title
    if "description" in given.model_fields_set:
        changes["description"] = given.description
    return await call.store.update(given.task_id, changes, call.request_id)


update_task = Tool(
    name="update_task",
    title="Update a task",
    description="Changes the title, the description or both, and returns the task. What is left out stays as it is.",
    arguments=UpdateTask,
    result=Task,
    annotations=ToolAnnotations(
        read_only_hint=False, idempotent_hint=True, destructive_hint=True, open_world_hint=False
    ),
    run=run,
)
