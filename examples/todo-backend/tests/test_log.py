import json
import logging
import sys
from typing import Any

from todo_backend.log import Formatter, request_id

BASE = {"timestamp", "level", "logger", "message", "module", "function", "line"}


def record(message: str, **extra: Any) -> logging.LogRecord:
    made = logging.getLogger("todo").makeRecord("todo", logging.INFO, __file__, 7, message, (), None, "work", extra)
    made.module = "test_log"
    return made


def test_json_has_the_base_fields_and_those_that_were_given() -> None:
    line = json.loads(Formatter("json").format(record("Hello", status=200, unknown=1)))
    assert line.keys() == BASE | {"status"}
    assert line["timestamp"].endswith("Z")
    assert (line["level"], line["logger"], line["message"], line["line"]) == ("INFO", "todo", "Hello", 7)


def test_text_stays_on_one_line() -> None:
    line = Formatter("text").format(record("Two\nlines", path='/a\nb"'))
    assert line.partition(" - ")[2] == r'todo - INFO - Two\nlines path="/a\nb\""'


def test_an_exception_is_added() -> None:
    made = record("Failed")
    try:
        int("why")
    except ValueError:
        made.exc_info = sys.exc_info()
    assert "ValueError: invalid literal" in json.loads(Formatter("json").format(made))["exception"]


def test_every_line_of_a_request_has_its_id() -> None:
    token = request_id.set("request-1")
    try:
        assert json.loads(Formatter("json").format(record("Hello")))["request_id"] == "request-1"
    finally:
        request_id.reset(token)
    assert "request_id" not in json.loads(Formatter("json").format(record("Hello")))


def test_secrets_are_hidden() -> None:
    line = Formatter("json", ("hunter22", "d")).format(record("Sent hunter22"))
    assert json.loads(line)["message"] == "Sent [hidden]"
