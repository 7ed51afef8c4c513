"""Ports that are open."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import uvicorn
from starlette.types import ASGIApp

#: Docker kills a container 10 s after it asked it to stop.
FINISH_LIMIT_SECONDS = 8

_REASONS = {
    errno.EADDRINUSE: "another program uses that port",
    errno.EACCES: "this user may not open that port",
    errno.EADDRNOTAVAIL: "this machine does not have that address",
}


class PortError(Exception):
    """A port that cannot be opened, in a sentence for people."""


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals are for the program: it has more to close than this.
        yield


class Listener:
    """Serves an application on a port until it is closed."""

    def __init__(self, server: _Server, serving: asyncio.Task[None]) -> None:
        self._server = server
        self._serving = serving

    @classmethod
    async def open(cls, app: ASGIApp, *, host: str, port: int, variable: str) -> Self:
        """`variable` is the setting to change when the address cannot be had."""
        opened = _bind(host, port, variable)
        server = _Server(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=FINISH_LIMIT_SECONDS,
            )
        )
        serving = asyncio.create_task(server.serve(sockets=[opened]))
        # It takes a few milliseconds, and nothing tells when they are over.
        while not server.started and not serving.done():  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        if serving.done():
            await serving
            raise PortError(f"{host}:{port} was closed at once.")
        return cls(server, serving)

    async def close(self) -> None:
        """Takes no new requests, and finishes those that are running."""
        self._server.should_exit = True
        await self._serving


def _bind(host: str, port: int, variable: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        # Two programs may have bound one port; listening tells.
        opened.listen(2048)
    except OSError as error:
        opened.close()
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        message = f"{host}:{port} cannot be opened: {reason}. Set {variable} to another port."
        raise PortError(message) from error
    opened.setblocking(False)
    return opened
