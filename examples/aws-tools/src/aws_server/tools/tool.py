"""What a tool is, and what happens around every call of one."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import mcp_types as types
from pydantic import BaseModel, ValidationError

from ..aws.account import Aws
from ..errors import ToolError
from ..log import Logger, to_json
from ..model import Arguments, schema_of


@dataclass(frozen=True)
class Call:
    """One call of a tool. `subject` is who the token of the client speaks for."""

    aws: Aws
    log: Logger
    request_id: str
    subject: str | None = None


@dataclass(frozen=True)
class Failure:
    #: Whose fault it is: that of what was given, of what AWS needs or says, or of this program.
    side: Literal["arguments", "aws", "server"]
    code: str
    message: str


@dataclass(frozen=True)
class Tool[Input: Arguments, Output: BaseModel]:
    """`run` may raise a ToolError, whose message the client gets. Of any other error it learns nothing."""

    name: str
    title: str
    description: str
    arguments: type[Input]
    result: type[Output]
    annotations: types.ToolAnnotations
    run: Callable[[Input, Call], Awaitable[Output]]

    @cached_property
    def definition(self) -> types.Tool:
        return types.Tool(
            name=self.name,
            title=self.title,
            description=self.description,
            input_schema=schema_of(self.arguments),
            output_schema=schema_of(self.result),
            annotations=self.annotations,
        )

    async def call(self, arguments: dict[str, Any], call: Call) -> types.CallToolResult:
        outcome = await self.execute(arguments, call)
        if isinstance(outcome, Failure):
            return types.CallToolResult(content=[types.TextContent(type="text", text=outcome.message)], is_error=True)
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=to_json(outcome))], structured_content=outcome
        )

    async def execute(self, arguments: dict[str, Any], call: Call) -> "dict[str, Any] | Failure":
        """The answer of the tool, or why there is none. Never raises, but for the end of the task itself."""
        try:
            given = self.arguments.model_validate(arguments)
        except ValidationError as error:
            message = f"Invalid arguments for tool {self.name}: {_explain(error)}"
            return Failure("arguments", "InvalidArguments", message)
        fields = {"tool_name": self.name, "request_id": call.request_id, "user_id": call.subject}
        started_at = time.perf_counter()

        def record(result: str) -> dict[str, object]:
            return {**fields, "result": result, "duration_ms": round((time.perf_counter() - started_at) * 1000, 1)}

        call.log.debug("Tool started", **fields)
        try:
            output = (await self.run(given, call)).model_dump(mode="json")
        except asyncio.CancelledError:
            call.log.info("Tool cancelled", **record("error"))
            raise
        except ToolError as error:
            call.log.warning("Tool failed", **record("error"), error_code=error.code, reason=str(error))
            return Failure("aws", error.code, str(error))
        except Exception as error:
            call.log.error("Tool failed", error=error, **record("error"))
            return Failure("server", "InternalError", "The server failed to do this. Its log says why.")
        call.log.info("Tool invoked", **record("success"))
        return output


def _explain(error: ValidationError) -> str:
    """Every problem by the name of its argument. What was given is not repeated."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(": ".join([*map(str, problem["loc"]), problem["msg"]]) for problem in problems)
