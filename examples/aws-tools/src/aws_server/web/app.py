"""Answers every request to the main port."""

import re
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..health import Health
from ..log import Logger
from ..metrics import Metrics
from ..settings import HttpSettings
from .bearer_auth import BearerAuth
from .body import MAX_BODY_BYTES, read_body, replay
from .client_address import client_address
from .guards import cors_headers, refuse_host, refuse_origin
from .rate_limit import RateLimiter
from .reply import JsonReply, rpc_error
from .tools_api import EXECUTE_PATH, LIST_PATH, ToolsApi

MCP_PATH: Final = "/mcp"
_METADATA_PATH = "/.well-known/oauth-protected-resource"
_REQUEST_ID = re.compile(r"[\w.-]{1,128}", re.ASCII)


@dataclass(frozen=True)
class AppParts:
    settings: HttpSettings
    mcp: ASGIApp
    tools_api: ToolsApi
    health: Health
    metrics: Metrics
    #: Whether /metrics is answered here, too.
    serves_metrics: bool
    auth: BearerAuth | None
    log: Logger


class App:
    def __init__(self, parts: AppParts) -> None:
        self._parts = parts
        rate = parts.settings.rate_limit
        self._limiter = RateLimiter(rate) if rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Request(scope).headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid4())
        scope["state"] = {**scope.get("state", {}), "request_id": request_id, "headers": {"x-request-id": request_id}}
        request = Request(scope, receive)
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(request.state.headers)
            await send(message)

        try:
            response = await self._route(request, send_with_headers)
            if response is not None:
                await response(scope, receive, send_with_headers)
        except Exception as error:
            self._parts.log.error("Request failed", request_id=request_id, error=error)
            if not started:
                failure = rpc_error(500, "The server failed to answer. Its log says why.")
                await failure(scope, receive, send_with_headers)

    async def _route(self, request: Request, send: Send) -> Response | None:
        """The answer; None when it was sent already."""
        path = request.url.path
        settings, auth = self._parts.settings, self._parts.auth
        # Orchestrators probe by address, with whatever Host that gives: these come before the guards.
        if path == "/health/live":
            return JsonReply({"status": "ok"})
        if path == "/health":
            report = await self._parts.health.report()
            return JsonReply(report, status_code=200 if report["status"] == "ok" else 503)
        if path == "/metrics" and self._parts.serves_metrics:
            return metrics_reply(self._parts.metrics)

        refusal = refuse_host(request, settings) or refuse_origin(request, settings)
        if refusal is not None:
            return refusal
        if "origin" in request.headers:
            request.state.headers.update(cors_headers(request.headers["origin"]))
        if path == MCP_PATH:
            return await self._serve_mcp(request, send)
        if path in (LIST_PATH, EXECUTE_PATH):
            return await self._serve_tools(request)
        if auth is not None and f"{path}/".startswith(f"{_METADATA_PATH}/"):
            return JsonReply(auth.resource_metadata)
        message = f"Nothing is served here. The MCP endpoint is {MCP_PATH}, tools are listed at {LIST_PATH}."
        return JsonReply({"error": "not_found", "message": message}, status_code=404)

    async def _serve_mcp(self, request: Request, send: Send) -> Response | None:
        body = await self._admit(request, "POST", "No stream and no session is kept here: send requests with POST.")
        if isinstance(body, Response):
            return body
        self._parts.metrics.connection_opened(MCP_PATH)
        try:
            await self._parts.mcp(request.scope, replay(body, request.receive), send)
        finally:
            self._parts.metrics.connection_closed(MCP_PATH)
        return None

    async def _serve_tools(self, request: Request) -> Response:
        """The same guards as for MCP: what is behind them is the same."""
        method = "GET" if request.url.path == LIST_PATH else "POST"
        body = await self._admit(request, method, f"Send this request with {method}.")
        if isinstance(body, Response):
            return body
        if method == "GET":
            return self._parts.tools_api.list()
        state = request.state
        return await self._parts.tools_api.execute(
            body, request_id=state.request_id, subject=getattr(state, "subject", None)
        )

    async def _admit(self, request: Request, method: str, otherwise: str) -> bytes | Response:
        """The body of a request that may pass, or the answer that refuses it."""
        wait = self._limiter.take(self._client(request)) if self._limiter else 0
        if wait > 0:
            return rpc_error(429, f"Too many requests. Try again in {wait} s.", {"retry-after": str(wait)})
        if request.method != method:
            return rpc_error(405, otherwise, {"allow": method})
        if method == "POST" and not _is_json(request):
            return rpc_error(415, "Send JSON, with the content type application/json.")
        auth = self._parts.auth
        if auth is not None:
            identity = await auth.authenticate(request.headers.get("authorization"))
            if isinstance(identity, Response):
                return identity
            request.state.subject = identity.subject
        body = await read_body(request.receive)
        if body is None:
            return rpc_error(413, f"The request is larger than {MAX_BODY_BYTES} bytes.")
        return body

    def _client(self, request: Request) -> str:
        peer = request.client.host if request.client else ""
        forwarded = request.headers.getlist("x-forwarded-for")
        return client_address(peer, forwarded, self._parts.settings.trusted_proxies)


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").split(";", 1)[0].strip().lower() == "application/json"


def metrics_reply(metrics: Metrics) -> Response:
    content_type, text = metrics.render()
    return Response(text, headers={"content-type": content_type})
