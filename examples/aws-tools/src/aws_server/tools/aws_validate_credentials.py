from typing import Literal

from mcp_types import ToolAnnotations
from pydantic import Field

from ..model import Arguments, ProfileName, Result
from .tool import Call, Tool


class ValidateCredentials(Arguments):
    profile: ProfileName = Field(default=None, description="Profile to check; the active one when left out.")


class ValidCredentials(Result):
    valid: Literal[True] = Field(description="Always true; credentials that AWS refuses are an error.")
    account: str = Field(description="Number of the account.")
    arn: str = Field(description="Who the credentials belong to.")
    user_id: str = Field(description="Unique id of that user or role session.")
    region: str = Field(description="Region in which calls are made.")
    source: str = Field(description="Where the credentials come from, as the AWS SDK calls it: env, iam-role, …")


async def run(given: ValidateCredentials, call: Call) -> ValidCredentials:
    found = await call.aws.identity(given.profile)
    return ValidCredentials(
        valid=True,
        account=found.account,
        arn=found.arn,
        user_id=found.user_id,
        region=found.region,
        source=found.source,
    )


aws_validate_credentials = Tool(
    name="aws_validate_credentials",
    title="Validate AWS credentials",
    description="Asks AWS who the credentials of this server belong to. An error says what is wrong with them.",
    arguments=ValidateCredentials,
    result=ValidCredentials,
    annotations=ToolAnnotations(
        read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=True
    ),
    run=run,
)
