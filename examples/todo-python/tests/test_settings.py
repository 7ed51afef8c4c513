from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from todo_server.settings import (
    AuthSettings,
    BackendSettings,
    LogSettings,
    Settings,
    SettingsError,
    SqliteSettings,
    read_settings,
)
from todo_server.web.rate_limit import Rate

BACKEND = {"FASTAPI_BASE_URL": "http://backend:8000", "SERVICE_AUTH_TOKEN": "secret"}
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@pytest.mark.parametrize(
    ("environment", "pick", "expected"),
    [
        ({}, lambda s: s.server_name, "todo-mcp-server"),
        ({}, lambda s: s.log, LogSettings("INFO", "json")),
        ({}, lambda s: (s.http.host, s.http.port), ("0.0.0.0", 3000)),
        ({}, lambda s: s.storage, SqliteSettings("./data/todo.db")),
        ({}, lambda s: s.http.allowed_origins, ("https://chatgpt.com", "https://claude.ai")),
        ({}, lambda s: s.http.rate_limit, None),
        # Empty variables count as unset.
        (
            {"PORT": "", "LOG_FORMAT": " ", "FASTAPI_BASE_URL": ""},
            lambda s: (s.http.port, s.storage.kind),
            (3000, "sqlite"),
        ),
        ({"MCP_SERVER_PORT": "3100"}, lambda s: s.http.port, 3100),
        ({"PORT": "4000", "MCP_SERVER_PORT": "3100"}, lambda s: s.http.port, 4000),
        ({"MCP_LOG_LEVEL": "error", "LOG_LEVEL": "DEBUG"}, lambda s: s.log.level, "ERROR"),
        ({"LOG_LEVEL": "WARNING", "DEBUG": "true"}, lambda s: s.log.level, "WARNING"),
        ({"DEBUG": "1"}, lambda s: s.log.level, "DEBUG"),
        ({}, lambda s: s.health_tool, False),
        ({"ENABLE_HEALTH_TOOL": "on"}, lambda s: s.health_tool, True),
        ({"SERVICE_AUTH_TOKEN": "unused"}, lambda s: s.storage.kind, "sqlite"),
        (BACKEND, lambda s: s.storage, BackendSettings("http://backend:8000", "secret", 30.0, 2, False)),
        ({**BACKEND, "STORAGE": "sqlite"}, lambda s: s.storage.kind, "sqlite"),
        (
            {"MCP_SERVER_NAME": "My-Todo"},
            lambda s: s.http.allowed_hosts,
            (*LOOPBACK, "my-todo", "mcp-server", "todo"),
        ),
        (
            {"MCP_ALLOWED_HOSTS": "Todo.example.com, [fd00::1]"},
            lambda s: s.http.allowed_hosts,
            (*LOOPBACK, "todo.example.com", "[fd00::1]"),
        ),
        ({"RATE_LIMIT": "100/minute"}, lambda s: s.http.rate_limit, Rate(100, 60)),
        (
            {"FORWARDED_ALLOW_IPS": "10.0.0.0/8"},
            lambda s: [ip_address(address) in s.http.trusted_proxies for address in ("10.1.2.3", "11.1.2.3")],
            [True, False],
        ),
        (
            {"AUTH_SERVER_URL": "https://auth.example.com/", "RESOURCE_SERVER_URL": "https://todo.example.com/mcp"},
            lambda s: s.auth,
            AuthSettings(
                "https://auth.example.com/.well-known/jwks",
                "https://auth.example.com",
                "https://todo.example.com/mcp",
                ("user", "read"),
            ),
        ),
    ],
)
def test_accepts(environment: dict[str, str], pick: Callable[[Settings], Any], expected: object) -> None:
    assert pick(read_settings(environment, "http")) == expected


def test_measures_by_default_over_http_only() -> None:
    assert read_settings({}, "http").metrics.enabled
    assert not read_settings({}, "stdio").metrics.enabled
    assert read_settings({"METRICS_ENABLED": "true"}, "stdio").metrics.enabled
    assert not read_settings({"METRICS_ENABLED": "false"}, "http").metrics.enabled


