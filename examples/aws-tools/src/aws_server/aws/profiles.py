"""The profiles in the AWS files of this server. No value that is secret is read out of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from botocore import exceptions
from botocore.session import Session
from pydantic import Field

from ..model import Result
from .trouble import explain

ProfileKind = Literal["access_key", "role", "sso", "web_identity", "process", "none"]


class Profile(Result):
    name: str = Field(description="Name of the profile, as the other tools take it.")
    kind: ProfileKind = Field(description="How the profile gets its credentials; none when it only has settings.")
    region: str | None = Field(
        description="Region of the profile, or null when it names none.", json_schema_extra={"type": ["string", "null"]}
    )
    active: bool = Field(description="Whether this one is used when no profile is named.")


def read_profiles(session: Session) -> list[Profile]:
    """All profiles, sorted by name. A file that is not there has none; one that cannot be used is a ToolError."""
    try:
        profiles: Mapping[str, Mapping[str, Any]] = session.full_config.get("profiles", {})
    except (exceptions.ConfigParseError, exceptions.ConfigNotFound) as error:
        raise explain(error) from None
    active = session.get_config_variable("profile") or "default"
    return [
        Profile(name=name, kind=_kind(settings), region=_text(settings.get("region")), active=name == active)
        for name, settings in sorted(profiles.items())
    ]


def unreadable_files(session: Session) -> list[str]:
    """Names of the AWS files that are there and may not be read. The SDK takes them for missing ones."""
    found = []
    for variable in ("credentials_file", "config_file"):
        path = Path(str(session.get_config_variable(variable))).expanduser()
        try:
            if path.exists():
                with path.open("rb"):
                    pass
        except PermissionError:
            found.append(path.name)
    return found


def _kind(settings: Mapping[str, Any]) -> ProfileKind:
    # In the order in which the SDK looks.
    kinds: tuple[tuple[str, ProfileKind], ...] = (
        ("web_identity_token_file", "web_identity"),
        ("role_arn", "role"),
        ("sso_session", "sso"),
        ("sso_start_url", "sso"),
        ("aws_access_key_id", "access_key"),
        ("credential_process", "process"),
    )
    return next((kind for key, kind in kinds if key in settings), "none")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
