"""Runs the server and starts it anew whenever a file in src changes: `python dev.py http`.

It compares times and sizes instead of waiting for events: folders mounted into a container may report none at all.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

LOOK_EVERY_SECONDS = 0.3
STOP_LIMIT_SECONDS = 10

SOURCES = Path(__file__).parent / "src"


class Stopped(BaseException):
    """Somebody asked this program to end."""


def start() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    return subprocess.Popen([sys.executable, "-m", "aws_server", *sys.argv[1:]], env=environment)


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def fingerprint() -> dict[Path, tuple[int, int, int]]:
    """Differs whenever a file was changed, added, removed or replaced."""
    marks = {}
    for path in SOURCES.rglob("*.py"):
        try:
            entry = path.stat()
        except OSError:
            # Gone between the two calls, while an editor replaces it.
            continue
        marks[path] = (entry.st_mtime_ns, entry.st_size, entry.st_ino)
    return marks


def watch() -> None:
    server: subprocess.Popen[bytes] | None = start()
    seen = fingerprint()
    try:
        while True:
            time.sleep(LOOK_EVERY_SECONDS)
            code = server.poll() if server is not None else None
            if code == 0:
                # An end without a fault was wanted: the client of a server on standard input has left.
                return
            if code is not None:
                print("The server ended. It starts again when a source changes.", file=sys.stderr)
                server = None
            now = fingerprint()
            if now == seen:
                continue
            seen = now
            print("A source changed: starting the server again.", file=sys.stderr)
            if server is not None:
                stop(server)
            server = start()
    finally:
        if server is not None:
            stop(server)


def on_signal(*_: object) -> None:
    raise Stopped


if __name__ == "__main__":
    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), on_signal)
    try:
        watch()
    except Stopped:
        sys.exit(0)
