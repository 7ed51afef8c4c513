"""Measures requests on their way through the server."""

import time
from collections.abc import Iterable
from typing import Any

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from .metrics import Endpoint, Metrics, Outcome

_METHODS = {"initialize", "ping", "server/discover", "tools/list", "tools/call"}


class CallMonitor:
    """A middleware of the SDK: it sees every request, unknown ones included, and how each of them ends."""

    def __init__(self, metrics: Metrics, endpoint: Endpoint, tools: Iterable[str]) -> None:
        self._metrics = metrics
        self._endpoint: Endpoint = endpoint
        self._tools = frozenset(tools)

    async def __call__(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        if ctx.request_id is None:
            return await call_next(ctx)
        self._metrics.request_received(ctx.method if ctx.method in _METHODS else "other", self._endpoint)
        started_at = time.perf_counter()
        try:
            result = await call_next(ctx)
        except (MCPError, ValidationError):
            self._measure(ctx, "error", started_at)
            raise
        failed = isinstance(result, dict) and result.get("isError") is True
        self._measure(ctx, "error" if failed else "success", started_at)
        return result

    def _measure(self, ctx: ServerRequestContext[Any, Any], outcome: Outcome, started_at: float) -> None:
        seconds = time.perf_counter() - started_at
        self._metrics.request_finished(seconds)
        tool = (ctx.params or {}).get("name")
        if ctx.method == "tools/call" and isinstance(tool, str) and tool in self._tools:
            self._metrics.tool_finished(tool, self._endpoint, outcome, seconds)
