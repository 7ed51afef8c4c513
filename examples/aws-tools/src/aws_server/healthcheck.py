"""Probe for HEALTHCHECK: asks the server in this container whether it is well. Exits with 0 or 1 and prints one line.

With the argument `live` it asks only whether the server answers, not whether what it needs is there.
Imports next to nothing, because Docker starts it again and again. It is run by its path, so it stands alone.
"""

import errno
import os
import socket
import sys

_LIMIT_SECONDS = 2.0


def main() -> None:
    healthy, detail = _ask()
    print(f"{'healthy' if healthy else 'unhealthy'}: {detail}")
    sys.exit(0 if healthy else 1)


def _ask() -> tuple[bool, str]:
    if _serves_stdio():
        # There is no port to ask. Process 1 is the server: had it ended, this container would be gone.
        return True, "the server uses standard input and output"
    port = os.environ.get("PORT") or os.environ.get("MCP_SERVER_PORT") or "8000"
    try:
        with socket.create_connection(("127.0.0.1", int(port)), _LIMIT_SECONDS) as connection:
            path = b"/health/live" if sys.argv[1:] == ["live"] else b"/health"
            connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            words = connection.recv(64).split(b" ", 2)
    except TimeoutError:
        return False, f"no answer within {_LIMIT_SECONDS:g} s"
    except (OSError, ValueError) as error:
        code = errno.errorcode.get(error.errno or 0, str(error)) if isinstance(error, OSError) else str(error)
        return False, f"port {port} does not answer ({code})"
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():
        return False, f"port {port} does not speak HTTP"
    return words[1] == b"200", f"status {words[1].decode()}"


def _serves_stdio() -> bool:
    modes = [argument for argument in _arguments_of_server() if argument in ("http", "stdio")]
    return modes[-1] == "stdio" if modes else os.environ.get("MCP_TRANSPORT") == "stdio"


def _arguments_of_server() -> list[str]:
    try:
        with open("/proc/1/cmdline", encoding="utf-8", errors="replace") as file:
            return file.read().split("\0")
    except OSError:
        # Not on Linux, or not ours to read: the environment has to do.
        return []


if __name__ == "__main__":
    main()
