"""Doing again what went unanswered, where that is safe."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from .task_store import StoreError

_FIRST_PAUSE_SECONDS = 0.2


class UnansweredError(StoreError):
    """An attempt without a usable answer. `may_have_run`: whether the request may have taken effect all the same."""

    def __init__(self, message: str, *, may_have_run: bool) -> None:
        super().__init__(message)
        self.may_have_run = may_have_run


@dataclass(frozen=True)
class RetryOptions:
    #: Limit of one attempt.
    timeout_seconds: float
    #: Limit of all attempts and the pauses between them.
    deadline_seconds: float
    max_retries: int
    #: Whether doing it twice is doing it once. If not, only attempts that surely had no effect are repeated.
    repeatable: bool


async def attempt_repeatedly[Value](
    attempt: Callable[[], Awaitable[Value]], options: RetryOptions
) -> tuple[Value, bool]:
    """Runs `attempt` until it answers, is refused a repetition, or runs out of time.

    The flag tells that an earlier attempt may have taken effect.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + options.deadline_seconds
    repeated = False
    retries = 0
    while True:
        limit = max(0.0, min(options.timeout_seconds, deadline - loop.time()))
        try:
            async with asyncio.timeout(limit) as timeout:
                return await attempt(), repeated
        except TimeoutError as error:
            if not timeout.expired():
                raise
            failure = UnansweredError(
                f"The task backend did not answer within {round(limit, 1):g} s.", may_have_run=True
            )
            failure.__cause__ = error
        except UnansweredError as error:
            failure = error
        # Jitter keeps several servers from knocking at a recovering backend in step.
        pause = _FIRST_PAUSE_SECONDS * 2**retries * random.uniform(0.5, 1)  # noqa: S311
        out_of_time = loop.time() + pause >= deadline
        if retries >= options.max_retries or out_of_time or (failure.may_have_run and not options.repeatable):
            raise failure
        repeated = repeated or failure.may_have_run
        retries += 1
        await asyncio.sleep(pause)
