"""How many requests one client may send."""

import math
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

_WINDOWS_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_RATE = re.compile(r"([1-9]\d{0,6})\s*/\s*(\w+)")


@dataclass(frozen=True)
class Rate:
    requests: int
    window_seconds: float


def parse_rate(text: str) -> Rate:
    """Reads `100/minute`. Raises ValueError for anything else."""
    match = _RATE.fullmatch(text.strip().lower())
    if match is None or match[2] not in _WINDOWS_SECONDS:
        raise ValueError(f'"{text}" is not a rate.')
    return Rate(int(match[1]), _WINDOWS_SECONDS[match[2]])


class RateLimiter:
    """Counts requests per client in fixed windows. All clients share the window, so forgetting them is one step."""

    def __init__(self, rate: Rate, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._now = now
        self._window_end = -math.inf
        self._counts: Counter[str] = Counter()

    def take(self, client: str) -> int:
        """Counts one request. Returns 0 when it may pass, else the seconds to wait."""
        now = self._now()
        if now >= self._window_end:
            self._window_end = now + self._rate.window_seconds
            self._counts.clear()
        self._counts[client] += 1
        return 0 if self._counts[client] <= self._rate.requests else math.ceil(self._window_end - now)
