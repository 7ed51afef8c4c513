"""The environment, read once and checked as a whole."""

import errno
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .log import LogFormat, LogLevel
from .mode import Mode
from .variables import VARIABLES
from .web.client_address import AddressList, parse_address_list
from .web.rate_limit import Rate


@dataclass(frozen=True)
class LogSettings:
    level: LogLevel
    format: LogFormat


@dataclass(frozen=True)
class HttpSettings:
    host: str
    port: int
    #: Host names without port; IPv6 addresses in brackets.
    allowed_hosts: tuple[str, ...]
    allowed_origins: tuple[str, ...]
    cors_max_age_seconds: int
    rate_limit: Rate | None
    trusted_proxies: AddressList


@dataclass(frozen=True)
class MetricsSettings:
    enabled: bool
    port: int


@dataclass(frozen=True)
class SqliteSettings:
    path: str
    kind: Literal["sqlite"] = "sqlite"


@dataclass(frozen=True)
class BackendSettings:
    base_url: str
    token: str
    #: Limit of one attempt.
    timeout_seconds: float
    max_retries: int
    check_at_start: bool
    kind: Literal["backend"] = "backend"


@dataclass(frozen=True)
class AuthSettings:
    jwks_url: str
    issuer: str
    #: Public URL of this server: what tokens must be made for.
    resource: str
    required_scopes: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    server_name: str
    log: LogSettings
    http: HttpSettings
    metrics: MetricsSettings
    storage: SqliteSettings | BackendSettings
    #: Whether clients get a tool that tells what `/health` does.
    health_tool: bool
    #: Present when clients of the HTTP endpoint need a token.
    auth: AuthSettings | None


class SettingsError(Exception):
    """All that is wrong with the environment: one sentence per variable, naming it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


_LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
# Names by which compose files usually call this server on their network.
_SERVICE_HOSTS = ("mcp-server", "todo")
_SECRETS = ("SERVICE_AUTH_TOKEN",)


def read_settings(environment: Mapping[str, str], mode: Mode) -> Settings:
    """Reads the environment; an empty variable counts as unset. Raises SettingsError with every problem found."""
    present = {name: value.strip() for name, value in environment.items() if value.strip()}
    problems = _read_secret_files(present)
    values: dict[str, Any] = {}
    for name, variable in VARIABLES.items():
        if name not in present:
            continue
        try:
            values[name] = variable.read(present[name])
        except ValueError:
            problems.append(f"{name} is {_shown(name, present[name])}; allowed is {variable.allowed}.")
    problems.extend(_missing_variables(present))
    if problems:
        raise SettingsError(problems)
    return _to_settings(values, mode)


def _read_secret_files(present: dict[str, str]) -> list[str]:
    """Docker and Kubernetes hand secrets over as files: NAME_FILE stands in for NAME."""
    problems = []
    for name in _SECRETS:
        path = present.get(f"{name}_FILE")
        if path is None:
            continue
        if name in present:
            problems.append(f"{name} and {name}_FILE are both set; keep one of them.")
            continue
        try:
            secret = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            code = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else "no UTF-8 text"
            problems.append(f'{name}_FILE is "{path}", which cannot be read ({code}).')
            continue
        if secret:
            present[name] = secret
    return problems


def _missing_variables(present: Mapping[str, str]) -> list[str]:
    backend = _storage_kind(present) == "backend"
    needs = [
        ("FASTAPI_BASE_URL", backend, 'tasks are kept by a backend (STORAGE is "backend")'),
        ("SERVICE_AUTH_TOKEN", backend, "tasks are kept by a backend (FASTAPI_BASE_URL or STORAGE is set)"),
        ("RESOURCE_SERVER_URL", "AUTH_SERVER_URL" in present, "clients need a token (AUTH_SERVER_URL is set)"),
    ]
    return [
        f"{variable} is not set; it is required when {reason}."
        for variable, needed, reason in needs
        if needed and variable not in present
    ]


def _storage_kind(values: Mapping[str, object]) -> object:
    return values.get("STORAGE", "backend" if "FASTAPI_BASE_URL" in values else "sqlite")


def _shown(name: str, value: str) -> str:
    if name in _SECRETS:
        return "not valid"
    return '"' + re.sub(r"//[^/@]*@", "//[hidden]@", value) + '"'


def _to_settings(values: Mapping[str, Any], mode: Mode) -> Settings:
    server_name: str = values.get("MCP_SERVER_NAME", "todo-mcp-server")
    debug: bool = values.get("DEBUG", False)
    own_hosts: list[str] = values.get("MCP_ALLOWED_HOSTS", [server_name.lower(), *_SERVICE_HOSTS])
    return Settings(
        server_name=server_name,
        log=LogSettings(
            level=values.get("MCP_LOG_LEVEL") or values.get("LOG_LEVEL") or ("DEBUG" if debug else "INFO"),
            format=values.get("LOG_FORMAT", "json"),
        ),
        http=HttpSettings(
            host=values.get("MCP_SERVER_HOST", "0.0.0.0"),
            port=values.get("PORT") or values.get("MCP_SERVER_PORT", 3000),
            allowed_hosts=(*_LOOPBACK_HOSTS, *own_hosts),
            allowed_origins=tuple(values.get("ALLOWED_ORIGINS", ["https://chatgpt.com", "https://claude.ai"])),
            cors_max_age_seconds=values.get("CORS_MAX_AGE", 3600),
            rate_limit=values.get("RATE_LIMIT"),
            trusted_proxies=values.get("FORWARDED_ALLOW_IPS") or parse_address_list(""),
        ),
        # Several stdio servers usually run on one machine; they would fight over the port if nobody asked for it.
        metrics=MetricsSettings(
            enabled=values.get("METRICS_ENABLED", mode == "http"), port=values.get("METRICS_PORT", 9090)
        ),
        storage=_to_storage(values),
        health_tool=values.get("ENABLE_HEALTH_TOOL", False),
        auth=_to_auth(values),
    )


def _to_storage(values: Mapping[str, Any]) -> SqliteSettings | BackendSettings:
    if _storage_kind(values) == "sqlite":
        return SqliteSettings(path=values.get("DATABASE_PATH", "./data/todo.db"))
    return BackendSettings(
        base_url=values["FASTAPI_BASE_URL"],
        token=values["SERVICE_AUTH_TOKEN"],
        timeout_seconds=values.get("BACKEND_TIMEOUT", 30.0),
        max_retries=values.get("BACKEND_MAX_RETRIES", 2),
        check_at_start=values.get("BACKEND_STARTUP_CHECK", False),
    )


def _to_auth(values: Mapping[str, Any]) -> AuthSettings | None:
    server: str | None = values.get("AUTH_SERVER_URL")
    if server is None:
        return None
    base = server.rstrip("/")
    return AuthSettings(
        jwks_url=values.get("AUTH_JWKS_URL", f"{base}/.well-known/jwks"),
        issuer=values.get("AUTH_ISSUER_URL", base),
        resource=values["RESOURCE_SERVER_URL"],
        required_scopes=tuple(values.get("REQUIRED_SCOPES", ["user", "read"])),
    )
