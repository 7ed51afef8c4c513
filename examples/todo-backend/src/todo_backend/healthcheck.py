"""Probe for HEALTHCHECK: asks the server in this container. Exits with 0 or 1 and prints one line.

`live` asks only whether it answers, not whether the database does.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException
from typing import NoReturn

_LIMIT_SECONDS = 4


def main() -> None:
    port = os.environ.get("PORT") or "8000"
    path = "/health/live" if sys.argv[1:] == ["live"] else "/health"
    try:
        connection = HTTPConnection("127.0.0.1", int(port), timeout=_LIMIT_SECONDS)
        connection.request("GET", path)
        status = connection.getresponse().status
    except (OSError, HTTPException, ValueError) as error:
        finish(healthy=False, detail=f"port {port} does not answer ({type(error).__name__})")
    finish(healthy=status == 200, detail=f"status {status}")  # noqa: PLR2004


def finish(*, healthy: bool, detail: str) -> NoReturn:
    print(f"{'healthy' if healthy else 'unhealthy'}: {detail}")  # noqa: T201
    sys.exit(0 if healthy else 1)


if __name__ == "__main__":
    main()
