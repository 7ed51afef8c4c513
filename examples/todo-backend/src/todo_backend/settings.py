"""All that the environment decides. An empty variable counts as unset."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit, urlunsplit

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SECRETS = ("SERVICE_AUTH_TOKEN", "DATABASE_URL", "POSTGRES_PASSWORD", "REDIS_URL")
DEFAULT_DATABASE_URL = "sqlite:///data/todo.db"

_TOKEN = re.compile(r"[\w.~+/-]+=*", re.ASCII)
_POSTGRES = re.compile(r"^postgres(?:ql)?(?:\+psycopg)?://")
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class SqliteSettings:
    path: Path


@dataclass(frozen=True)
class PostgresSettings:
    #: For psycopg: the scheme is plain, the password is part of it.
    url: str
    #: Connections at most.
    pool_size: int
    #: Seconds to wait for a free connection.
    pool_timeout: float


@dataclass(frozen=True)
class CacheSettings:
    url: str
    max_connections: int
    #: Seconds for which a page of tasks may be remembered.
    ttl: int


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    token: str
    log_level: str
    log_format: Literal["json", "text"]
    database: SqliteSettings | PostgresSettings
    #: Present when pages of tasks are remembered in Redis.
    cache: CacheSettings | None
    #: Whether /docs explains the interface.
    docs: bool


class SettingsError(Exception):
    """All that is wrong with the environment: one sentence for each variable, naming it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the environment. Raises a SettingsError with every problem found."""
    present = {name: value.strip() for name, value in environment.items() if value.strip()}
    reader = _Reader(present)
    reader.read_secret_files()
    settings = Settings(
        host=reader.text("BACKEND_HOST", "0.0.0.0"),  # noqa: S104 - other containers have to reach it
        port=reader.whole("PORT", 8000, 1, 65_535),
        token=reader.token(),
        log_level=reader.log_level(),
        log_format="text" if reader.one_of("LOG_FORMAT", "json", ("json", "text")) == "text" else "json",
        database=reader.database(),
        cache=reader.cache(),
        docs=reader.flag("API_DOCS", default=False),
    )
    if reader.problems:
        raise SettingsError(reader.problems)
    return settings


class _Reader:
    def __init__(self, present: dict[str, str]) -> None:
        self.present = present
        self.problems: list[str] = []

    def read_secret_files(self) -> None:
        """Docker and Kubernetes hand secrets over as files: NAME_FILE stands in for NAME."""
        for name in SECRETS:
            path = self.present.get(f"{name}_FILE")
            if path is None:
                continue
            if name in self.present:
                self.problems.append(f"{name} and {name}_FILE are both set; keep one of them.")
                continue
            try:
                content = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                reason = error.strerror if isinstance(error, OSError) else "it is not text"
                self.problems.append(f'{name}_FILE is "{path}", which cannot be read ({reason}).')
                continue
            if content:
                self.present[name] = content
            else:
                self.problems.append(f'{name}_FILE is "{path}", which is empty.')

    def text(self, name: str, default: str) -> str:
        return self.present.get(name, default)

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.present.get(name, default)
        if value in allowed:
            return value
        self.problems.append(f'{name} is "{value}"; allowed is one of {", ".join(allowed)}.')
        return default

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        value = self.present.get(name)
        if value is None:
            return default
        if re.fullmatch(r"\d{1,9}", value) and least <= int(value) <= most:
            return int(value)
        self.problems.append(f'{name} is "{value}"; allowed is a whole number from {least} to {most}.')
        return default

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.present.get(name, "true" if default else "false").lower()
        if value in _TRUE | _FALSE:
            return value in _TRUE
        self.problems.append(f'{name} is "{value}"; allowed is true or false.')
        return default

    def log_level(self) -> str:
        fallback = "DEBUG" if self.flag("DEBUG", default=False) else "INFO"
        for name in ("MCP_LOG_LEVEL", "LOG_LEVEL"):
            if name in self.present:
                self.present[name] = self.present[name].upper()
                return self.one_of(name, fallback, LOG_LEVELS)
        return fallback

    def token(self) -> str:
        token = self.present.get("SERVICE_AUTH_TOKEN")
        if token is None:
            if "SERVICE_AUTH_TOKEN_FILE" not in self.present:
                self.problems.append("SERVICE_AUTH_TOKEN is not set; it is the token that callers have to show.")
            return ""
        if not _TOKEN.fullmatch(token):
            self.problems.append("SERVICE_AUTH_TOKEN is not valid; allowed are letters, digits and any of -._~+/=.")
        return token

    def database(self) -> SqliteSettings | PostgresSettings:
        url = self.present.get("DATABASE_URL", DEFAULT_DATABASE_URL)
        size = self.whole("DB_POOL_SIZE", 20, 1, 1000) + self.whole("DB_MAX_OVERFLOW", 10, 0, 1000)
        timeout = self.whole("DB_POOL_TIMEOUT", 10, 1, 600)
        if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
            return SqliteSettings(Path(url.removeprefix("sqlite:///")))
        if not _POSTGRES.match(url):
            # The value may hold a password, so it is not shown.
            self.problems.append(
                "DATABASE_URL is not valid; allowed is sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/DATABASE."
            )
        return PostgresSettings(self._with_password(_POSTGRES.sub("postgresql://", url)), size, timeout)

    def _with_password(self, url: str) -> str:
        """Put POSTGRES_PASSWORD where the URL has no password, so that the URL itself is no secret."""
        password = self.present.get("POSTGRES_PASSWORD")
        try:
            parts = urlsplit(url)
            if password is None or parts.password is not None:
                return url
        except ValueError:
            self.problems.append("DATABASE_URL is not valid; it cannot be read as a URL.")
            return url
        user, _, place = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))

    def cache(self) -> CacheSettings | None:
        url = self.present.get("REDIS_URL")
        connections = self.whole("REDIS_MAX_CONNECTIONS", 50, 1, 10_000)
        ttl = self.whole("CACHE_TTL", 10, 1, 3600)
        if url is None:
            return None
        if not re.match(r"^(?:redis|rediss|unix)://", url):
            self.problems.append("REDIS_URL is not valid; allowed is redis://HOST:PORT/NUMBER, or rediss:// with TLS.")
        return CacheSettings(url, connections, ttl)
