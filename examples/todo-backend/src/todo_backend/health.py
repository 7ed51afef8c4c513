"""Whether requests can be answered now."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel

log = logging.getLogger(__name__)

LIMIT_SECONDS = 3.0

Check = Callable[[], Awaitable[object]]


class NotReadyError(Exception):
    """Something is still being prepared, and who prepares it says what is wrong."""


class HealthReport(BaseModel):
    #: "degraded": everything is answered, something optional is away.
    status: Literal["healthy", "degraded", "unhealthy"]
    timestamp: datetime
    checks: dict[str, Literal["ok", "error"]]


class Health:
    """Asks everything at once. The report says what fails; why is for the log, since anyone may read the report."""

    def __init__(self, needed: dict[str, Check], optional: dict[str, Check]) -> None:
        self._needed = needed
        self._optional = optional
        self._failing: set[str] = set()

    async def report(self) -> HealthReport:
        checks = self._needed | self._optional
        results = await asyncio.gather(*(self._holds(name, check) for name, check in checks.items()))
        failing = {name for name, holds in zip(checks, results, strict=True) if not holds}
        return HealthReport(
            status="unhealthy" if failing & self._needed.keys() else "degraded" if failing else "healthy",
            timestamp=datetime.now(UTC),
            checks={name: "error" if name in failing else "ok" for name in checks},
        )

    async def _holds(self, name: str, check: Check) -> bool:
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                await check()
        except NotReadyError:
            return False
        except Exception as error:  # noqa: BLE001 - whatever it is, the check does not hold
            # Probes come every few seconds; the log needs the change, not the repetition.
            if name not in self._failing:
                log.error("Health check fails: %s", str(error) or type(error).__name__, extra={"check": name})  # noqa: TRY400
            self._failing.add(name)
            return False
        if name in self._failing:
            log.info("Health check passes again", extra={"check": name})
        self._failing.discard(name)
        return True
