import pytest

from aws_server.mode import ModeError, choose_mode


@pytest.mark.parametrize(
    ("argument", "transport", "expected"),
    [("http", "stdio", "http"), (None, "stdio", "stdio"), (None, "streamable-http", "http"), (None, "", "http")],
)
def test_prefers_the_argument_then_mcp_transport_then_http(
    argument: str | None, transport: str | None, expected: str
) -> None:
    assert choose_mode(argument, transport) == expected


@pytest.mark.parametrize(
    ("argument", "transport", "message"),
    [
        ("sse", None, 'The mode "sse" is unknown. Use one of: http, stdio.'),
        (None, "sse", 'MCP_TRANSPORT is "sse". Use one of: streamable-http, stdio.'),
    ],
)
def test_lists_what_is_allowed(argument: str | None, transport: str | None, message: str) -> None:
    with pytest.raises(ModeError) as caught:
        choose_mode(argument, transport)
    assert str(caught.value) == message
