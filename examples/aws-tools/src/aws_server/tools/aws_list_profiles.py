from mcp_types import ToolAnnotations
from pydantic import Field

from ..aws.profiles import Profile
from ..model import Arguments, Result
from .tool import Call, Tool


class ListProfiles(Arguments):
    pass


class Profiles(Result):
    profiles: list[Profile] = Field(description="The profiles, sorted by name; empty when there are no AWS files.")
    unreadable_files: list[str] = Field(
        description="AWS files that are there but that this server may not read; their profiles are missing."
    )


async def run(_given: ListProfiles, call: Call) -> Profiles:
    found = await call.aws.profiles()
    return Profiles(profiles=found.profiles, unreadable_files=found.unreadable)


aws_list_profiles = Tool(
    name="aws_list_profiles",
    title="List AWS profiles",
    description="Lists the profiles in the AWS files of this server, without any secret. Needs no account.",
    arguments=ListProfiles,
    result=Profiles,
    annotations=ToolAnnotations(
        read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=False
    ),
    run=run,
)
