from typing import Literal

from mcp_types import ToolAnnotations
from pydantic import Field

from ..model import Arguments, ProfileName, Result
from .tool import Call, Tool

PrincipalKind = Literal["root", "user", "assumed_role", "federated_user", "other"]


class AccountInfo(Arguments):
    profile: ProfileName = Field(default=None, description="Profile to use; the active one when left out.")


class Account(Result):
    account: str = Field(description="Number of the account.")
    alias: str | None = Field(
        description="Alias of the account, or null when it has none or this identity may not see it.",
        json_schema_extra={"type": ["string", "null"]},
    )
    partition: str = Field(description="Partition of AWS: aws, aws-cn, aws-us-gov, …")
    region: str = Field(description="Region in which calls are made.")
    principal_kind: PrincipalKind = Field(description="What kind of identity the credentials belong to.")
    principal: str = Field(description="Name of that user or role.")
    arn: str = Field(description="Who the credentials belong to, in full.")


async def run(given: AccountInfo, call: Call) -> Account:
    found = await call.aws.identity(given.profile)
    alias = await call.aws.alias(given.profile)
    partition, kind, name = read_arn(found.arn)
    return Account(
        account=found.account,
        alias=alias,
        partition=partition,
        region=found.region,
        principal_kind=kind,
        principal=name,
        arn=found.arn,
    )


def read_arn(arn: str) -> tuple[str, PrincipalKind, str]:
    """Partition, kind and name: `arn:aws:sts::1:assumed-role/Name/session` → aws, assumed_role, Name."""
    _, partition, _, _, _, resource = (*arn.split(":", 5), *[""] * 6)[:6]
    kind, _, rest = resource.partition("/")
    match kind:
        case "root":
            return partition, "root", "root"
        case "user":
            # A path may stand before the name.
            return partition, "user", rest.rpartition("/")[2]
        case "assumed-role":
            return partition, "assumed_role", rest.partition("/")[0]
        case "federated-user":
            return partition, "federated_user", rest
        case _:
            return partition, "other", resource


aws_account_info = Tool(
    name="aws_account_info",
    title="Describe the AWS account",
    description="Returns number, alias and partition of the AWS account, and the identity that this server has in it.",
    arguments=AccountInfo,
    result=Account,
    annotations=ToolAnnotations(
        read_only_hint=True, idempotent_hint=True, destructive_hint=False, open_world_hint=True
    ),
    run=run,
)
