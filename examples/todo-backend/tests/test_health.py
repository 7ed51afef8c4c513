import asyncio
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient

from todo_backend.app import create_app
from todo_backend.health import Health
from todo_backend.settings import read_settings

from .conftest import TOKEN, wait_until_healthy


def client_for(url: str, **more: str) -> TestClient:
    settings = read_settings({"SERVICE_AUTH_TOKEN": TOKEN, "DATABASE_URL": url, **more})
    return TestClient(create_app(settings), headers={"Authorization": f"Bearer {TOKEN}"})


def test_a_healthy_backend_says_so(client: TestClient) -> None:
    body = client.get("/health").json()
    assert (body["status"], body["checks"]) == ("healthy", {"database": "ok"})
    assert body["timestamp"].endswith("Z")


def test_a_file_that_cannot_be_made_is_unhealthy(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with client_for(f"sqlite:///{tmp_path}/data/todo.db") as client:
        assert client.get("/health").status_code == 503
        assert client.get("/health/live").status_code == 200
        answer = client.get("/api/tasks")
        # Neither the path nor the reason is for callers.
        assert (answer.status_code, answer.json()) == (503, {"detail": "The database cannot be used at the moment."})


def test_a_file_that_was_deleted_is_unhealthy(tmp_path: Path) -> None:
    with client_for(f"sqlite:///{tmp_path}/todo.db") as client:
        wait_until_healthy(client)
        (tmp_path / "todo.db").unlink()
        assert client.get("/health").json()["checks"] == {"database": "error"}


def test_postgres_may_come_later(postgres_server: str) -> None:
    """What was started before its database is well as soon as that is there."""
    base = postgres_server.rpartition("/")[0]
    with client_for(f"{base}/comes_later", DB_POOL_TIMEOUT="1") as client:
        assert client.get("/health").status_code == 503
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE comes_later")
        wait_until_healthy(client)
        assert client.get("/api/tasks").json() == {"tasks": [], "total": 0}
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute("DROP DATABASE comes_later WITH (FORCE)")
        assert client.get("/health").status_code == 503


@pytest.mark.parametrize(
    ("needed", "optional", "status"),
    [(True, True, "healthy"), (True, False, "degraded"), (False, True, "unhealthy"), (False, False, "unhealthy")],
)
def test_what_is_optional_only_degrades(*, needed: bool, optional: bool, status: str) -> None:
    async def check(holds: object) -> None:
        if not holds:
            raise ConnectionError

    health = Health({"database": lambda: check(needed)}, {"redis": lambda: check(optional)})
    assert asyncio.run(health.report()).status == status
