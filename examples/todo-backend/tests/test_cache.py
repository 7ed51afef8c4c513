"""Pages remembered in Redis, in front of either database."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from redis import Redis

from todo_backend.app import create_app
from todo_backend.settings import read_settings

from .conftest import TOKEN, wait_until_healthy

URL_VARIABLE = "TEST_REDIS_URL"


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    command = ["redis-server", "--port", "0", "--unixsocket", str(folder / "redis.sock"), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            while not (folder / "redis.sock").exists():
                time.sleep(0.02)
            yield f"unix://{folder}/redis.sock"
        finally:
            process.terminate()


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    given = os.environ.get(URL_VARIABLE)
    with ExitStack() as stack:
        if given is None:
            if shutil.which("redis-server") is None:
                pytest.skip(f"no Redis: set {URL_VARIABLE}, or install its server")
            given = stack.enter_context(running_server(tmp_path))
        with Redis.from_url(given) as redis:
            redis.flushdb()
        yield given


def client_for(database_url: str, redis_url: str, **more: str) -> TestClient:
    environment = {"SERVICE_AUTH_TOKEN": TOKEN, "DATABASE_URL": database_url, "REDIS_URL": redis_url, **more}
    return TestClient(create_app(read_settings(environment)), headers={"Authorization": f"Bearer {TOKEN}"})


def titles(client: TestClient) -> list[str]:
    answer = client.get("/api/tasks")
    assert answer.status_code == 200
    return [task["title"] for task in answer.json()["tasks"]]


def test_every_replica_sees_every_change(database_url: str, redis_url: str) -> None:
    with client_for(database_url, redis_url) as one, client_for(database_url, redis_url) as other:
        wait_until_healthy(one)
        wait_until_healthy(other)
        assert (titles(one), titles(other)) == ([], [])
        made = one.post("/api/tasks", json={"title": "first"}).json()
        assert (titles(one), titles(other)) == (["first"], ["first"])
        other.patch(f"/api/tasks/{made['id']}", json={"title": "changed"})
        assert (titles(one), titles(other)) == (["changed"], ["changed"])
        one.delete(f"/api/tasks/{made['id']}")
        assert (titles(one), titles(other)) == ([], [])


def test_a_page_is_remembered(database_url: str, redis_url: str) -> None:
    with client_for(database_url, redis_url) as client, Redis.from_url(redis_url) as redis:
        wait_until_healthy(client)
        client.post("/api/tasks", json={"title": "first"})
        titles(client)
        (key,) = redis.scan_iter("todo:page:*")
        assert 0 < redis.ttl(key) <= 10
        remembered = redis.get(key)
        assert isinstance(remembered, bytes)
        redis.set(key, remembered.replace(b"first", b"other"))
        assert titles(client) == ["other"]
        redis.set(key, b"not a page")
        assert titles(client) == ["first"]


def test_what_redis_forgets_does_not_come_back(database_url: str, redis_url: str) -> None:
    with client_for(database_url, redis_url) as client, Redis.from_url(redis_url) as redis:
        wait_until_healthy(client)
        titles(client)
        redis.delete("todo:generation")
        client.post("/api/tasks", json={"title": "first"})
        redis.delete("todo:generation")
        assert titles(client) == ["first"]


def test_without_redis_everything_works_and_health_says_so(tmp_path: Path) -> None:
    with client_for(f"sqlite:///{tmp_path}/todo.db", f"unix://{tmp_path}/nobody.sock") as client:
        wait_until_healthy(client)
        assert client.post("/api/tasks", json={"title": "first"}).status_code == 201
        assert titles(client) == ["first"]
        answer = client.get("/health")
        assert answer.status_code == 200
        assert answer.json()["status"] == "degraded"
        assert answer.json()["checks"] == {"database": "ok", "redis": "error"}
