import asyncio
import time

import pytest

from todo_server.storage.retry import RetryOptions, UnansweredError, attempt_repeatedly


def options(**changes: float | bool) -> RetryOptions:
    given = {"timeout_seconds": 0.1, "deadline_seconds": 5.0, "max_retries": 2, "repeatable": True, **changes}
    return RetryOptions(**given)  # type: ignore[arg-type]


class Attempts:
    def __init__(self, *failures: UnansweredError | None) -> None:
        self.failures = list(failures)
        self.count = 0

    async def __call__(self) -> str:
        self.count += 1
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        return "done"


LOST = UnansweredError("lost", may_have_run=True)
REFUSED = UnansweredError("refused", may_have_run=False)


@pytest.mark.parametrize(
    ("attempts", "given", "expected"),
    [
        (Attempts(), options(), ("done", False)),
        (Attempts(REFUSED), options(repeatable=False), ("done", False)),
        (Attempts(LOST, REFUSED), options(), ("done", True)),
    ],
)
def test_repeats_until_there_is_an_answer(attempts: Attempts, given: RetryOptions, expected: object) -> None:
    assert asyncio.run(attempt_repeatedly(attempts, given)) == expected


@pytest.mark.parametrize(
    ("attempts", "given", "count"),
    [
        (Attempts(LOST, LOST, LOST, LOST), options(), 3),
        (Attempts(LOST), options(repeatable=False), 1),
        (Attempts(REFUSED, REFUSED), options(max_retries=0), 1),
    ],
)
def test_gives_up(attempts: Attempts, given: RetryOptions, count: int) -> None:
    with pytest.raises(UnansweredError):
        asyncio.run(attempt_repeatedly(attempts, given))
    assert attempts.count == count


def test_all_attempts_together_keep_the_deadline() -> None:
    async def silent() -> None:
        await asyncio.sleep(10)

    started_at = time.monotonic()
    with pytest.raises(UnansweredError, match=r"did not answer within 0\.\d s"):
        asyncio.run(attempt_repeatedly(silent, options(timeout_seconds=0.3, deadline_seconds=0.7, max_retries=10)))
    assert time.monotonic() - started_at < 1.0
