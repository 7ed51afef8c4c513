"""The program as it is shipped: a process, over both transports."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import todo_server

SOURCES = Path(todo_server.__file__).parent.parent
LEGACY = "2025-11-25"
MODERN = "2026-07-28"
INITIALIZE = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": {"name": "test", "version": "1.0.0"}}
TOOLS = ["list_tasks", "create_task", "mark_task_completed", "update_task", "delete_task"]
START_LIMIT_SECONDS = 30
STOP_LIMIT_SECONDS = 5


@contextmanager
def running(mode: str, folder: Path, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "todo_server", mode],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCES), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if mode == "stdio" else None,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def request(era: str, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
    meta = {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientInfo": INITIALIZE["clientInfo"],
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    given = {**(params or {}), "_meta": meta} if era == MODERN else params or {}
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": given}


def post(port: int, era: str, method: str, params: dict[str, Any] | None = None, **headers: str) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    routing = {"mcp-method": method, "mcp-name": str((params or {}).get("name", ""))} if era == MODERN else {}
    connection.request(
        "POST",
        "/mcp",
        json.dumps(request(era, method, params)),
        {
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": era,
            **{name: value for name, value in routing.items() if value},
            **headers,
        },
    )
    response = connection.getresponse()
    answer = response.status, json.loads(response.read())
    connection.close()
    return answer


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


@contextmanager
def http_server(folder: Path, **environment: str) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    port = free_port()
    with running("http", folder, PORT=str(port), METRICS_ENABLED="false", **environment) as process:
        assert process.stdout is not None
        limit = time.monotonic() + START_LIMIT_SECONDS
        while "Listening on" not in process.stdout.readline():
            assert time.monotonic() < limit
        yield process, port


def ask(process: "subprocess.Popen[str]", message: dict[str, Any]) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def test_http_serves_clients_of_both_eras_and_stops_when_asked(tmp_path: Path) -> None:
    with http_server(tmp_path) as (process, port):
        assert post(port, LEGACY, "initialize", INITIALIZE)[1]["result"]["protocolVersion"] == LEGACY
        assert post(port, MODERN, "server/discover")[1]["result"]["supportedVersions"] == [MODERN]
        for era in (LEGACY, MODERN):
            tools = post(port, era, "tools/list")[1]["result"]["tools"]
            assert [tool["name"] for tool in tools] == TOOLS
            status, answer = post(port, era, "tools/call", {"name": "create_task", "arguments": {"title": era}})
            assert (status, answer["result"]["structuredContent"]["title"]) == (200, era)
        assert post(port, LEGACY, "ping", host="evil.example.com")[0] == 403
        assert post(port, LEGACY, "ping", origin="https://evil.example.com")[0] == 403
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_LIMIT_SECONDS) == 0


@pytest.mark.parametrize("era", [LEGACY, MODERN])
def test_stdio_serves_a_client_until_it_leaves(era: str, tmp_path: Path) -> None:
    with running("stdio", tmp_path) as process:
        first = request(era, "initialize", INITIALIZE) if era == LEGACY else request(era, "server/discover")
        assert "result" in ask(process, first)
        assert [tool["name"] for tool in ask(process, request(era, "tools/list"))["result"]["tools"]] == TOOLS
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(STOP_LIMIT_SECONDS) == 0


def test_healthcheck_follows_the_server(tmp_path: Path) -> None:
    def outcome(port: int) -> tuple[int, str]:
        probe = subprocess.run(
            [sys.executable, "-I", "-S", str(SOURCES / "todo_server/healthcheck.py")],
            env={"PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
        )
        return probe.returncode, probe.stdout

    with http_server(tmp_path, DATABASE_PATH="gone/todo.db") as (_, port):
        assert outcome(port) == (0, "healthy: status 200\n")
        (tmp_path / "gone" / "todo.db").unlink()
        assert outcome(port) == (1, "unhealthy: status 503\n")
    assert outcome(port) == (1, f"unhealthy: port {port} does not answer (ECONNREFUSED)\n")


def test_a_start_that_cannot_work_exits_with_1_and_says_why(tmp_path: Path) -> None:
    failed = subprocess.run(
        [sys.executable, "-m", "todo_server", "http"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(SOURCES), "FASTAPI_BASE_URL": "http://backend:8000"},
        capture_output=True,
        text=True,
        timeout=START_LIMIT_SECONDS,
        check=False,
    )
    assert failed.returncode == 1
    assert "SERVICE_AUTH_TOKEN is not set" in failed.stderr
    assert "Traceback" not in failed.stderr
