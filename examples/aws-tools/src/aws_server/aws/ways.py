"""The four ways of giving this server credentials, and which of them are set up: names, no values."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from botocore.session import Session

from .profiles import read_profiles, unreadable_files

State = Literal["found", "incomplete", "not set up"]


@dataclass(frozen=True)
class Way:
    number: int
    title: str
    state: State
    detail: str


def way_of(source: str, environment: Mapping[str, str]) -> int | None:
    """Which way the SDK means with the name of one of its providers; None when it is none of the four."""
    match source:
        case "env":
            return 1
        case "container-role" | "iam-role":
            return 3
        case "assume-role-with-web-identity":
            return 4 if "AWS_WEB_IDENTITY_TOKEN_FILE" in environment else 2
        case "shared-credentials-file" | "config-file" | "assume-role" | "sso" | "custom-process" | "login":
            return 2
        case _:
            return None


def four_ways(session: Session, environment: Mapping[str, str]) -> list[Way]:
    """All four, in the order in which the documents number them. Asks nobody outside of this container."""
    return [_key(environment), _profile(session), _role(environment), _web_identity(environment)]


def _key(environment: Mapping[str, str]) -> Way:
    title = "access key in the environment"
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    there = [name for name in names if name in environment]
    if not there:
        return Way(1, title, "not set up", "no AWS_ACCESS_KEY_ID")
    if len(there) == 1:
        missing = next(name for name in names if name not in there)
        return Way(1, title, "incomplete", f"{there[0]} without {missing}")
    token = "with" if "AWS_SESSION_TOKEN" in environment else "without"
    return Way(1, title, "found", f"{token} AWS_SESSION_TOKEN")


def _profile(session: Session) -> Way:
    title = "profile in the AWS files"
    unreadable = unreadable_files(session)
    if unreadable:
        text = f"{' and '.join(unreadable)} may not be read by this user; AWS_FILES_USER says who the container runs as"
        return Way(2, title, "incomplete", text)
    profiles = read_profiles(session)
    wanted = session.get_config_variable("profile")
    name = wanted or "default"
    active = next((profile for profile in profiles if profile.name == name), None)
    if active is not None and active.kind != "none":
        return Way(2, title, "found", f"{name}, kind {active.kind}")
    if active is not None:
        return Way(2, title, "incomplete", f"{name} has settings and no credentials")
    others = f"it has {', '.join(profile.name for profile in profiles)}" if profiles else "there are none"
    if wanted:
        return Way(2, title, "incomplete", f"no profile {wanted}; {others}")
    return Way(2, title, "not set up", f"no profile default; {others}" if profiles else "no files")


def _role(environment: Mapping[str, str]) -> Way:
    title = "role of the container or the instance"
    for name in ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"):
        if name in environment:
            return Way(3, title, "found", f"container, by {name}")
    if environment.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return Way(3, title, "not set up", "AWS_EC2_METADATA_DISABLED is true")
    return Way(3, title, "not set up", "no container role; the instance is asked when nothing else is there")


def _web_identity(environment: Mapping[str, str]) -> Way:
    title = "web identity"
    role, file = environment.get("AWS_ROLE_ARN"), environment.get("AWS_WEB_IDENTITY_TOKEN_FILE")
    if file is None:
        return Way(4, title, "not set up", "no AWS_WEB_IDENTITY_TOKEN_FILE")
    if role is None:
        return Way(4, title, "incomplete", "AWS_WEB_IDENTITY_TOKEN_FILE without AWS_ROLE_ARN")
    try:
        with Path(file).open("rb"):
            pass
    except OSError as error:
        return Way(4, title, "incomplete", f"the file of AWS_WEB_IDENTITY_TOKEN_FILE: {error.strerror}")
    return Way(4, title, "found", "AWS_ROLE_ARN and a token file")
