"""Questions to AWS. The SDK blocks, so each of them has a thread of its own."""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import botocore.session
from boto3.session import Session
from botocore import exceptions
from botocore.config import Config

from ..errors import ToolError
from ..metrics import Metrics, Outcome
from .environment import DEFAULT_REGION
from .profiles import Profile, read_profiles, unreadable_files
from .stored_key import SOURCE, VARIABLE, session_of
from .trouble import FAILURES, explain

# MCP clients give up after 60 s, so one tool call with all its attempts stays below.
_DEADLINE_SECONDS = 55.0
_CONNECT_SECONDS = 5
_READ_SECONDS = 10
_ATTEMPTS = 2


@dataclass(frozen=True)
class Identity:
    account: str
    arn: str
    user_id: str
    region: str
    #: Which of the SDK's providers had the credentials, by its name there, or `secrets-manager`.
    source: str


@dataclass(frozen=True)
class ProfileList:
    profiles: list[Profile]
    unreadable: list[str]


class Aws(Protocol):
    """Every method may raise a ToolError; nothing else is expected. `profile` may be None: then the SDK decides."""

    async def identity(self, profile: str | None) -> Identity: ...
    async def alias(self, profile: str | None) -> str | None:
        """The alias of the account; None when it has none or when this identity may not see it."""

    async def profiles(self) -> ProfileList: ...


class SdkAws:
    """A new session for every call: credentials that were changed in files or rotated by their role count at once."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def identity(self, profile: str | None) -> Identity:
        return await _in_thread(lambda: self._identity(profile))

    async def alias(self, profile: str | None) -> str | None:
        return await _in_thread(lambda: self._alias(profile))

    async def profiles(self) -> ProfileList:
        def read() -> ProfileList:
            session = botocore.session.Session()
            return ProfileList(read_profiles(session), unreadable_files(session))

        return await _in_thread(read)

    def _identity(self, profile: str | None) -> Identity:
        session, stored = self._session(profile)
        answer = self._ask(session, "sts", "get_caller_identity")
        credentials = None if stored else session.get_credentials()
        return Identity(
            account=answer["Account"],
            arn=answer["Arn"],
            user_id=answer["UserId"],
            region=_region(session),
            source=SOURCE if stored else str(credentials.method) if credentials is not None else "unknown",
        )

    def _alias(self, profile: str | None) -> str | None:
        try:
            answer = self._ask(self._session(profile)[0], "iam", "list_account_aliases")
        except exceptions.ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("AccessDenied", "AccessDeniedException"):
                return None
            raise
        aliases = answer.get("AccountAliases", [])
        return str(aliases[0]) if aliases else None

    def _session(self, profile: str | None) -> tuple[Session, bool]:
        """A session, and whether Secrets Manager had its key. A profile that is named is taken as it is."""
        core = botocore.session.Session(profile=profile)
        # Finds out now that there is no such profile, and under this name.
        core.get_scoped_config()
        session = Session(botocore_session=core)
        secret = os.environ.get(VARIABLE, "").strip()
        if profile is not None or not secret:
            return session, False
        answer = self._ask(session, "secretsmanager", "get_secret_value", SecretId=secret)
        return session_of(answer, _region(session)), True

    def _ask(self, session: Session, service: str, operation: str, **given: str) -> Mapping[str, Any]:
        started_at = time.perf_counter()
        outcome: Outcome = "error"
        try:
            client = session.client(service, region_name=_region(session), config=_CONFIG)
            try:
                answer: Mapping[str, Any] = getattr(client, operation)(**given)
            finally:
                client.close()
            outcome = "success"
            return answer
        finally:
            self._metrics.aws_call_finished(service, operation, outcome, time.perf_counter() - started_at)


_CONFIG = Config(
    connect_timeout=_CONNECT_SECONDS,
    read_timeout=_READ_SECONDS,
    retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
)


def _region(session: Session) -> str:
    return str(session.region_name or DEFAULT_REGION)


async def _in_thread[Value](work: Callable[[], Value]) -> Value:
    try:
        async with asyncio.timeout(_DEADLINE_SECONDS):
            return await asyncio.to_thread(work)
    except TimeoutError:
        # The thread goes on until its own limits end it; nobody waits for it.
        raise ToolError("Timeout", f"AWS did not answer within {_DEADLINE_SECONDS:g} s. Try again later.") from None
    except FAILURES as error:
        # Without its cause: what the SDK says repeats what it was given.
        raise explain(error) from None
