"""The tools for programs that do not speak MCP: plain JSON over HTTP, a thin layer over the same calls."""

import json
import time
from typing import Any, Final
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .. import VERSION
from ..aws.account import Aws
from ..log import Logger
from ..metrics import Metrics
from ..tools import TOOLS
from ..tools.tool import Call, Failure
from .reply import JsonReply

LIST_PATH: Final = "/api/tools/list"
EXECUTE_PATH: Final = "/api/tools/execute"

# That of the envelope. It has nothing to do with the versions of MCP.
_PROTOCOL_VERSION = "2.0"
_STATUS = {"arguments": 422, "aws": 502, "server": 500}


def api_name(tool: str) -> str:
    """The name of a tool here: `aws_list_profiles` → `aws/list-profiles`. Some MCP clients refuse a slash."""
    family, _, rest = tool.partition("_")
    return f"{family}/{rest.replace('_', '-')}"


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    tool: str
    params: dict[str, Any] = Field(default_factory=dict)


class _Request(BaseModel):
    # A newer client may say more than this server knows.
    model_config = ConfigDict(extra="ignore", strict=True)
    message_id: str = Field(min_length=1, max_length=128)
    message_type: str
    protocol_version: str
    params: _Wanted


class ToolsApi:
    def __init__(self, aws: Aws, *, metrics: Metrics, log: Logger) -> None:
        self._aws = aws
        self._metrics = metrics
        self._log = log
        # The names of MCP do as well.
        self._tools = {name: tool for tool in TOOLS for name in (api_name(tool.name), tool.name)}

    def list(self) -> JsonReply:
        tools = [
            {
                "name": api_name(tool.name),
                "mcp_name": tool.name,
                "title": tool.title,
                "description": tool.description,
                "input_schema": tool.definition.input_schema,
                "output_schema": tool.definition.output_schema,
            }
            for tool in TOOLS
        ]
        return JsonReply({"server_version": VERSION, "protocol_version": _PROTOCOL_VERSION, "tools": tools})

    async def execute(self, body: bytes, *, request_id: str, subject: str | None) -> JsonReply:
        """Runs what the envelope asks for. Every answer is an envelope, of type RESPONSE or ERROR."""
        try:
            given = json.loads(body)
        except ValueError:
            return _error(400, None, "InvalidJson", "The body is not JSON.")
        message_id = given.get("message_id") if isinstance(given, dict) else None
        known_id = message_id if isinstance(message_id, str) and 0 < len(message_id) <= 128 else None
        try:
            request = _Request.model_validate(given)
        except ValidationError as error:
            return _error(400, known_id, "InvalidEnvelope", _explain(error))
        if request.message_type != "REQUEST":
            return _error(400, known_id, "InvalidEnvelope", "message_type has to be REQUEST.")
        if request.protocol_version != _PROTOCOL_VERSION:
            message = f"protocol_version has to be {_PROTOCOL_VERSION}, the version of this envelope."
            return _error(400, known_id, "UnsupportedVersion", message)
        tool = self._tools.get(request.params.tool)
        if tool is None:
            names = ", ".join(api_name(known.name) for known in TOOLS)
            return _error(404, known_id, "UnknownTool", f"There is no such tool. Known are: {names}.")
        started_at = time.perf_counter()
        call = Call(aws=self._aws, log=self._log, request_id=request_id, subject=subject)
        outcome = await tool.execute(request.params.params, call)
        failed = isinstance(outcome, Failure)
        seconds = time.perf_counter() - started_at
        self._metrics.tool_finished(tool.name, "/api/tools", "error" if failed else "success", seconds)
        if isinstance(outcome, Failure):
            return _error(_STATUS[outcome.side], known_id, outcome.code, outcome.message)
        return JsonReply(_envelope(request.message_id, "RESPONSE", {"result": outcome}))


def _error(status: int, message_id: str | None, code: str, message: str) -> JsonReply:
    body = _envelope(message_id or str(uuid4()), "ERROR", {"error": {"code": code, "message": message}})
    return JsonReply(body, status_code=status)


def _envelope(message_id: str, message_type: str, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "message_type": message_type,
        "protocol_version": _PROTOCOL_VERSION,
        **content,
    }


def _explain(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(": ".join([".".join(map(str, problem["loc"])), problem["msg"]]) for problem in problems)
