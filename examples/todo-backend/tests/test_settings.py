from collections.abc import Mapping
from pathlib import Path

import pytest

from todo_backend.settings import PostgresSettings, SettingsError, SqliteSettings, read_settings

NEEDED = {"SERVICE_AUTH_TOKEN": "a-token"}


def test_only_the_token_is_needed() -> None:
    settings = read_settings(NEEDED)
    assert (settings.host, settings.port, settings.log_level, settings.log_format) == ("0.0.0.0", 8000, "INFO", "json")  # noqa: S104
    assert settings.database == SqliteSettings(Path("data/todo.db"))
    assert settings.cache is None
    assert settings.docs is False


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PORT": "4000"}, {"port": 4000}),
        ({"MCP_LOG_LEVEL": "debug", "LOG_LEVEL": "ERROR"}, {"log_level": "DEBUG"}),
        ({"LOG_LEVEL": "error"}, {"log_level": "ERROR"}),
        ({"DEBUG": "true"}, {"log_level": "DEBUG"}),
        ({"DEBUG": "true", "LOG_LEVEL": "ERROR"}, {"log_level": "ERROR"}),
        ({"LOG_FORMAT": "text"}, {"log_format": "text"}),
        ({"LOG_FORMAT": ""}, {"log_format": "json"}),
        ({"API_DOCS": "true"}, {"docs": True}),
        ({"DATABASE_URL": "sqlite:////app/data/todo.db"}, {"database": SqliteSettings(Path("/app/data/todo.db"))}),
    ],
)
def test_variables_change_settings(environment: Mapping[str, str], expected: dict[str, object]) -> None:
    settings = read_settings({**NEEDED, **environment})
    assert {name: getattr(settings, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("url", "password", "expected"),
    [
        ("postgresql://u:p@h:5432/d", None, "postgresql://u:p@h:5432/d"),
        ("postgres://u:p@h/d", None, "postgresql://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d?sslmode=require", None, "postgresql://u:p@h/d?sslmode=require"),
        ("postgresql://u@h:5432/d", "a/b@c", "postgresql://u:a%2Fb%40c@h:5432/d"),
        ("postgresql://u:p@h/d", "other", "postgresql://u:p@h/d"),
    ],
)
def test_addresses_of_postgres(url: str, password: str | None, expected: str) -> None:
    extra = {"POSTGRES_PASSWORD": password} if password else {}
    settings = read_settings({**NEEDED, "DATABASE_URL": url, **extra})
    assert settings.database == PostgresSettings(expected, pool_size=30, pool_timeout=10)


def test_the_pool_has_a_size() -> None:
    url = {"DATABASE_URL": "postgresql://h/d", "DB_POOL_SIZE": "5", "DB_MAX_OVERFLOW": "0", "DB_POOL_TIMEOUT": "3"}
    assert read_settings({**NEEDED, **url}).database == PostgresSettings("postgresql://h/d", 5, 3)


def test_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-a-file\n")
    (tmp_path / "password").write_text("secret\n")
    settings = read_settings(
        {
            "SERVICE_AUTH_TOKEN_FILE": str(tmp_path / "token"),
            "POSTGRES_PASSWORD_FILE": str(tmp_path / "password"),
            "DATABASE_URL": "postgresql://todo@postgres:5432/todo",
        }
    )
    assert settings.token == "from-a-file"
    assert isinstance(settings.database, PostgresSettings)
    assert settings.database.url == "postgresql://todo:secret@postgres:5432/todo"


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({}, ["SERVICE_AUTH_TOKEN"]),
        ({"SERVICE_AUTH_TOKEN": "  "}, ["SERVICE_AUTH_TOKEN"]),
        ({"SERVICE_AUTH_TOKEN": "two words"}, ["SERVICE_AUTH_TOKEN"]),
        ({"SERVICE_AUTH_TOKEN_FILE": "/nowhere"}, ["SERVICE_AUTH_TOKEN_FILE"]),
        ({**NEEDED, "SERVICE_AUTH_TOKEN_FILE": "/nowhere"}, ["SERVICE_AUTH_TOKEN and SERVICE_AUTH_TOKEN_FILE"]),
        ({**NEEDED, "PORT": "0", "LOG_FORMAT": "xml"}, ["PORT", "LOG_FORMAT"]),
        ({**NEEDED, "PORT": "65536"}, ["PORT"]),
        ({**NEEDED, "LOG_LEVEL": "LOUD"}, ["LOG_LEVEL"]),
        ({**NEEDED, "DEBUG": "maybe"}, ["DEBUG"]),
        ({**NEEDED, "DATABASE_URL": "mysql://u:hunter22@h/d"}, ["DATABASE_URL"]),
        ({**NEEDED, "DATABASE_URL": "sqlite:///"}, ["DATABASE_URL"]),
        ({**NEEDED, "REDIS_URL": "http://h"}, ["REDIS_URL"]),
        ({**NEEDED, "DB_POOL_SIZE": "many"}, ["DB_POOL_SIZE"]),
    ],
)
def test_problems_are_all_named(environment: Mapping[str, str], names: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(environment)
    assert [problem.partition(" is ")[0].partition(" are ")[0] for problem in caught.value.problems] == names
    assert "hunter22" not in str(caught.value)
