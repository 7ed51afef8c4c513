"""Probe for HEALTHCHECK: asks the server in this container. Exits with 0 or 1 and prints one line.

With the argument `live` it asks only whether the server answers, not whether its database does. Imports next to
nothing, because Docker starts it again and again, and is run by its path.
"""

import os
import socket
import sys

_LIMIT_SECONDS = 4.0


def main() -> None:
    healthy, detail = ask("/health/live" if sys.argv[1:] == ["live"] else "/health", os.environ.get("PORT") or "8000")
    print(f"{'healthy' if healthy else 'unhealthy'}: {detail}")  # noqa: T201
    sys.exit(0 if healthy else 1)


def ask(path: str, port: str) -> tuple[bool, str]:
    try:
        with socket.create_connection(("127.0.0.1", int(port)), _LIMIT_SECONDS) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            words = connection.recv(64).split(b" ", 2)
    except TimeoutError:
        return False, f"no answer within {_LIMIT_SECONDS:g} s"
    except (OSError, ValueError) as error:
        return False, f"port {port} does not answer ({type(error).__name__})"
    if len(words) < 2 or not words[1].isdigit():  # noqa: PLR2004
        return False, f"port {port} does not speak HTTP"
    return words[1] == b"200", f"status {words[1].decode()}"


if __name__ == "__main__":
    main()