def test_reads_a_token_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-a-file\n")
    environment = {"FASTAPI_BASE_URL": "http://b", "SERVICE_AUTH_TOKEN_FILE": str(file)}
    storage = read_settings(environment, "http").storage
    assert isinstance(storage, BackendSettings)
    assert storage.token == "from-a-file"


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({"PORT": "abc"}, 'PORT is "abc"; allowed is a port from 1 to 65535.'),
        ({"MCP_SERVER_PORT": "70000"}, 'MCP_SERVER_PORT is "70000"; allowed is a port from 1 to 65535.'),
        ({"MCP_LOG_LEVEL": "LOUD"}, 'MCP_LOG_LEVEL is "LOUD"; allowed is one of DEBUG, INFO, WARNING, ERROR.'),
        ({"LOG_FORMAT": "xml"}, 'LOG_FORMAT is "xml"; allowed is json or text.'),
        ({"DEBUG": "maybe"}, 'DEBUG is "maybe"; allowed is true or false.'),
        (
            {"MCP_ALLOWED_HOSTS": "https://x"},
            'MCP_ALLOWED_HOSTS is "https://x"; '
            "allowed is a comma-separated list of host names without scheme and port.",
        ),
        (
            {"ALLOWED_ORIGINS": "example.com"},
            'ALLOWED_ORIGINS is "example.com"; '
            "allowed is a comma-separated list of origins such as https://example.com, without a path.",
        ),
        (
            {"RATE_LIMIT": "often"},
            'RATE_LIMIT is "often"; allowed is a number per second, minute or hour, such as 100/minute.',
        ),
        (
            {"FORWARDED_ALLOW_IPS": "10.0.0.300"},
            'FORWARDED_ALLOW_IPS is "10.0.0.300"; '
            "allowed is a comma-separated list of IP addresses and networks such as 10.0.0.0/8, or *.",
        ),
        ({"STORAGE": "disk"}, 'STORAGE is "disk"; allowed is sqlite or backend.'),
        (
            {**BACKEND, "FASTAPI_BASE_URL": "backend:8000"},
            'FASTAPI_BASE_URL is "backend:8000"; allowed is an http or https URL.',
        ),
        (
            {**BACKEND, "FASTAPI_BASE_URL": "ftp://user:pass@b"},
            'FASTAPI_BASE_URL is "ftp://[hidden]@b"; allowed is an http or https URL.',
        ),
        (
            {**BACKEND, "SERVICE_AUTH_TOKEN": "two words"},
            "SERVICE_AUTH_TOKEN is not valid; allowed is letters, digits and any of -._~+/=.",
        ),
        ({"BACKEND_TIMEOUT": "0"}, 'BACKEND_TIMEOUT is "0"; allowed is a number of seconds above 0, at most 3600.'),
        ({"BACKEND_TIMEOUT": "nan"}, 'BACKEND_TIMEOUT is "nan"; allowed is a number of seconds above 0, at most 3600.'),
        (
            {"FASTAPI_BASE_URL": "http://b"},
            "SERVICE_AUTH_TOKEN is not set; it is required when tasks are kept by a backend "
            "(FASTAPI_BASE_URL or STORAGE is set).",
        ),
        (
            {"STORAGE": "backend", "SERVICE_AUTH_TOKEN": "x"},
            'FASTAPI_BASE_URL is not set; it is required when tasks are kept by a backend (STORAGE is "backend").',
        ),
        (
            {"AUTH_SERVER_URL": "https://a"},
            "RESOURCE_SERVER_URL is not set; it is required when clients need a token (AUTH_SERVER_URL is set).",
        ),
        (
            {"SERVICE_AUTH_TOKEN_FILE": "/nowhere/token"},
            'SERVICE_AUTH_TOKEN_FILE is "/nowhere/token", which cannot be read (ENOENT).',
        ),
        (
            {"SERVICE_AUTH_TOKEN": "x", "SERVICE_AUTH_TOKEN_FILE": "/t"},
            "SERVICE_AUTH_TOKEN and SERVICE_AUTH_TOKEN_FILE are both set; keep one of them.",
        ),
    ],
)
def test_refuses(environment: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(environment, "http")
    assert caught.value.problems == [problem]


def test_names_every_variable_that_is_wrong() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"PORT": "0", "LOG_FORMAT": "xml", "STORAGE": "backend"}, "http")
    named = {problem.split(" ")[0] for problem in caught.value.problems}
    assert named == {"PORT", "LOG_FORMAT", "FASTAPI_BASE_URL", "SERVICE_AUTH_TOKEN"}
