"""What happens to every request before and after the application sees it: id, log line, token, size."""

import hmac
import json
import logging
import re
import time
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from todo_backend.log import request_id

log = logging.getLogger(__name__)

_ID = re.compile(rb"[\w.:-]{1,128}", re.ASCII)
_BEARER = re.compile(rb"bearer +(.+)", re.IGNORECASE)
#: Three times the largest task there can be.
LARGEST_BODY = 64 * 1024


class TooLargeError(Exception):
    """A request is larger than any task."""


class Gate:
    """Lets only callers with the token through to `/api`, before anything of their request is read."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        current = given.decode() if _ID.fullmatch(given) else uuid4().hex
        # Each request runs in a context of its own.
        request_id.set(current)
        begun = time.perf_counter()
        status = 500
        began_answer = False

        async def reply(message: Message) -> None:
            nonlocal status, began_answer
            if message["type"] == "http.response.start":
                status = message["status"]
                began_answer = True
                message["headers"] = [*message.get("headers", []), (b"x-request-id", current.encode())]
            await send(message)

        try:
            if scope["path"].startswith("/api") and not self._knows(headers.get(b"authorization", b"")):
                await answer(reply, 401, "Not authenticated", [(b"www-authenticate", b"Bearer")])
            else:
                await self._app(scope, await read_body(headers, receive), reply)
        except TooLargeError:
            await answer(reply, 413, f"A request has at most {LARGEST_BODY} bytes.")
        except Exception:
            log.exception("Request failed")
            if not began_answer:
                await answer(reply, 500, "Internal error")
        finally:
            # Probes would fill the log.
            level = logging.DEBUG if scope["path"].startswith("/health") else logging.INFO
            fields = {
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "duration_ms": round((time.perf_counter() - begun) * 1000, 1),
            }
            log.log(level, "Request answered", extra=fields)

    def _knows(self, authorization: bytes) -> bool:
        match = _BEARER.fullmatch(authorization)
        # Takes as long for a wrong token as for one that is nearly right.
        return hmac.compare_digest(match.group(1).strip() if match else b"", self._token)


async def read_body(headers: dict[bytes, bytes], receive: Receive) -> Receive:
    """Read a body that is not too large, and hand it on. FastAPI would take a limit of ours for malformed JSON."""
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        raise TooLargeError
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return replay([message], receive)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            raise TooLargeError
    return replay([{"type": "http.request", "body": body, "more_body": False}], receive)


def replay(messages: list[Message], receive: Receive) -> Receive:
    async def replayed() -> Message:
        return messages.pop(0) if messages else await receive()

    return replayed


async def answer(send: Send, status: int, detail: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    body = json.dumps({"detail": detail}).encode()
    length = (b"content-length", str(len(body)).encode())
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json"), length, *(headers or [])],
        }
    )
    await send({"type": "http.response.body", "body": body})
