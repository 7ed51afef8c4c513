import json
import logging
import re
from typing import Any

from aws_server.log import LibraryLog, Logger


def recorder(**options: Any) -> tuple[Logger, list[str]]:
    lines: list[str] = []
    given = {"level": "INFO", "format": "json", "write": lines.append, **options}
    return Logger("aws", **given), lines


def test_writes_one_json_object_per_record() -> None:
    log, lines = recorder()
    log.child("tools").info("Tool invoked", tool_name="any", user_id=None)
    record = json.loads(lines[0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record.pop("timestamp"))
    assert record == {
        "level": "INFO",
        "logger": "aws.tools",
        "message": "Tool invoked",
        "tool_name": "any",
    }


def test_writes_text_with_time_logger_level_and_message() -> None:
    log, lines = recorder(format="text")
    log.warning("Careful", reason="two\nlines")
    assert re.fullmatch(r'\S+Z - aws - WARNING - Careful reason="two\\nlines"', lines[0])


def test_leaves_out_what_is_below_the_level() -> None:
    log, lines = recorder(level="WARNING")
    log.debug("a")
    log.info("b")
    log.error("c")
    assert len(lines) == 1


def test_adds_the_causes_of_an_error() -> None:
    log, lines = recorder()
    try:
        try:
            raise ValueError("inner")
        except ValueError as cause:
            raise RuntimeError("outer") from cause
    except RuntimeError as error:
        log.error("Failed", error=error)
    exception = json.loads(lines[0])["exception"]
    assert exception.index("ValueError: inner") < exception.index("RuntimeError: outer")


def test_hides_secret_fields_and_secret_values() -> None:
    log, lines = recorder(secrets=["s3cret", "d"])
    log.info("Sent s3cret", authorization="Bearer abc", detail="has s3cret inside")
    assert not re.search("s3cret|abc", lines[0])
    assert "[hidden]" in lines[0]


def test_takes_failures_of_libraries_as_such_and_the_rest_as_detail() -> None:
    log, lines = recorder(level="DEBUG")
    library = logging.getLogger("some.library")
    library.propagate = False
    library.addHandler(LibraryLog(log))
    library.setLevel(logging.INFO)
    library.warning("odd %s", "thing")
    library.error("broken")
    assert [(json.loads(line)["level"], json.loads(line)["message"]) for line in lines] == [
        ("DEBUG", "odd thing"),
        ("ERROR", "broken"),
    ]
