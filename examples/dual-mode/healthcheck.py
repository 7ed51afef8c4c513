"""Probe for HEALTHCHECK, one for both modes. Exits with 0 or 1 and prints one line.

The backend is asked over HTTP. A server on standard input and output answers nobody but its client, so of that one
nothing but its process can be seen from outside. Imports next to nothing, because Docker starts it again and again.
"""

import os
import sys

MCP_SERVER = b"run_mcp_server_standalone.py"


def main() -> None:
    if runs_mcp_server():
        print("healthy: the MCP server runs")
        return
    # Started by its path and without site, Python does not look here by itself.
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from app.healthcheck import main as ask_backend

    ask_backend()


def runs_mcp_server(processes: str = "/proc") -> bool:
    """Whether one of the processes of this container is the MCP server, wherever an init has put it."""
    for number in os.listdir(processes):
        if not number.isdigit():
            continue
        try:
            with open(f"{processes}/{number}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            # It has ended, or belongs to somebody else.
            continue
        if any(word.rpartition(b"/")[2] == MCP_SERVER for word in words[1:]):
            return True
    return False


if __name__ == "__main__":
    main()
