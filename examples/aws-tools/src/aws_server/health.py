"""Whether the server can do its work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .log import Logger, utc_now

#: Something this server cannot work without: returns when it is well, raises the reason when it is not.
Check = Callable[[], Awaitable[None]]

_CHECK_LIMIT_SECONDS = 5


class Health:
    """Asks all dependencies at once.

    The report says which one fails; why it fails is for the log, since anyone may read the report.
    """

    def __init__(self, checks: Mapping[str, Check], log: Logger) -> None:
        self._checks = checks
        self._log = log
        self._failing: set[str] = set()

    async def report(self) -> dict[str, Any]:
        results = await asyncio.gather(*(self._run(name, check) for name, check in self._checks.items()))
        return {
            "status": "ok" if all(results) else "error",
            "timestamp": utc_now(),
            "checks": {name: "ok" if well else "error" for name, well in zip(self._checks, results, strict=True)},
        }

    async def _run(self, name: str, check: Check) -> bool:
        try:
            async with asyncio.timeout(_CHECK_LIMIT_SECONDS):
                await check()
        except Exception as error:
            # Probes come every few seconds; the log needs the change, not the repetition.
            if name not in self._failing:
                self._log.error("Health check fails", check=name, error=error)
            self._failing.add(name)
            return False
        if name in self._failing:
            self._failing.discard(name)
            self._log.info("Health check passes again", check=name)
        return True
