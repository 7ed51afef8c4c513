"""Every environment variable of this server: how it is read, and what is allowed."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from .log import LOG_LEVELS
from .web.client_address import parse_address_list
from .web.rate_limit import parse_rate

Reader = Callable[[str], object]


@dataclass(frozen=True)
class Variable:
    """`read` raises ValueError for what is not allowed; `allowed` says what is, and ends up in the error message."""

    read: Reader
    allowed: str


def _matching(pattern: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def read(text: str) -> str:
        if compiled.fullmatch(text) is None:
            raise ValueError(text)
        return text

    return read


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(text)
        return text

    return read


def _flag(text: str) -> bool:
    if text.lower() in ("true", "1", "yes", "on", "y", "enabled"):
        return True
    if text.lower() in ("false", "0", "no", "off", "n", "disabled"):
        return False
    raise ValueError(text)


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def _seconds(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and 0 < value <= 3600):
        raise ValueError(text)
    return value


def _url(*schemes: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        parts = urlsplit(text)
        # Reading the port raises for one that is none.
        if not parts.hostname or parts.port == 0 or (schemes and parts.scheme not in schemes):
            raise ValueError(text)
        if re.search(r"\s", text):
            raise ValueError(text)
        return text

    return read


def _list_of(read_item: Callable[[str], str]) -> Callable[[str], list[str]]:
    return lambda text: [read_item(item.strip()) for item in text.split(",") if item.strip()]


_level = Variable(lambda text: _one_of(*LOG_LEVELS)(text.upper()), f"one of {', '.join(LOG_LEVELS)}")
_boolean = Variable(_flag, "true or false")
_port = Variable(_whole_number(1, 65_535), "a port from 1 to 65535")
_http_url = Variable(_url("http", "https"), "an http or https URL")
_host_name = _matching(r"([\w.-]+|\[[\da-f:.]+\])")
_origin = _matching(r"[a-z][a-z\d+.-]*://[^/\s]+")

VARIABLES: dict[str, Variable] = {
    "MCP_SERVER_NAME": Variable(_matching(r"[\w.-]{1,64}"), "up to 64 letters, digits, dots, dashes and underscores"),
    "MCP_LOG_LEVEL": _level,
    "LOG_LEVEL": _level,
    "DEBUG": _boolean,
    "LOG_FORMAT": Variable(_one_of("json", "text"), "json or text"),
    "MCP_SERVER_HOST": Variable(str, "an address to listen on"),
    # Hosting platforms that assign a port do it in PORT.
    "PORT": _port,
    "MCP_SERVER_PORT": _port,
    "MCP_ALLOWED_HOSTS": Variable(
        lambda text: _list_of(_host_name)(text.lower()),
        "a comma-separated list of host names without scheme and port",
    ),
    "ALLOWED_ORIGINS": Variable(
        lambda text: _list_of(_origin)(text.lower()),
        "a comma-separated list of origins such as https://example.com, without a path",
    ),
    "CORS_MAX_AGE": Variable(_whole_number(0, 86_400), "a number of seconds from 0 to 86400"),
    # Off unless set: behind a proxy that FORWARDED_ALLOW_IPS does not name, all clients would share one allowance.
    "RATE_LIMIT": Variable(parse_rate, "a number per second, minute or hour, such as 100/minute"),
    "FORWARDED_ALLOW_IPS": Variable(
        parse_address_list, "a comma-separated list of IP addresses and networks such as 10.0.0.0/8, or *"
    ),
    "METRICS_ENABLED": _boolean,
    "METRICS_PORT": _port,
    "ENABLE_HEALTH_TOOL": _boolean,
    "STORAGE": Variable(_one_of("sqlite", "backend"), "sqlite or backend"),
    "DATABASE_PATH": Variable(str, "a file path"),
    "FASTAPI_BASE_URL": _http_url,
    "SERVICE_AUTH_TOKEN": Variable(_matching(r"[A-Za-z\d_.~+/-]+=*"), "letters, digits and any of -._~+/="),
    "BACKEND_TIMEOUT": Variable(_seconds, "a number of seconds above 0, at most 3600"),
    "BACKEND_MAX_RETRIES": Variable(_whole_number(0, 10), "a whole number from 0 to 10"),
    "BACKEND_STARTUP_CHECK": _boolean,
    "AUTH_SERVER_URL": _http_url,
    "AUTH_JWKS_URL": _http_url,
    "AUTH_ISSUER_URL": Variable(_url(), "a URL"),
    "RESOURCE_SERVER_URL": _http_url,
    "REQUIRED_SCOPES": Variable(_list_of(str), "a comma-separated list of scopes"),
}
