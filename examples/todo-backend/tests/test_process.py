"""The program as a container runs it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from todo_backend import healthcheck

from .conftest import TOKEN


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", **more}


@contextmanager
def backend(tmp_path: Path, **more: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    env = environment(SERVICE_AUTH_TOKEN=TOKEN, PORT=str(port), DATABASE_URL=f"sqlite:///{tmp_path}/todo.db", **more)
    with subprocess.Popen([sys.executable, "-m", "todo_backend.main"], env=env, stderr=subprocess.PIPE) as process:
        try:
            wait_for(port)
            yield process, port
        finally:
            process.kill()


def wait_for(port: int) -> None:
    for _ in range(200):
        with closing(HTTPConnection("127.0.0.1", port, timeout=1)) as connection, suppress(OSError):
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.05)
    pytest.fail("The backend did not come up.")


def probe(port: int, *arguments: str) -> int:
    command = [sys.executable, "-I", "-S", healthcheck.__file__, *arguments]
    done = subprocess.run(command, env=environment(PORT=str(port)), check=False, stdout=subprocess.DEVNULL)
    return done.returncode


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_when_asked_and_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with backend(tmp_path) as (process, port):
        # A client that keeps its connection open must not hold it up.
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as idle:
            idle.request("GET", "/health/live")
            idle.getresponse().read()
            begun = time.monotonic()
            process.send_signal(number)
            assert process.wait(10) == 0
            # Far below the limit for calls that run; machines that build images may be busy.
            assert time.monotonic() - begun < 5
        output = process.stderr.read().decode() if process.stderr else ""
    assert "Starting todo-backend" in output
    assert "Stopped todo-backend" in output
    assert TOKEN not in output


def test_the_probe_tells_well_from_unwell(tmp_path: Path) -> None:
    with backend(tmp_path) as (process, port):
        assert (probe(port), probe(port, "live")) == (0, 0)
        (tmp_path / "todo.db").unlink()
        assert (probe(port), probe(port, "live")) == (1, 0)
        process.send_signal(signal.SIGSTOP)
        assert probe(port, "live") == 1
    assert probe(free_port()) == 1


def test_without_a_token_it_ends_and_names_the_variable() -> None:
    command = [sys.executable, "-m", "todo_backend.main"]
    done = subprocess.run(command, env=environment(), check=False, capture_output=True, timeout=20)
    assert done.returncode == 1
    assert b"SERVICE_AUTH_TOKEN is not set" in done.stderr


def test_migrate_only_prepares_the_database(tmp_path: Path) -> None:
    env = environment(SERVICE_AUTH_TOKEN=TOKEN, DATABASE_URL=f"sqlite:///{tmp_path}/todo.db")
    command = [sys.executable, "-m", "todo_backend.main", "migrate"]
    done = [subprocess.run(command, env=env, check=False, capture_output=True, timeout=20) for _ in range(2)]
    assert [run.returncode for run in done] == [0, 0]
    assert b"0001_create_tasks.sql" in done[0].stderr
    assert b"new migrations: none" in done[1].stderr
