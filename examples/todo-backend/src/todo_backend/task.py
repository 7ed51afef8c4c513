"""What a task is, towards callers."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

Status = Literal["all", "pending", "completed"]

#: The largest number that both databases can hold.
LARGEST_ID = 2**63 - 1


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a text cannot hold the character U+0000")
    return text


Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_storable)
]
Description = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_storable)]


class Task(BaseModel):
    id: int
    title: str
    description: str | None
    completed: bool
    created_at: datetime
    updated_at: datetime


class TaskPage(BaseModel):
    tasks: list[Task]
    #: How many tasks match, on all pages.
    total: int


class TaskDraft(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Title
    description: Description | None = None


class TaskChanges(BaseModel):
    """Only what is present changes; `description: null` removes the description."""

    model_config = ConfigDict(extra="forbid")

    # Never null: there is no task without a title, and none that is neither open nor done.
    title: Title = Field(default="")
    description: Description | None = None
    completed: bool = False

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("name at least one of title, description and completed")
        return self
