from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pytest

from aws_server.settings import (
    AuthSettings,
    LogSettings,
    Settings,
    SettingsError,
    read_settings,
)
from aws_server.web.rate_limit import Rate

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@pytest.mark.parametrize(
    ("environment", "pick", "expected"),
    [
        ({}, lambda s: s.server_name, "aws-mcp-server"),
        ({}, lambda s: s.log, LogSettings("INFO", "json")),
        ({}, lambda s: (s.http.host, s.http.port), ("0.0.0.0", 8000)),
        ({}, lambda s: s.http.allowed_origins, ("https://chatgpt.com", "https://claude.ai")),
        ({}, lambda s: s.http.rate_limit, None),
        # Empty variables count as unset.
        (
            {"PORT": "", "LOG_FORMAT": " ", "AWS_PROFILE": "", "AWS_ACCESS_KEY_ID": ""},
            lambda s: (s.http.port, s.log.format),
            (8000, "json"),
        ),
        ({"MCP_SERVER_PORT": "3100"}, lambda s: s.http.port, 3100),
        ({"PORT": "4000", "MCP_SERVER_PORT": "3100"}, lambda s: s.http.port, 4000),
        ({"MCP_LOG_LEVEL": "error", "LOG_LEVEL": "DEBUG"}, lambda s: s.log.level, "ERROR"),
        ({"LOG_LEVEL": "WARNING", "DEBUG": "true"}, lambda s: s.log.level, "WARNING"),
        ({"DEBUG": "1"}, lambda s: s.log.level, "DEBUG"),
        (
            {"MCP_SERVER_NAME": "My-Aws"},
            lambda s: s.http.allowed_hosts,
            (*LOOPBACK, "my-aws", "mcp-server", "aws-tools"),
        ),
        (
            {"MCP_ALLOWED_HOSTS": "Aws.example.com, [fd00::1]"},
            lambda s: s.http.allowed_hosts,
            (*LOOPBACK, "aws.example.com", "[fd00::1]"),
        ),
        ({"RATE_LIMIT": "100/minute"}, lambda s: s.http.rate_limit, Rate(100, 60)),
        (
            {"FORWARDED_ALLOW_IPS": "10.0.0.0/8"},
            lambda s: [ip_address(address) in s.http.trusted_proxies for address in ("10.1.2.3", "11.1.2.3")],
            [True, False],
        ),
        (
            {"AUTH_SERVER_URL": "https://auth.example.com/", "RESOURCE_SERVER_URL": "https://aws.example.com/mcp"},
            lambda s: s.auth,
            AuthSettings(
                "https://auth.example.com/.well-known/jwks",
                "https://auth.example.com",
                "https://aws.example.com/mcp",
                ("user", "read"),
            ),
        ),
    ],
)
def test_accepts(environment: dict[str, str], pick: Callable[[Settings], Any], expected: object) -> None:
    assert pick(read_settings(environment, "http")) == expected


def test_measures_by_default_over_http_only() -> None:
    assert read_settings({}, "http").metrics.enabled
    assert not read_settings({}, "stdio").metrics.enabled
    assert read_settings({"METRICS_ENABLED": "true"}, "stdio").metrics.enabled
    assert not read_settings({"METRICS_ENABLED": "false"}, "http").metrics.enabled


@pytest.mark.parametrize(
    ("environment", "problem"),
    [
        ({"PORT": "abc"}, 'PORT is "abc"; allowed is a port from 1 to 65535.'),
        ({"MCP_SERVER_PORT": "70000"}, 'MCP_SERVER_PORT is "70000"; allowed is a port from 1 to 65535.'),
        ({"MCP_LOG_LEVEL": "LOUD"}, 'MCP_LOG_LEVEL is "LOUD"; allowed is one of DEBUG, INFO, WARNING, ERROR.'),
        ({"LOG_FORMAT": "xml"}, 'LOG_FORMAT is "xml"; allowed is json or text.'),
        ({"DEBUG": "maybe"}, 'DEBUG is "maybe"; allowed is true or false.'),
        (
            {"MCP_ALLOWED_HOSTS": "https://x"},
            'MCP_ALLOWED_HOSTS is "https://x"; '
            "allowed is a comma-separated list of host names without scheme and port.",
        ),
        (
            {"ALLOWED_ORIGINS": "example.com"},
            'ALLOWED_ORIGINS is "example.com"; '
            "allowed is a comma-separated list of origins such as https://example.com, without a path.",
        ),
        (
            {"RATE_LIMIT": "often"},
            'RATE_LIMIT is "often"; allowed is a number per second, minute or hour, such as 100/minute.',
        ),
        (
            {"FORWARDED_ALLOW_IPS": "10.0.0.300"},
            'FORWARDED_ALLOW_IPS is "10.0.0.300"; '
            "allowed is a comma-separated list of IP addresses and networks such as 10.0.0.0/8, or *.",
        ),
        (
            {"AWS_ACCESS_KEY_ID": '"AKIAENVIRONMENT00001"', "AWS_SECRET_ACCESS_KEY": "x"},
            "AWS_ACCESS_KEY_ID is not valid; allowed is 16 to 128 letters and digits, without quotes.",
        ),
        (
            {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT00001", "AWS_SECRET_ACCESS_KEY": "two words"},
            "AWS_SECRET_ACCESS_KEY is not valid; allowed is the key alone, without quotes and spaces.",
        ),
        (
            {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT00001"},
            "AWS_SECRET_ACCESS_KEY is not set; it is required when the key comes from the environment "
            "(AWS_ACCESS_KEY_ID is set).",
        ),
        (
            {"AWS_WEB_IDENTITY_TOKEN_FILE": "/token"},
            "AWS_ROLE_ARN is not set; it is required when a web identity is used (AWS_WEB_IDENTITY_TOKEN_FILE is set).",
        ),
        ({"AWS_REGION": "Frankfurt"}, 'AWS_REGION is "Frankfurt"; allowed is the name of a region such as us-east-1.'),
        (
            {"AWS_ENDPOINT_URL": "ftp://user:pass@b"},
            'AWS_ENDPOINT_URL is "ftp://[hidden]@b"; allowed is an http or https URL.',
        ),
        (
            {"AUTH_SERVER_URL": "https://a"},
            "RESOURCE_SERVER_URL is not set; it is required when clients need a token (AUTH_SERVER_URL is set).",
        ),
    ],
)
def test_refuses(environment: dict[str, str], problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(environment, "http")
    assert caught.value.problems == [problem]


def test_names_every_variable_that_is_wrong() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"PORT": "0", "LOG_FORMAT": "xml", "AWS_SECRET_ACCESS_KEY": "x"}, "http")
    named = {problem.split(" ")[0] for problem in caught.value.problems}
    assert named == {"PORT", "LOG_FORMAT", "AWS_ACCESS_KEY_ID"}
