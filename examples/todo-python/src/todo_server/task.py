"""What a task is, on the wire and in the code."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

# Integers above this are not exact in JSON as most clients read it.
MAX_SAFE_INTEGER = 2**53 - 1

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(max_length=2000)]
TaskId = Annotated[int, Field(ge=1, le=MAX_SAFE_INTEGER)]
Offset = Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER)]
DateTime = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Arguments(BaseModel):
    """Arguments of a tool: what it does not know, and what is of another type, is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    #: Where null is a value of its own. Everywhere else an argument is left out, and None in here says that it was.
    nullable: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def refuse_null(cls, given: Any) -> Any:
        wrong = sorted(name for name, value in given.items() if value is None and name not in cls.nullable)
        if wrong:
            raise PydanticCustomError("null", "{names} must not be null", {"names": ", ".join(wrong)})
        return given


class Result(BaseModel):
    """What a tool answers: all fields are always there."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Task(Result):
    id: TaskId = Field(description="Number of the task, as other tools take it.")
    title: str = Field(description="What is to be done.")
    description: str | None = Field(
        description="Details, or null when there are none.", json_schema_extra={"type": ["string", "null"]}
    )
    completed: bool = Field(description="Whether the task is done.")
    created_at: DateTime = Field(description="When the task was created, in UTC.")
    updated_at: DateTime = Field(description="When the task last changed, in UTC.")


class TaskPage(Result):
    tasks: list[Task] = Field(description="The tasks of this page, oldest first.")
    total: Offset = Field(description="How many tasks match, on all pages.")


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a model, as clients like it best: in one piece, and without titles that repeat a name."""
    schema = model.model_json_schema()
    plain = _plain(schema, schema.pop("$defs", {}))
    assert isinstance(plain, dict)  # noqa: S101
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **plain}


def _plain(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_plain(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _plain(definitions[node["$ref"].rsplit("/", 1)[-1]], definitions)
    if "type" in node and "anyOf" in node:
        # The shorter of the two says the same.
        node = {key: value for key, value in node.items() if key != "anyOf"}
    return {
        key: {name: _plain(value, definitions) for name, value in item.items()}
        if key == "properties"
        else _plain(item, definitions)
        for key, item in node.items()
        # The doc string is for readers of the code, and "absent" is no value that a client may send.
        if not (
            (key == "title" and isinstance(item, str))
            or (key == "default" and item is None)
            or (key == "description" and "properties" in node)
        )
    }
