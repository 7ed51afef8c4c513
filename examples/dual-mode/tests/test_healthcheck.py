import subprocess
import sys
from pathlib import Path

import pytest

import healthcheck


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (["python", "/app/run_mcp_server_standalone.py"], True),
        (["/app/.venv/bin/python", "run_mcp_server_standalone.py"], True),
        (["python", "-m", "uvicorn", "app.main:app"], False),
        (["/sbin/docker-init", "--", "/app/docker-entrypoint.sh", "mcp"], False),
        (["run_mcp_server_standalone.py"], False),
        ([], False),
    ],
)
def test_finds_the_mcp_server_by_its_command(command: list[str], found: bool, tmp_path: Path) -> None:
    for number, words in (("1", ["/sbin/docker-init"]), ("7", command)):
        (tmp_path / number).mkdir()
        (tmp_path / number / "cmdline").write_bytes(b"".join(word.encode() + b"\0" for word in words))
    (tmp_path / "8").mkdir()
    (tmp_path / "meminfo").write_text("not a process")
    assert healthcheck.runs_mcp_server(str(tmp_path)) is found


def test_asks_the_backend_where_no_mcp_server_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", healthcheck.__file__],
        env={"PORT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "unhealthy: port 1 does not answer (ConnectionRefusedError)\n")
