from mcp_types import ToolAnnotations
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from ..task import Arguments, Description, Task, Title
from .tool import Call, Tool


class CreateTask(Arguments):
    title: Title = Field(description="What is to be done, in 1 to 200 characters.")
    description: Description | SkipJsonSchema[None] = Field(default=None, description="Details, up to 2000 characters.")


async def run(given: CreateTask, call: Call) -> Task:
    return await call.store.create(given.title, given.description, call.request_id)


create_task = Tool(
    name="create_task",
    title="Create a task",
    description="Adds a pending task to the todo list and returns it with its new id.",
    arguments=CreateTask,
    result=Task,
    annotations=ToolAnnotations(
        read_only_hint=False, idempotent_hint=False, destructive_hint=False, open_world_hint=False
    ),
    run=run,
)
