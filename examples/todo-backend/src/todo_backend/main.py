"""The program: `todo-backend` serves, `todo-backend migrate` only brings the database up to date."""

import asyncio
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from todo_backend.log import set_up_logging
from todo_backend.settings import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

log = logging.getLogger("todo_backend")

#: Docker sends SIGKILL ten seconds after SIGTERM.
_SHUTDOWN_SECONDS = 8


def main() -> None:
    arguments = sys.argv[1:]
    if arguments not in ([], ["migrate"]):
        sys.exit(
            f'Unknown arguments "{" ".join(arguments)}". Without one it serves; "migrate" only prepares the database.'
        )
    settings = start_up()
    if arguments == ["migrate"]:
        sys.exit(asyncio.run(migrate(settings)))
    serve(settings)


def start_up() -> Settings:
    try:
        settings = read_settings(os.environ)
    except SettingsError as error:
        set_up_logging("INFO", "text" if os.environ.get("LOG_FORMAT") == "text" else "json")
        for problem in error.problems:
            log.error(problem)  # noqa: TRY400
        sys.exit(1)
    set_up_logging(settings.log_level, settings.log_format, secrets(settings))
    return settings


def secrets(settings: Settings) -> tuple[str, ...]:
    """Every value that must not be read in a log."""
    urls = (getattr(settings.database, "url", ""), settings.cache.url if settings.cache else "")
    passwords = [urlsplit(url).password or "" for url in urls]
    return tuple(filter(None, [settings.token, *passwords, *map(unquote, passwords)]))


def create() -> "FastAPI":
    """Make the application for `uvicorn --factory --reload`."""
    from todo_backend.app import create_app

    return create_app(start_up())


def __getattr__(name: str) -> object:
    """Make the application for `uvicorn todo_backend.main:app` when asked: an import alone needs no settings."""
    if name == "app":
        return create()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


async def migrate(settings: Settings) -> int:
    from todo_backend.storage.open_store import store_for
    from todo_backend.storage.store import StoreUnavailableError

    store = store_for(settings)
    await store.open()
    try:
        applied = await store.migrate()
    except StoreUnavailableError as error:
        log.error("The database cannot be brought up to date: %s", error)  # noqa: TRY400
        return 1
    finally:
        await store.close()
    log.info("The database is ready; new migrations: %s", ", ".join(applied) or "none")
    return 0


def serve(settings: Settings) -> None:
    import uvicorn

    from todo_backend.app import create_app

    log.info("Starting todo-backend on %s:%d", settings.host, settings.port)
    # uvicorn repeats the signal when it is done, which would turn an orderly end into a death by signal.
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, lambda *_: None)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    log.info("Stopped todo-backend")


if __name__ == "__main__":
    main()
