"""The MCP server: one for both transports and for clients of every protocol version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler
from mcp.shared.exceptions import MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from . import VERSION
from .call_monitor import CallMonitor
from .log import Logger
from .storage.task_store import TaskStore
from .tools.tool import Call, Tool

_INSTRUCTIONS = "Keeps one todo list. Call list_tasks first to learn the ids that the other tools take."
_CAPABILITIES = types.ServerCapabilities(tools=types.ToolsCapability(list_changed=False))


@dataclass(frozen=True)
class TodoServer:
    mcp: Server[Any]
    #: Its streams stay open until they are closed.
    subscriptions: ListenHandler


def create_server(
    name: str, *, tools: Sequence[Tool[Any, Any]], store: TaskStore, monitor: CallMonitor, log: Logger
) -> TodoServer:
    by_name = {tool.name: tool for tool in tools}
    definitions = [tool.definition for tool in tools]
    schemas = {definition.name: definition.input_schema for definition in definitions}

    async def list_tools(
        _ctx: ServerRequestContext[Any], _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=definitions)

    async def call_tool(ctx: ServerRequestContext[Any], params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = by_name.get(params.name)
        if tool is None:
            raise MCPError(code=types.INVALID_PARAMS, message=f"Tool {params.name} not found")
        return await tool.call(params.arguments or {}, _call(ctx, store, log))

    async def discover(_ctx: ServerRequestContext[Any], _params: types.RequestParams) -> types.DiscoverResult:
        return types.DiscoverResult(
            supported_versions=list(MODERN_PROTOCOL_VERSIONS), capabilities=_CAPABILITIES, instructions=_INSTRUCTIONS
        )

    subscriptions = ListenHandler(InMemorySubscriptionBus())
    server: Server[Any] = Server(
        name,
        version=VERSION,
        title="Todo",
        instructions=_INSTRUCTIONS,
        get_tool_input_schema=schemas.get,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_subscriptions_listen=subscriptions,
    )
    # The SDK's own answer promises notices of changed tools to whoever may listen; these never change.
    server.add_request_handler("server/discover", types.RequestParams, discover)
    server.middleware.append(monitor)
    return TodoServer(server, subscriptions)


def _call(ctx: ServerRequestContext[Any], store: TaskStore, log: Logger) -> Call:
    # The HTTP side makes sure that these are there; stdio has no request.
    state = ctx.request.state if ctx.request is not None else None
    return Call(
        store=store,
        log=log,
        request_id=getattr(state, "request_id", None) or str(uuid4()),
        subject=getattr(state, "subject", None),
    )
