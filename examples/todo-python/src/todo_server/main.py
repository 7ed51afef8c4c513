"""Starts the server: `python -m todo_server [http|stdio]`."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress

from . import VERSION
from .log import Logger
from .mode import Mode, ModeError, choose_mode
from .settings import BackendSettings, Settings, SettingsError, read_settings


class StartError(Exception):
    """Why the server does not start, in a sentence for people."""


def main(arguments: Sequence[str] | None = None) -> None:
    """`arguments`: in place of those of the program."""
    given = sys.argv[1:] if arguments is None else arguments
    code = 0
    try:
        mode = choose_mode(given[0] if given else None, os.environ.get("MCP_TRANSPORT"))
        asyncio.run(_run(mode, read_settings(os.environ, mode)))
    except Exception as error:
        _report(error)
        code = 1
    # Everything is closed by now. Threads may still wait for a client that neither reads nor writes.
    os._exit(code)


async def _run(mode: Mode, settings: Settings) -> None:
    log = _create_logger(mode, settings)
    logging.basicConfig(handlers=[_library_log(log)], level=logging.INFO, force=True)
    stop: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def end(reason: str) -> None:
        if not stop.done():
            stop.set_result(reason)

    def on_signal(name: str) -> None:
        if stop.done():
            os._exit(1)
        end(name)

    # As process 1 of a container, a program gets only those signals that it listens to.
    for name in ("SIGTERM", "SIGINT"):
        _listen_to(getattr(signal, name), on_signal, name)

    log.info(f"Starting {settings.server_name}", version=VERSION, mode=mode, storage=settings.storage.kind)
    async with AsyncExitStack() as opened:
        await _open(opened, mode, settings, log, end)
        log.info("Stopping", reason=await stop)
    log.info("Stopped")


async def _open(
    opened: AsyncExitStack, mode: Mode, settings: Settings, log: Logger, end: Callable[[str], None]
) -> None:
    # These load the SDK: most of the start-up time. What is wrong with the settings was said before.
    from .call_monitor import CallMonitor
    from .health import Health
    from .metrics import create_metrics
    from .server import create_server
    from .storage.open_store import open_store
    from .tools import TOOLS
    from .tools.health_check import health_check

    store = open_store(settings.storage)
    opened.push_async_callback(store.close)
    metrics = create_metrics(enabled=settings.metrics.enabled)
    checks = {store.check_name: store.check}
    auth = None
    if mode == "http" and settings.auth is not None:
        from .web.bearer_auth import BearerAuth

        auth = BearerAuth(settings.auth, metrics=metrics, log=log.child("auth"))
        opened.push_async_callback(auth.close)
        checks["auth_server"] = auth.check
    health = Health(checks, log.child("health"))
    tools = [*TOOLS, health_check(health)] if settings.health_tool else TOOLS
    names = [tool.name for tool in tools]
    monitor = CallMonitor(metrics, "/mcp" if mode == "http" else "stdio", names)
    server = create_server(settings.server_name, tools=tools, store=store, monitor=monitor, log=log.child("tools"))
    for name in names:
        log.info(f"Registered tool {name}")
    first_report = asyncio.create_task(health.report())
    opened.callback(first_report.cancel)
    storage = settings.storage
    if isinstance(storage, BackendSettings) and storage.check_at_start and (await first_report)["status"] == "error":
        raise StartError(
            "A dependency does not answer and BACKEND_STARTUP_CHECK is on. Start it first, or turn the check off."
        )

    if mode == "http":
        from .web.http_service import serve_http

        service = serve_http(settings, server, metrics=metrics, health=health, auth=auth, log=log.child("http"))
        await opened.enter_async_context(service)
    else:
        from .stdio_service import serve_stdio

        stdio = serve_stdio(settings, server, metrics=metrics, log=log.child("stdio"), on_end=end)
        await opened.enter_async_context(stdio)


def _listen_to(number: signal.Signals, on_signal: Callable[[str], None], name: str) -> None:
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(number, on_signal, name)
    except NotImplementedError:
        # Windows, where people develop.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(on_signal, name))


def _create_logger(mode: Mode, settings: Settings) -> Logger:
    storage = settings.storage
    return Logger(
        settings.server_name,
        level=settings.log.level,
        format=settings.log.format,
        write=_writer(1 if mode == "http" else 2),
        secrets=[storage.token] if isinstance(storage, BackendSettings) else [],
    )


def _library_log(log: Logger) -> logging.Handler:
    from .log import LibraryLog

    return LibraryLog(log.child("library"))


def _writer(descriptor: int) -> Callable[[str], None]:
    def write(line: str) -> None:
        data = f"{line}\n".encode(errors="backslashreplace")
        # A server need not die because nobody reads its log.
        with suppress(OSError):
            while data:
                data = data[os.write(descriptor, data) :]

    return write


def _report(error: Exception) -> None:
    # The settings are what may be wrong, so this cannot rely on them.
    log = Logger(
        "start",
        level="ERROR",
        format="text" if os.environ.get("LOG_FORMAT") == "text" else "json",
        write=_writer(2),
    )
    from .storage.task_store import StoreError

    if isinstance(error, SettingsError):
        for problem in error.problems:
            log.error(problem)
    elif isinstance(error, ModeError | StartError | StoreError) or type(error).__name__ == "PortError":
        log.error(str(error))
    else:
        log.error("Unexpected failure", error=error)
