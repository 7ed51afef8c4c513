"""The two modes as a container starts them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
TOKEN = "token-of-the-tests-and-of-nobody-else"
LEGACY = "2025-11-25"
MODERN = "2026-07-28"
TOOLS = ["list_tasks", "create_task", "mark_task_completed", "update_task", "delete_task"]
LIMIT_SECONDS = 30


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def started(*arguments: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    with subprocess.Popen(
        ["bash", str(ROOT / "docker-entrypoint.sh"), *arguments],
        cwd=ROOT,
        env={"PATH": path, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(*arguments: str, **environment: str) -> tuple[int, str, str]:
    with started(*arguments, **environment) as process:
        stdout, stderr = process.communicate(timeout=LIMIT_SECONDS)
        return process.returncode, stdout, stderr


@contextmanager
def backend(folder: Path, *arguments: str, **environment: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    port = free_port()
    given = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/todo.db", **environment}
    with started(*arguments, **given) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/health")
        yield process, url


def wait_for(url: str) -> None:
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        if status(url) == 200:
            return
        time.sleep(0.05)
    pytest.fail("The backend did not come up.")


def status(url: str, token: str = "") -> int:
    wanted = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(wanted, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def command_of(process: "subprocess.Popen[str]") -> list[str]:
    return Path(f"/proc/{process.pid}/cmdline").read_text().rstrip("\0").split("\0")


def ask(process: "subprocess.Popen[str]", era: str, method: str, params: dict[str, Any] | None = None) -> Any:
    meta = {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1.0.0"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    given = {**(params or {}), "_meta": meta} if era == MODERN else params or {}
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": given}) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())["result"]


@pytest.mark.parametrize("arguments", [[], ["fastapi"]])
def test_fastapi_is_the_default_and_takes_the_place_of_the_script(arguments: list[str], tmp_path: Path) -> None:
    with backend(tmp_path, *arguments, SERVICE_AUTH_TOKEN=TOKEN) as (process, url):
        assert Path(command_of(process)[0]).name.startswith("python")
        assert "app.main:app" in command_of(process)
        assert status(f"{url}/api/tasks") == 401
        assert status(f"{url}/api/tasks", TOKEN) == 200
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=LIMIT_SECONDS)
        # Under an init it ends by the signal; as process 1 it cannot, and ends with 0.
        assert process.returncode in (0, -signal.SIGTERM)
    lines = [json.loads(line) for line in stderr.splitlines()]
    assert {"The database is ready; new migrations: 0001_create_tasks.sql"} <= {line["message"] for line in lines}


@pytest.mark.parametrize("era", [LEGACY, MODERN])
def test_mcp_keeps_its_tasks_in_the_backend(era: str, tmp_path: Path) -> None:
    with (
        backend(tmp_path, SERVICE_AUTH_TOKEN=TOKEN) as (_, url),
        started("mcp", SERVICE_AUTH_TOKEN=TOKEN, FASTAPI_BASE_URL=url) as process,
    ):
        if era == LEGACY:
            client = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": {"name": "test", "version": "1.0.0"}}
            assert ask(process, era, "initialize", client)["protocolVersion"] == LEGACY
        assert [tool["name"] for tool in ask(process, era, "tools/list")["tools"]] == TOOLS
        made = ask(process, era, "tools/call", {"name": "create_task", "arguments": {"title": "Buy milk"}})
        assert made["structuredContent"]["title"] == "Buy milk"
        assert Path(command_of(process)[0]).name.startswith("python")
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(LIMIT_SECONDS) == 0


def test_mcp_stops_when_asked() -> None:
    with started("mcp", SERVICE_AUTH_TOKEN=TOKEN) as process:
        ask(process, MODERN, "server/discover")
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT_SECONDS) == 0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "http://host.docker.internal:8000"),
        ({"FASTAPI_BASE_URL": ""}, "http://host.docker.internal:8000"),
        ({"FASTAPI_BASE_URL": "http://mcp-backend:8000"}, "http://mcp-backend:8000"),
    ],
)
def test_mcp_looks_for_the_backend_on_the_host_unless_told(given: dict[str, str], expected: str) -> None:
    with started("mcp", SERVICE_AUTH_TOKEN=TOKEN, **given) as process:
        ask(process, MODERN, "server/discover")
        environment = Path(f"/proc/{process.pid}/environ").read_text().split("\0")
    assert f"FASTAPI_BASE_URL={expected}" in environment


def test_without_a_token_the_backend_serves_its_health_and_nothing_else(tmp_path: Path) -> None:
    with backend(tmp_path) as (process, url):
        assert status(f"{url}/api/tasks") == 401
        process.terminate()
        _, stderr = process.communicate(timeout=LIMIT_SECONDS)
    assert "SERVICE_AUTH_TOKEN is not set" in json.loads(stderr.splitlines()[0])["message"]


def test_without_a_token_the_tools_are_listed_and_say_what_is_missing(tmp_path: Path) -> None:
    with (
        backend(tmp_path, SERVICE_AUTH_TOKEN=TOKEN) as (_, url),
        started("mcp", FASTAPI_BASE_URL=url, LOG_FORMAT="text") as process,
    ):
        assert len(ask(process, MODERN, "tools/list")["tools"]) == len(TOOLS)
        refused = ask(process, MODERN, "tools/call", {"name": "list_tasks", "arguments": {}})
        assert refused["isError"]
        assert "SERVICE_AUTH_TOKEN must be the same on both sides" in refused["content"][0]["text"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(["bogus"], '"bogus"'), ([""], '""'), (["MCP"], '"MCP"'), (["--help"], '"--help"')],
)
def test_another_mode_ends_with_1_and_names_the_valid_ones(arguments: list[str], named: str) -> None:
    code, stdout, stderr = ended(*arguments)
    assert (code, stdout) == (1, "")
    assert named in stderr
    assert "fastapi" in stderr
    assert "mcp" in stderr


def test_mcp_takes_no_further_arguments() -> None:
    code, stdout, stderr = ended("mcp", "--port", "1")
    assert (code, stdout) == (1, "")
    assert "--port" in stderr


def test_settings_that_are_wrong_end_it_and_are_named() -> None:
    code, _, stderr = ended("fastapi", SERVICE_AUTH_TOKEN=TOKEN, DATABASE_URL="mysql://x")
    assert code == 1
    assert "DATABASE_URL is not valid" in stderr
    code, stdout, stderr = ended("mcp", SERVICE_AUTH_TOKEN=TOKEN, BACKEND_TIMEOUT="never")
    assert (code, stdout) == (1, "")
    assert "BACKEND_TIMEOUT" in stderr
