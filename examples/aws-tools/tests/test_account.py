"""What the server learns from AWS by each way of giving it credentials, and what it says when there are none."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from aws_server.aws.account import SdkAws
from aws_server.aws.environment import secrets_in, tidy_environment
from aws_server.errors import ToolError
from aws_server.log import Logger
from aws_server.metrics import create_metrics
from aws_server.tools import TOOLS
from aws_server.tools.aws_account_info import read_arn
from aws_server.tools.tool import Call, Failure

from .fake_aws import ACCOUNT, EXPIRED_KEY, ROLE_TOKEN, WEB_IDENTITY

SECRET = "secret-key-of-this-test"
BY_NAME = {tool.name: tool for tool in TOOLS}

PROFILES = f"""[default]
aws_access_key_id = AKIAPROFILE000000001
aws_secret_access_key = {SECRET}
[session]
aws_access_key_id = ASIASESSION000000001
aws_secret_access_key = {SECRET}
aws_session_token = {ROLE_TOKEN}
[expired]
aws_access_key_id = {EXPIRED_KEY}
aws_secret_access_key = {SECRET}
aws_session_token = old
"""
CONFIG = """[default]
region = eu-central-1
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/Deploy
source_profile = default
[profile staff]
sso_session = staff
[profile tool]
credential_process = /bin/false
[profile empty]
"""


def run(name: str, arguments: dict[str, Any] | None = None) -> tuple[Any, list[str]]:
    lines: list[str] = []
    log = Logger("test", level="DEBUG", format="json", write=lines.append)
    call = Call(SdkAws(create_metrics(enabled=False)), log, "request-1")
    return asyncio.run(BY_NAME[name].execute(arguments or {}, call)), lines


def write_files(folder: Path) -> None:
    (folder / ".aws").mkdir()
    (folder / ".aws" / "credentials").write_text(PROFILES)
    (folder / ".aws" / "config").write_text(CONFIG)


@pytest.mark.parametrize(
    ("environment", "arn", "source"),
    [
        (
            {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT00001", "AWS_SECRET_ACCESS_KEY": SECRET},
            "user/team/alice",
            "env",
        ),
        (
            {
                "AWS_ACCESS_KEY_ID": "ASIASESSION000000001",
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_SESSION_TOKEN": ROLE_TOKEN,
            },
            "assumed-role/Session/alice",
            "env",
        ),
        ({"FILES": "yes"}, "user/profile", "shared-credentials-file"),
        ({"FILES": "yes", "AWS_PROFILE": "session"}, "assumed-role/Session/alice", "shared-credentials-file"),
        ({"FILES": "yes", "AWS_PROFILE": ""}, "user/profile", "shared-credentials-file"),
        ({"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"}, "assumed-role/TaskRole/task", "container-role"),
        (
            {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "{url}", "AWS_EC2_METADATA_DISABLED": "false"},
            "assumed-role/InstanceRole/i-1",
            "iam-role",
        ),
        (
            {"AWS_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/WebRole", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"},
            "assumed-role/WebRole/mcp",
            "assume-role-with-web-identity",
        ),
        # What is more exact wins: keys in the environment before files, files before the role of the container.
        (
            {
                "AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT00001",
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "FILES": "yes",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container",
            },
            "user/team/alice",
            "env",
        ),
        (
            {"FILES": "yes", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container"},
            "user/profile",
            "shared-credentials-file",
        ),
    ],
)
def test_finds_credentials(
    environment: dict[str, str],
    arn: str,
    source: str,
    aws_url: str,
    aws_environment: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "token").write_text(WEB_IDENTITY)
    if environment.get("FILES"):
        write_files(tmp_path)
    given = {
        name: value.format(url=aws_url, home=tmp_path) for name, value in environment.items() if name.startswith("AWS_")
    }
    tidy_environment(given)
    for name, value in given.items():
        aws_environment.setenv(name, value)
    result, lines = run("aws_validate_credentials")
    assert not isinstance(result, Failure), result
    assert (result["valid"], result["account"], result["source"]) == (True, ACCOUNT, source)
    assert result["arn"].endswith(arn)
    assert SECRET not in "".join(lines) + json.dumps(result)


def test_takes_the_region_of_the_environment_then_of_the_profile_then_its_own(
    aws_environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_files(tmp_path)
    assert run("aws_validate_credentials")[0]["region"] == "eu-central-1"
    assert run("aws_validate_credentials", {"profile": "session"})[0]["region"] == "us-east-1"
    given = {"AWS_REGION": "ap-south-1", "AWS_DEFAULT_REGION": "us-west-2"}
    tidy_environment(given)
    aws_environment.setenv("AWS_DEFAULT_REGION", given["AWS_DEFAULT_REGION"])
    assert run("aws_validate_credentials")[0]["region"] == "ap-south-1"


@pytest.mark.parametrize(
    ("environment", "arguments", "code", "step"),
    [
        ({}, {}, "NoCredentialsError", "Give the server one of"),
        ({}, {"profile": "nobody"}, "ProfileNotFound", 'no profile "nobody"'),
        ({"AWS_ACCESS_KEY_ID": "AKIAUNKNOWN000000001"}, {}, "InvalidClientTokenId", "Check AWS_ACCESS_KEY_ID"),
        ({"FILES": "yes"}, {"profile": "expired"}, "ExpiredToken", "Get new ones"),
        ({"FILES": "yes"}, {"profile": "tool"}, "CredentialRetrievalError", "did not answer as it should"),
        (
            {"AWS_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/WebRole", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/wrong"},
            {},
            "InvalidIdentityToken",
            "trust policy",
        ),
        (
            {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT00001", "AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
            {},
            "EndpointConnectionError",
            "cannot be reached",
        ),
    ],
)
def test_says_what_to_do_when_credentials_do_not_work(
    environment: dict[str, str],
    arguments: dict[str, str],
    code: str,
    step: str,
    aws_environment: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "wrong").write_text("not-the-right-token")
    for name, value in environment.items():
        aws_environment.setenv(name, value.format(home=tmp_path))
    if environment.get("FILES"):
        write_files(tmp_path)
    if "AWS_ACCESS_KEY_ID" in environment:
        aws_environment.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    result, lines = run("aws_validate_credentials", arguments)
    assert isinstance(result, Failure)
    assert (result.side, result.code) == ("aws", code)
    assert step in result.message
    record = json.loads(lines[-1])
    assert (record["level"], record["error_code"]) == ("WARNING", code)
    said = "".join(lines) + result.message
    assert not [secret for secret in (SECRET, "not-the-right-token", "Words of AWS") if secret in said]


def test_lists_profiles_without_their_secrets(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run("aws_list_profiles")[0] == {"profiles": [], "unreadable_files": []}
    write_files(tmp_path)
    result, lines = run("aws_list_profiles")
    assert [(entry["name"], entry["kind"], entry["active"]) for entry in result["profiles"]] == [
        ("default", "access_key", True),
        ("deploy", "role", False),
        ("empty", "none", False),
        ("expired", "access_key", False),
        ("session", "access_key", False),
        ("staff", "sso", False),
        ("tool", "process", False),
    ]
    assert result["profiles"][0]["region"] == "eu-central-1"
    said = json.dumps(result) + "".join(lines)
    assert not [secret for secret in (SECRET, ROLE_TOKEN, "AKIA", "/bin/false") if secret in said]


def test_describes_the_account(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_files(tmp_path)
    assert run("aws_account_info", {"profile": "session"})[0] == {
        "account": ACCOUNT,
        "alias": "example",
        "partition": "aws",
        "region": "us-east-1",
        "principal_kind": "assumed_role",
        "principal": "Session",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Session/alice",
    }
    # Who may not see the alias still gets the rest.
    assert run("aws_account_info")[0]["alias"] is None


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:iam::1:root", ("aws", "root", "root")),
        ("arn:aws-cn:iam::1:user/a/b/name", ("aws-cn", "user", "name")),
        ("arn:aws:sts::1:assumed-role/Role/with/slash", ("aws", "assumed_role", "Role")),
        ("arn:aws:sts::1:federated-user/bob", ("aws", "federated_user", "bob")),
        ("nonsense", ("", "other", "")),
    ],
)
def test_reads_arns(arn: str, expected: tuple[str, str, str]) -> None:
    assert read_arn(arn) == expected


def test_counts_calls_to_aws(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_files(tmp_path)
    metrics = create_metrics(enabled=True)
    aws = SdkAws(metrics)
    asyncio.run(aws.identity(None))
    with pytest.raises(ToolError):
        asyncio.run(aws.identity("expired"))
    text = metrics.render()[1].decode()
    for result in ("success", "error"):
        labels = f'operation="get_caller_identity",result="{result}",service="sts"'
        assert f"aws_api_calls_total{{{labels}}} 1.0" in text


def test_empty_variables_are_none() -> None:
    given = {"AWS_PROFILE": "", "AWS_SESSION_TOKEN": "  ", "AWS_REGION": "eu-west-1", "OTHER": ""}
    assert tidy_environment(given) == ["AWS_PROFILE", "AWS_SESSION_TOKEN"]
    assert given == {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1", "OTHER": ""}


def test_knows_what_no_log_may_show() -> None:
    assert secrets_in({"AWS_SECRET_ACCESS_KEY": "a", "AWS_SESSION_TOKEN": "b", "AWS_REGION": "c"}) == ["a", "b"]
