"""The log of the server: one line per record, as JSON or text."""

import json
import logging
import re
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Literal

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
LogFormat = Literal["json", "text"]

LOG_LEVELS: tuple[LogLevel, ...] = ("DEBUG", "INFO", "WARNING", "ERROR")

_SECRET_FIELD = re.compile(r"authorization|cookie|password|secret|token", re.IGNORECASE)
_HIDDEN = "[hidden]"
# Blotting out "a" would leave no readable log, and a value that short protects nothing.
_SHORTEST_SECRET = 6


def utc_now() -> str:
    """The time as clients and logs get it: `2026-07-28T12:00:00.000Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Logger:
    """Fields whose name speaks of a secret are hidden, and so are the values in `secrets` wherever they appear.

    `write` gets each line. In stdio mode it must not write to standard output, which belongs to the protocol.
    """

    def __init__(
        self,
        name: str,
        *,
        level: LogLevel,
        format: LogFormat,  # noqa: A002
        write: Callable[[str], None],
        secrets: Sequence[str] = (),
    ) -> None:
        self._name = name
        self._level: LogLevel = level
        self._format: LogFormat = format
        self._write = write
        self._secrets = tuple(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)

    def child(self, name: str) -> "Logger":
        """A logger for one part of the program; its name becomes `parent.name`."""
        return Logger(
            f"{self._name}.{name}", level=self._level, format=self._format, write=self._write, secrets=self._secrets
        )

    def debug(self, message: str, **fields: object) -> None:
        self._log("DEBUG", message, fields)

    def info(self, message: str, **fields: object) -> None:
        self._log("INFO", message, fields)

    def warning(self, message: str, **fields: object) -> None:
        self._log("WARNING", message, fields)

    def error(self, message: str, *, error: BaseException | None = None, **fields: object) -> None:
        """`error` is written as `exception`, with its causes and stacks."""
        self._log("ERROR", message, fields, error)

    def _log(
        self, level: LogLevel, message: str, fields: dict[str, object], error: BaseException | None = None
    ) -> None:
        if LOG_LEVELS.index(level) < LOG_LEVELS.index(self._level):
            return
        extra = {
            key: _HIDDEN if _SECRET_FIELD.search(key) else value for key, value in fields.items() if value is not None
        }
        if error is not None:
            extra["exception"] = "".join(traceback.format_exception(error)).rstrip()
        timestamp = utc_now()
        if self._format == "json":
            record = {"timestamp": timestamp, "level": level, "logger": self._name, "message": message, **extra}
            line = to_json(record)
        else:
            words = [f"{timestamp} - {self._name} - {level} - {message}"]
            line = " ".join([*words, *(f"{key}={to_json(value)}" for key, value in extra.items())])
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        self._write(line)


class LibraryLog(logging.Handler):
    """Carries what libraries log into the log of the server, at DEBUG unless it is a failure."""

    def __init__(self, log: Logger) -> None:
        super().__init__(logging.INFO)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        fields = {"library": record.name}
        if record.levelno >= logging.ERROR:
            error = record.exc_info[1] if record.exc_info else None
            self._log.error(record.getMessage(), error=error, **fields)
        else:
            self._log.debug(record.getMessage(), **fields)


def to_json(value: object) -> str:
    """As compact as other languages write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
