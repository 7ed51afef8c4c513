"""One line for each record, as JSON or text, on standard error."""

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

#: The request that is being answered, for every line that is written meanwhile.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

#: What callers may pass as `extra`.
FIELDS = ("request_id", "method", "path", "status", "duration_ms", "check", "version", "seconds")

_HIDDEN = "[hidden]"
# Blotting out "a" would leave no readable log, and a value that short protects nothing.
_SHORTEST_SECRET = 6


def set_up_logging(level: str, form: Literal["json", "text"], secrets: tuple[str, ...] = ()) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(form, secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Start and end are logged here; the pool warns of every attempt to connect, which /health sums up.
    if level != "DEBUG":
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)


class Formatter(logging.Formatter):
    def __init__(self, form: Literal["json", "text"], secrets: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._form = form
        self._secrets = tuple(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)

    def format(self, record: logging.LogRecord) -> str:
        extra = {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        if "request_id" not in extra and (current := request_id.get()) is not None:
            extra["request_id"] = current
        if record.exc_info:
            extra["exception"] = self.formatException(record.exc_info)
        now = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = self._json(record, now, extra) if self._form == "json" else self._text(record, now, extra)
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        return line

    def _json(self, record: logging.LogRecord, now: str, extra: dict[str, object]) -> str:
        base = {
            "timestamp": now,
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "module": record.module,
            "function": record.funcName,
            "line": record.lineno,
        }
        return json.dumps(base | extra, default=str)

    def _text(self, record: logging.LogRecord, now: str, extra: dict[str, object]) -> str:
        # Quoted as JSON, so that nobody writes lines of their own into the log.
        fields = "".join(f" {name}={json.dumps(value, default=str)}" for name, value in extra.items())
        message = record.getMessage().replace("\n", "\\n")
        return f"{now} - {record.name} - {record.levelname} - {message}{fields}"
