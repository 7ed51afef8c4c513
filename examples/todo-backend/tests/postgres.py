"""A Postgres server for the tests: the one of TEST_POSTGRES_URL, or one made of the programs on this machine."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

URL_VARIABLE = "TEST_POSTGRES_URL"


def programs() -> Path | None:
    """Find the folder of initdb and pg_ctl, which Debian does not put on the PATH."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Start a server that listens on a socket in a folder of its own, and nowhere else."""
    # initdb refuses to work for root.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    sockets = Path(tempfile.mkdtemp(prefix="todo-pg-"))
    data = sockets / "data"
    if prefix:
        shutil.chown(sockets, "postgres")

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    try:
        run(str(folder / "initdb"), "-D", str(data), "-U", "todo", "--auth=trust", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={sockets} -c fsync=off"
        run(str(folder / "pg_ctl"), "-D", str(data), "-w", "-l", str(sockets / "log"), "-o", options, "start")
        try:
            yield f"postgresql://todo@{quote(str(sockets), safe='')}/postgres"
        finally:
            run(str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
