"""The interface: tasks below /api, and two questions about health."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from todo_backend.gate import Gate
from todo_backend.health import Check, Health, NotReadyError
from todo_backend.routes import task_routes
from todo_backend.settings import Settings
from todo_backend.storage.open_store import store_for
from todo_backend.storage.store import StoreUnavailableError, TaskStore

log = logging.getLogger(__name__)

_LONGEST_PAUSE_SECONDS = 2.0


def create_app(settings: Settings, store: TaskStore | None = None) -> FastAPI:
    tasks = store or store_for(settings)
    ready = asyncio.Event()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await tasks.open()
        preparation = asyncio.create_task(prepare(tasks, ready))
        try:
            yield
        finally:
            preparation.cancel()
            with suppress(asyncio.CancelledError):
                await preparation
            await tasks.close()

    app = FastAPI(
        title="Todo backend",
        lifespan=lifespan,
        docs_url="/docs" if settings.docs else None,
        redoc_url=None,
        openapi_url="/openapi.json" if settings.docs else None,
    )
    optional: dict[str, Check] = {}
    if (check_cache := getattr(tasks, "check_cache", None)) is not None:
        optional["redis"] = check_cache

    async def check_database() -> None:
        # Before that its tables are not there, which is no news.
        if not ready.is_set():
            raise NotReadyError("it is not prepared yet")
        await tasks.check()

    health = Health({"database": check_database}, optional)

    @app.get("/health")
    async def readiness(response: Response) -> dict[str, object]:
        report = await health.report()
        response.status_code = 503 if report.status == "unhealthy" else 200
        return report.model_dump(mode="json")

    @app.get("/health/live")
    async def liveness() -> dict[str, str]:
        return {"status": "ok"}

    app.include_router(task_routes(tasks))
    app.add_exception_handler(RequestValidationError, refuse)
    app.add_exception_handler(StoreUnavailableError, apologise)
    app.add_middleware(Gate, token=settings.token)
    return app


async def prepare(store: TaskStore, ready: asyncio.Event) -> None:
    """Bring the database up to date as soon as it answers; until then /health says that it does not."""
    pause = 0.1
    said = False
    while True:
        try:
            applied = await store.migrate()
        except StoreUnavailableError as error:
            if not said:
                log.error("The database cannot be used yet, trying again: %s", error)  # noqa: TRY400
            said = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            continue
        except Exception:
            log.exception("The database cannot be brought up to date; nothing works until that is mended")
            return
        ready.set()
        log.info("The database is ready; new migrations: %s", ", ".join(applied) or "none")
        return


async def refuse(_request: Request, error: Exception) -> Response:
    """Say what is wrong with a request, without repeating what was in it."""
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    detail = [{"type": item["type"], "loc": list(item["loc"]), "msg": item["msg"]} for item in problems]
    return JSONResponse({"detail": detail}, 422)


async def apologise(_request: Request, error: Exception) -> Response:
    log.error("The database cannot be used: %s", error)
    return JSONResponse({"detail": "The database cannot be used at the moment."}, 503)
