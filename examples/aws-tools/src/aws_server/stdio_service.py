"""Serves one client on standard input and output."""

import asyncio
import os
import queue
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import anyio
import mcp_types as types
from mcp.shared.message import SessionMessage
from pydantic import ValidationError

from .log import Logger
from .metrics import Metrics
from .server import AwsServer
from .settings import Settings
from .web.listener import FINISH_LIMIT_SECONDS
from .web.metrics_port import open_metrics_port

_CHUNK_BYTES = 64 * 1024


class StdioWire:
    """Standard input and output, read and written by threads of their own: both may block for as long as they like.

    The SDK's transport does not tell when a request is answered, drops what is unanswered when its input ends, and
    waits for input that may never come before it stops.
    """

    def __init__(self) -> None:
        # From here on, what anyone else prints goes to standard error, and nobody else gets what the client sends.
        self._input = os.dup(0)
        self._output = os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        self._loop = asyncio.get_running_loop()
        self._lines: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._outgoing: queue.SimpleQueue[tuple[bytes, asyncio.Future[None]]] = queue.SimpleQueue()
        for target in (self._read_all, self._write_all):
            threading.Thread(target=target, daemon=True).start()

    async def line(self) -> bytes | None:
        """The next line; None when the client has closed its end."""
        return await self._lines.get()

    async def write(self, line: bytes) -> None:
        """Returns when the line has left. Raises OSError when nobody reads any more."""
        written = self._loop.create_future()
        self._outgoing.put((line, written))
        await written

    def _read_all(self) -> None:
        rest = b""
        with suppress(OSError):
            while chunk := os.read(self._input, _CHUNK_BYTES):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._tell(self._lines.put_nowait, line)
        if rest.strip():
            self._tell(self._lines.put_nowait, rest)
        self._tell(self._lines.put_nowait, None)

    def _write_all(self) -> None:
        while True:
            line, written = self._outgoing.get()
            try:
                while line:
                    line = line[os.write(self._output, line) :]
            except OSError as error:
                self._tell(_settle, written, error)
            else:
                self._tell(_settle, written, None)

    def _tell(self, callback: Callable[..., object], *arguments: object) -> None:
        # The loop may be closed by now; then nobody is left to be told.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(callback, *arguments)


def _settle(written: "asyncio.Future[None]", error: OSError | None) -> None:
    if written.done():
        return
    if error is None:
        written.set_result(None)
    else:
        written.set_exception(error)


class _Unanswered:
    """Requests that wait for their answer."""

    def __init__(self) -> None:
        self._ids: set[types.RequestId] = set()
        self._none = asyncio.Event()
        self._none.set()

    def read(self, message: types.JSONRPCMessage) -> None:
        # A subscription is answered when it ends, which nobody waits for.
        if isinstance(message, types.JSONRPCRequest) and message.method != "subscriptions/listen":
            self._ids.add(message.id)
            self._none.clear()
        elif isinstance(message, types.JSONRPCNotification) and message.method == "notifications/cancelled":
            # A cancelled request is never answered.
            self._done((message.params or {}).get("requestId"))

    def written(self, message: types.JSONRPCMessage) -> None:
        if isinstance(message, types.JSONRPCResponse | types.JSONRPCError):
            self._done(message.id)

    def forget(self) -> None:
        self._ids.clear()
        self._none.set()

    async def none_left(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_LIMIT_SECONDS):
                await self._none.wait()

    def _done(self, request_id: types.RequestId | None) -> None:
        if request_id is not None:
            self._ids.discard(request_id)
        if not self._ids:
            self._none.set()


@asynccontextmanager
async def serve_stdio(
    settings: Settings, server: AwsServer, *, metrics: Metrics, log: Logger, on_end: Callable[[str], None]
) -> AsyncIterator[None]:
    """Serves until the context ends; running calls are finished. `on_end` is called when the client has left."""
    metrics_port = await open_metrics_port(settings, metrics, log)
    wire = StdioWire()
    unanswered = _Unanswered()
    incoming, server_reads = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    server_writes, outgoing = anyio.create_memory_object_stream[SessionMessage](0)

    async def read() -> None:
        async with incoming:
            while (line := await wire.line()) is not None:
                try:
                    message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
                except ValidationError as error:
                    log.debug("Message refused", reason=str(error))
                    continue
                unanswered.read(message)
                await incoming.send(SessionMessage(message))
            # Holding the end back lets `echo … | server stdio` see its answers.
            await unanswered.none_left()

    async def write() -> None:
        async with outgoing:
            async for item in outgoing:
                text = item.message.model_dump_json(by_alias=True, exclude_unset=True)
                try:
                    await wire.write(text.encode() + b"\n")
                except OSError:
                    unanswered.forget()
                    on_end("client left")
                    return
                unanswered.written(item.message)

    async def serve() -> None:
        try:
            await server.mcp.run(server_reads, server_writes, server.mcp.create_initialization_options())
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            log.debug("The client left in the middle")
        finally:
            on_end("client left")

    tasks = [asyncio.create_task(work()) for work in (read, write, serve)]
    metrics.connection_opened("stdio")
    log.info("Listening on standard input")
    try:
        yield
    finally:
        await unanswered.none_left()
        server.subscriptions.close()
        for task in tasks:
            task.cancel()
        for failure in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(failure, Exception):
                log.error("The connection failed", error=failure)
        metrics.connection_closed("stdio")
        if metrics_port is not None:
            await metrics_port.close()
