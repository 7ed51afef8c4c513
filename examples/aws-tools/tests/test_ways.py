"""Which ways of giving credentials are set up, what `python -m aws_server.aws` shows of them, and what it must not."""

import os
from pathlib import Path

import botocore.session
import pytest

from aws_server.aws.__main__ import main
from aws_server.aws.ways import four_ways, way_of

from .fake_aws import ACCOUNT, SECRETS, WEB_IDENTITY

SECRET = "secret-key-of-this-test"
KEY = {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT00001", "AWS_SECRET_ACCESS_KEY": SECRET}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/WebRole"
DEFAULT = f"[default]\naws_access_key_id = AKIAPROFILE000000001\naws_secret_access_key = {SECRET}\n"


def write_files(folder: Path, credentials: str = DEFAULT) -> None:
    (folder / ".aws").mkdir()
    (folder / ".aws" / "credentials").write_text(credentials)


def ask(*arguments: str) -> tuple[int, str, str]:
    said: list[str] = []
    warned: list[str] = []
    code = main(list(arguments), os.environ, said.append, warned.append)
    return code, "\n".join(said), "\n".join(warned)


@pytest.mark.parametrize(
    ("environment", "credentials", "number", "state", "detail"),
    [
        ({}, "", 1, "not set up", "no AWS_ACCESS_KEY_ID"),
        (KEY, "", 1, "found", "without AWS_SESSION_TOKEN"),
        ({**KEY, "AWS_SESSION_TOKEN": "t"}, "", 1, "found", "with AWS_SESSION_TOKEN"),
        ({"AWS_SECRET_ACCESS_KEY": SECRET}, "", 1, "incomplete", "AWS_SECRET_ACCESS_KEY without AWS_ACCESS_KEY_ID"),
        ({}, "", 2, "not set up", "no files"),
        ({}, DEFAULT, 2, "found", "default, kind access_key"),
        ({"AWS_PROFILE": "b"}, DEFAULT, 2, "incomplete", "no profile b; it has default"),
        ({"AWS_PROFILE": "b"}, "", 2, "incomplete", "no profile b; there are none"),
        ({}, "[other]\nrole_arn = x\n", 2, "not set up", "no profile default; it has other"),
        ({}, "[default]\nregion = eu-west-1\n", 2, "incomplete", "settings and no credentials"),
        ({}, "", 3, "not set up", "AWS_EC2_METADATA_DISABLED is true"),
        ({"AWS_EC2_METADATA_DISABLED": "false"}, "", 3, "not set up", "the instance is asked"),
        ({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"}, "", 3, "found", "_RELATIVE_URI"),
        ({}, "", 4, "not set up", "no AWS_WEB_IDENTITY_TOKEN_FILE"),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/x"}, "", 4, "incomplete", "without AWS_ROLE_ARN"),
        ({"AWS_ROLE_ARN": ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "/not/there"}, "", 4, "incomplete", "No such file"),
        ({"AWS_ROLE_ARN": ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}, "", 4, "found", "a token file"),
    ],
)
def test_says_which_ways_are_set_up(
    environment: dict[str, str],
    credentials: str,
    number: int,
    state: str,
    detail: str,
    aws_environment: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "token").write_text(WEB_IDENTITY)
    if credentials:
        write_files(tmp_path, credentials)
    for name, value in environment.items():
        aws_environment.setenv(name, value.format(home=tmp_path))
    ways = four_ways(botocore.session.Session(), os.environ)
    assert [way.number for way in ways] == [1, 2, 3, 4]
    assert (ways[number - 1].state, detail in ways[number - 1].detail) == (state, True), ways[number - 1]
    assert SECRET not in str(ways)


@pytest.mark.parametrize(
    ("source", "number"),
    [("env", 1), ("sso", 2), ("assume-role", 2), ("container-role", 3), ("iam-role", 3), ("explicit", None)],
)
def test_knows_the_way_of_a_provider(source: str, number: int | None) -> None:
    assert way_of(source, {}) == number


def test_tells_a_web_identity_of_the_environment_from_that_of_a_profile() -> None:
    source = "assume-role-with-web-identity"
    assert (way_of(source, {"AWS_WEB_IDENTITY_TOKEN_FILE": "x"}), way_of(source, {})) == (4, 2)


@pytest.mark.parametrize("command", ["test", "validate", "account"])
def test_ends_with_1_and_says_what_to_do_without_credentials(command: str, aws_environment: pytest.MonkeyPatch) -> None:
    code, _, warned = ask(command)
    assert code == 1
    assert "No AWS credentials were found. Give the server one of" in warned


def test_names_the_way_and_shows_no_secret(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_files(tmp_path)
    assert ask("validate")[:2] == (
        0,
        f"Valid: arn:aws:iam::{ACCOUNT}:user/profile\nFound by way 2 (shared-credentials-file). Region us-east-1.",
    )
    for name, value in KEY.items():
        aws_environment.setenv(name, value)
    code, said, warned = ask("test")
    assert (code, warned) == (0, "")
    for part in (
        "way 1  access key in the environment",
        "found: without AWS_SESSION_TOKEN",
        "found: default, kind access_key",
        "us-east-1, as nothing names one",
        "the address in AWS_ENDPOINT_URL, and not AWS itself",
        "Found by way 1 (env)",
    ):
        assert part in said
    assert not [value for value in (SECRET, *KEY.values(), "AKIAPROFILE") if value in said]
    code, said, _ = ask("account")
    assert code == 0
    assert said.split("\n") == [
        f"account    {ACCOUNT} (example)",
        "partition  aws",
        "region     us-east-1",
        "identity   alice, user",
        "found by   way 1 (env)",
    ]


def test_says_that_a_profile_is_missing(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_files(tmp_path)
    aws_environment.setenv("AWS_PROFILE", "b")
    code, said, warned = ask("test")
    assert code == 1
    assert "incomplete: no profile b; it has default" in said
    assert warned.startswith('ProfileNotFound: There is no profile "b"')


def test_lists_profiles(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert ask("profiles")[:2] == (
        0,
        "The server sees no profile. MOUNT_AWS=1 mounts ~/.aws read-only, with compose.aws-profile.yaml.",
    )
    write_files(tmp_path, f"{DEFAULT}[staff]\nsso_session = staff\nregion = eu-west-1\n")
    _, said, _ = ask("profiles")
    assert [line.split() for line in said.split("\n")] == [
        ["*", "default", "access_key"],
        ["staff", "sso", "eu-west-1"],
    ]


@pytest.mark.parametrize("arguments", [(), ("nothing",), ("validate", "a", "b")])
def test_ends_with_2_when_it_is_called_in_the_wrong_way(
    arguments: tuple[str, ...], aws_environment: pytest.MonkeyPatch
) -> None:
    code, said, warned = ask(*arguments)
    assert (code, said) == (2, "")
    assert warned.startswith("Usage: ")


def test_takes_a_key_out_of_secrets_manager(aws_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_files(tmp_path)
    aws_environment.setenv("AWS_CREDENTIALS_SECRET", "mcp/aws")
    code, said, _ = ask("test")
    assert code == 0
    assert f"arn:aws:iam::{ACCOUNT}:user/stored" in said
    assert "Found by the key in Secrets Manager that AWS_CREDENTIALS_SECRET names" in said
    assert not [value for value in ("AKIASTORED", "stored-secret-of-the-fake") if value in said]
    # A profile that is named is meant.
    assert f"arn:aws:iam::{ACCOUNT}:user/profile" in ask("validate", "default")[1]


@pytest.mark.parametrize(
    ("secret", "code", "step"),
    [
        ("mcp/nothing", "ResourceNotFoundException", "Check AWS_CREDENTIALS_SECRET"),
        ("mcp/other", "InvalidSecret", "holds no AWS_ACCESS_KEY_ID and no AWS_SECRET_ACCESS_KEY"),
        ("mcp/text", "InvalidSecret", "has to be a JSON object"),
    ],
)
def test_says_what_is_wrong_with_a_stored_key(
    secret: str, code: str, step: str, aws_environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_files(tmp_path)
    aws_environment.setitem(SECRETS, "mcp/text", "not-json")
    aws_environment.setenv("AWS_CREDENTIALS_SECRET", secret)
    ended, _, warned = ask("validate")
    assert (ended, warned.split(":")[0]) == (1, code)
    assert step in warned
    assert not [value for value in ("not-for-this", "not-json", "Words of AWS") if value in warned]
