import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from todo_server.log import Logger
from todo_server.storage.sqlite_store import SqliteStore
from todo_server.storage.task_store import StoreError, TaskFilter
from todo_server.tools import TOOLS
from todo_server.tools.tool import Call

BY_NAME = {tool.name: tool for tool in TOOLS}


class BrokenStore:
    check_name = "database"

    def __getattr__(self, _name: str) -> Any:
        raise TypeError("inner secret detail")


def recording() -> tuple[Logger, list[str]]:
    lines: list[str] = []
    return Logger("test", level="INFO", format="json", write=lines.append), lines


def test_an_unexpected_failure_is_logged_with_its_stack_and_the_client_learns_nothing() -> None:
    log, lines = recording()
    result = asyncio.run(BY_NAME["list_tasks"].call({}, Call(BrokenStore(), log, "request-1")))
    assert result.is_error
    assert [block.model_dump()["text"] for block in result.content] == [
        "The server failed to do this. Its log says why."
    ]
    record = json.loads(lines[0])
    assert record["level"] == "ERROR"
    assert "inner secret detail" in record["exception"]


@pytest.mark.parametrize("name", list(BY_NAME))
def test_schemas_are_in_one_piece_and_closed(name: str) -> None:
    definition = BY_NAME[name].definition
    for schema in (definition.input_schema, definition.output_schema):
        assert schema is not None
        text = json.dumps(schema)
        assert "$ref" not in text
        assert "$defs" not in text
        assert schema["additionalProperties"] is False
        assert all("description" in value for value in schema["properties"].values())


def test_tasks_survive_a_restart(tmp_path: Path) -> None:
    file = str(tmp_path / "new" / "todo.db")

    async def run() -> None:
        first = SqliteStore(file)
        created = await first.create("a", None, "request-1")
        await first.close()
        second = SqliteStore(file)
        page = await second.page(TaskFilter("all", 50, 0), "request-2")
        assert page.tasks == [created]
        await second.close()

    asyncio.run(run())


def test_a_database_that_cannot_be_written_says_so() -> None:
    with pytest.raises(
        StoreError, match=r"The database /dev/null/todo\.db cannot be opened for writing by user id \d+"
    ):
        SqliteStore("/dev/null/todo.db")
