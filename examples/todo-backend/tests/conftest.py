import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from fastapi.testclient import TestClient

from todo_backend.app import create_app
from todo_backend.settings import Settings, read_settings

from . import postgres

TOKEN = "token-of-the-tests-and-of-nobody-else"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    given = os.environ.get(postgres.URL_VARIABLE)
    with ExitStack() as stack:
        if given is None:
            folder = postgres.programs()
            if folder is None:
                pytest.skip(f"no Postgres: set {postgres.URL_VARIABLE}, or install its server")
            given = stack.enter_context(postgres.running_server(folder))
        yield given


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Make an empty database for one test."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{postgres_server.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each test that asks for this runs once for every database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/todo.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def settings(database_url: str) -> Settings:
    return read_settings({"SERVICE_AUTH_TOKEN": TOKEN, "DATABASE_URL": database_url})


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), headers=AUTHORIZED) as client:
        wait_until_healthy(client)
        yield client


def wait_until_healthy(client: TestClient) -> None:
    for _ in range(100):
        if client.get("/health").status_code == 200:
            return
        client.portal.call(_pause) if client.portal else None
    pytest.fail("The backend did not become healthy.")


async def _pause() -> None:
    import asyncio

    await asyncio.sleep(0.05)
