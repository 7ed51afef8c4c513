from typing import Any, Literal

from mcp_types import ToolAnnotations
from pydantic import Field

from ..health import Health
from ..task import Arguments, DateTime, Result
from .tool import Call, Tool


class HealthCheck(Arguments):
    pass


class HealthState(Result):
    status: Literal["healthy", "unhealthy"] = Field(description="healthy when every check is ok.")
    timestamp: DateTime = Field(description="When that was found out, in UTC.")
    checks: dict[str, Literal["ok", "error"]] = Field(description="What the server needs, by name.")


def health_check(health: Health) -> Tool[Any, Any]:
    """What `/health` says, for clients that only speak MCP. ENABLE_HEALTH_TOOL turns it on."""

    async def run(_given: HealthCheck, _call: Call) -> HealthState:
        report = await health.report()
        return HealthState.model_validate(
            {**report, "status": "healthy" if report["status"] == "ok" else "unhealthy"}
        )

    return Tool(
        name="health_check",
        title="Check health",
        description="Tells whether this server and everything that it needs are well. Takes up to 5 s.",
        arguments=HealthCheck,
        result=HealthState,
        annotations=ToolAnnotations(
            read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=False
        ),
        run=run,
    )
