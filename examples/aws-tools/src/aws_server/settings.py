"""The environment, read once and checked as a whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
    #: Present when clients of the HTTP endpoint need a token.
    auth: AuthSettings | None


class SettingsError(Exception):
    """All that is wrong with the environment: one sentence per variable, naming it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


_LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
# Names by which compose files usually call this server on their network.
_SERVICE_HOSTS = ("mcp-server", "aws-tools")


def read_settings(environment: Mapping[str, str], mode: Mode) -> Settings:
    """Reads the environment; an empty variable counts as unset. Raises SettingsError with every problem found."""
    present = {name: value.strip() for name, value in environment.items() if value.strip()}
    problems: list[str] = []
    values: dict[str, Any] = {}
    for name, variable in VARIABLES.items():
        if name not in present:
            continue
        try:
            values[name] = variable.read(present[name])
        except ValueError:
            shown = "not valid" if variable.secret else _shown(present[name])
            problems.append(f"{name} is {shown}; allowed is {variable.allowed}.")
    problems.extend(_missing_variables(present))
    if problems:
        raise SettingsError(problems)
    return _to_settings(values, mode)


def _missing_variables(present: Mapping[str, str]) -> list[str]:
    needs = [
        (
            "AWS_SECRET_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID" in present,
            "the key comes from the environment (AWS_ACCESS_KEY_ID is set)",
        ),
        (
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY" in present,
            "the key comes from the environment (AWS_SECRET_ACCESS_KEY is set)",
        ),
        (
            "AWS_ROLE_ARN",
            "AWS_WEB_IDENTITY_TOKEN_FILE" in present,
            "a web identity is used (AWS_WEB_IDENTITY_TOKEN_FILE is set)",
        ),
        ("RESOURCE_SERVER_URL", "AUTH_SERVER_URL" in present, "clients need a token (AUTH_SERVER_URL is set)"),
    ]
    return [
        f"{variable} is not set; it is required when {reason}."
        for variable, needed, reason in needs
        if needed and variable not in present
    ]


def _shown(value: str) -> str:
    return '"' + re.sub(r"//[^/@]*@", "//[hidden]@", value) + '"'


def _to_settings(values: Mapping[str, Any], mode: Mode) -> Settings:
    server_name: str = values.get("MCP_SERVER_NAME", "aws-mcp-server")
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
            port=values.get("PORT") or values.get("MCP_SERVER_PORT", 8000),
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
        auth=_to_auth(values),
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
