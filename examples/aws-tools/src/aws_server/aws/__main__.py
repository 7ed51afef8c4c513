"""What `make aws-test` and its relatives show: `python -m aws_server.aws test|validate|profiles|account [PROFILE]`.

It asks as the server would: with its variables, its files and its network. Nothing that is secret is printed.
Ends with 0, with 1 when credentials are missing or refused, and with 2 when it was called in the wrong way.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import botocore.session

from ..errors import ToolError
from ..metrics import create_metrics
from ..tools.aws_account_info import read_arn
from .account import Aws, Identity, SdkAws
from .environment import DEFAULT_REGION, tidy_environment
from .stored_key import SOURCE, VARIABLE
from .trouble import FAILURES, explain
from .ways import four_ways, way_of

Write = Callable[[str], None]
_USAGE = "Usage: python -m aws_server.aws test|validate|profiles|account [PROFILE]"
_NUMBERS = {1: "way 1", 2: "way 2", 3: "way 3", 4: "way 4"}


def main(arguments: list[str], environment: Mapping[str, str], write: Write, warn: Write) -> int:
    """Expects an environment that is tidy."""
    if not 1 <= len(arguments) <= 2 or arguments[0] not in _COMMANDS:
        warn(_USAGE)
        return 2
    profile = arguments[1] if len(arguments) == 2 and arguments[1] else None
    aws = SdkAws(create_metrics(enabled=False))
    try:
        asyncio.run(_COMMANDS[arguments[0]](aws, profile, environment, write))
    except (ToolError, *FAILURES) as error:
        known = error if isinstance(error, ToolError) else explain(error)
        warn(f"{known.code}: {known}")
        return 1
    return 0


async def _test(aws: Aws, profile: str | None, environment: Mapping[str, str], write: Write) -> None:
    session = botocore.session.Session(profile=profile)
    for way in four_ways(session, environment):
        write(f"way {way.number}  {way.title:<38}{way.state}: {way.detail}")
    stored = "set" if VARIABLE in environment else "not set"
    write(f"and    {'key in Secrets Manager':<38}{VARIABLE} is {stored}")
    write(f"region {session.get_config_variable('region') or f'{DEFAULT_REGION}, as nothing names one'}")
    endpoints = sorted(name for name in environment if name.startswith("AWS_ENDPOINT_URL"))
    write(f"asks   {f'the address in {endpoints[0]}, and not AWS itself' if endpoints else 'AWS'}")
    await _validate(aws, profile, environment, write)


async def _validate(aws: Aws, profile: str | None, environment: Mapping[str, str], write: Write) -> None:
    found = await aws.identity(profile)
    write(f"Valid: {found.arn}")
    write(f"Found by {_way(found, environment)}. Region {found.region}.")


async def _profiles(aws: Aws, _profile: str | None, _environment: Mapping[str, str], write: Write) -> None:
    found = await aws.profiles()
    if found.unreadable:
        raise ToolError(
            "Unreadable",
            f"{' and '.join(found.unreadable)} may not be read by this user. Set AWS_FILES_USER to the owner's id.",
        )
    if not found.profiles:
        write("The server sees no profile. MOUNT_AWS=1 mounts ~/.aws read-only, with compose.aws-profile.yaml.")
    for profile in found.profiles:
        mark = "*" if profile.active else " "
        write(f"{mark} {profile.name:<24}{profile.kind:<14}{profile.region or ''}".rstrip())


async def _account(aws: Aws, profile: str | None, environment: Mapping[str, str], write: Write) -> None:
    found = await aws.identity(profile)
    alias = await aws.alias(profile)
    partition, kind, name = read_arn(found.arn)
    write(f"account    {found.account}{f' ({alias})' if alias else ''}")
    write(f"partition  {partition}")
    write(f"region     {found.region}")
    write(f"identity   {name}, {kind.replace('_', ' ')}")
    write(f"found by   {_way(found, environment)}")


def _way(found: Identity, environment: Mapping[str, str]) -> str:
    if found.source == SOURCE:
        return f"the key in Secrets Manager that {VARIABLE} names"
    number = way_of(found.source, environment)
    return f"{_NUMBERS[number]} ({found.source})" if number else found.source


_COMMANDS: dict[str, Callable[[Aws, str | None, Mapping[str, str], Write], Coroutine[Any, Any, None]]] = {
    "test": _test,
    "validate": _validate,
    "profiles": _profiles,
    "account": _account,
}


if __name__ == "__main__":
    tidy_environment(os.environ)
    sys.exit(
        main(
            sys.argv[1:],
            os.environ,
            lambda text: print(text, flush=True),  # noqa: T201
            lambda text: print(text, file=sys.stderr),  # noqa: T201
        )
    )
