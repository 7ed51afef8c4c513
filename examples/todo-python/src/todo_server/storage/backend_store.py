"""Tasks kept by another service, reached over HTTP."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import httpx2
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from ..log import to_json
from ..task import Task, TaskPage
from .retry import RetryOptions, UnansweredError, attempt_repeatedly
from .task_store import StoreError, TaskChanges, TaskFilter, TaskNotFoundError, TaskRefusedError

_BUSY_STATUSES = {502, 503, 504}
# MCP clients give up after 60 s, so one tool call with all its attempts stays below.
_DEADLINE_SECONDS = 55.0


def _utc(value: Any) -> str:
    """Backends write UTC as "Z" or "+00:00"; clients get one form."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_UtcTimestamp = Annotated[str, BeforeValidator(_utc)]


class _BackendTask(Task):
    # What a newer backend adds is none of the clients' business.
    model_config = ConfigDict(extra="ignore", frozen=True)
    created_at: _UtcTimestamp
    updated_at: _UtcTimestamp


class _BackendTaskPage(TaskPage):
    model_config = ConfigDict(extra="ignore", frozen=True)
    tasks: list[_BackendTask]  # type: ignore[assignment]


class _Problem(BaseModel):
    msg: str


class _Refusal(BaseModel):
    detail: str | list[_Problem]


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class BackendStore:
    """`token` is sent as a bearer token with every call below /api, and never shown anywhere."""

    check_name = "backend"

    def __init__(
        self,
        *,
        base_url: str,
        token: str,
        timeout_seconds: float,
        max_retries: int,
        deadline_seconds: float = _DEADLINE_SECONDS,
    ) -> None:
        self._token = token
        self._timeout_seconds = timeout_seconds
        self._max_retries = max_retries
        self._deadline_seconds = deadline_seconds
        self._base_url = base_url if base_url.endswith("/") else f"{base_url}/"
        # The time limits are those of the attempts. A service on the same network is not reached through a proxy.
        self._client = httpx2.AsyncClient(timeout=None, follow_redirects=False, trust_env=False)

    async def page(self, wanted: TaskFilter, request_id: str) -> TaskPage:
        query = urlencode({"status": wanted.status, "limit": wanted.limit, "offset": wanted.offset})
        answer, _ = await self._send("GET", f"api/tasks?{query}", request_id)
        return TaskPage.model_validate(_read(answer, _BackendTaskPage).model_dump())

    async def create(self, title: str, description: str | None, request_id: str) -> Task:
        body = {"title": title} if description is None else {"title": title, "description": description}
        answer, _ = await self._send("POST", "api/tasks", request_id, body)
        return _task(answer)

    async def update(self, task_id: int, changes: TaskChanges, request_id: str) -> Task:
        answer, _ = await self._send("PATCH", f"api/tasks/{task_id}", request_id, dict(changes))
        if answer.status == 404:
            raise TaskNotFoundError(task_id)
        return _task(answer)

    async def delete(self, task_id: int, request_id: str) -> None:
        answer, repeated = await self._send("DELETE", f"api/tasks/{task_id}", request_id)
        # An attempt whose answer was lost may have deleted the task: then "not found" is what success looks like.
        if answer.status == 404 and repeated:
            return
        if answer.status == 404:
            raise TaskNotFoundError(task_id)
        if not answer.ok:
            raise _refusal(answer)

    async def check(self) -> None:
        async with self._client.stream("GET", f"{self._base_url}health") as response:
            if not response.is_success:
                raise ConnectionError(f"The backend's /health answered {response.status_code}.")

    async def close(self) -> None:
        await self._client.aclose()

    async def _send(
        self, method: str, path: str, request_id: str, body: dict[str, Any] | None = None
    ) -> tuple[_Answer, bool]:
        headers = {
            "authorization": f"Bearer {self._token}",
            "accept": "application/json",
            "x-request-id": request_id,
        }
        if body is not None:
            headers["content-type"] = "application/json"
        content = None if body is None else to_json(body).encode()

        async def attempt() -> _Answer:
            try:
                response = await self._client.request(
                    method, f"{self._base_url}{path}", headers=headers, content=content
                )
            except httpx2.TransportError as error:
                raise _unanswered(error) from error
            if response.status_code in _BUSY_STATUSES:
                raise UnansweredError(
                    f"The task backend is not ready (status {response.status_code}).", may_have_run=True
                )
            return _Answer(response.status_code, response.content)

        return await attempt_repeatedly(
            attempt,
            RetryOptions(
                timeout_seconds=self._timeout_seconds,
                deadline_seconds=self._deadline_seconds,
                max_retries=self._max_retries,
                repeatable=method != "POST",
            ),
        )


def _unanswered(error: httpx2.TransportError) -> UnansweredError:
    code = _code(error)
    return UnansweredError(
        f"The task backend cannot be reached{f' ({code})' if code else ''}.",
        # No connection, no effect.
        may_have_run=not isinstance(error, httpx2.ConnectError),
    )


def _code(error: BaseException) -> str:
    """What the system said, by the name under which people search for it: ECONNREFUSED."""
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.errno is not None and cause.errno in errno.errorcode:
            return errno.errorcode[cause.errno]
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        if isinstance(cause, BaseExceptionGroup):
            for member in cause.exceptions:
                yield from _causes(member)
        cause = cause.__cause__ or cause.__context__


def _refusal(answer: _Answer) -> StoreError:
    if answer.status in (401, 403):
        return StoreError(
            f"The task backend refused this server's token (status {answer.status}). "
            "SERVICE_AUTH_TOKEN must be the same on both sides."
        )
    failure = StoreError(f"The task backend failed (status {answer.status}).")
    if answer.status != 422:
        return failure
    try:
        detail = _Refusal.model_validate_json(answer.body).detail
    except ValidationError:
        return failure
    text = detail if isinstance(detail, str) else "; ".join(problem.msg for problem in detail)
    return TaskRefusedError(f"The task backend refused the values: {text[:200]}")


def _task(answer: _Answer) -> Task:
    return Task.model_validate(_read(answer, _BackendTask).model_dump())


def _read[Model: BaseModel](answer: _Answer, model: type[Model]) -> Model:
    if not answer.ok:
        raise _refusal(answer)
    try:
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        raise StoreError("The task backend answered in a form that this server does not know.") from error
