import pytest

from aws_server.web.client_address import client_address, parse_address_list
from aws_server.web.rate_limit import Rate, RateLimiter


def test_rate_limit_starts_over_with_the_next_window() -> None:
    now = 0.0
    limiter = RateLimiter(Rate(1, 1), lambda: now)
    assert [limiter.take("a"), limiter.take("a"), limiter.take("b")] == [0, 1, 0]
    now = 1.0
    assert limiter.take("a") == 0


@pytest.mark.parametrize(
    ("forwarded", "peer", "trusted", "expected"),
    [
        ([], "9.9.9.9", "", "9.9.9.9"),
        (["1.1.1.1"], "9.9.9.9", "", "9.9.9.9"),
        (["1.1.1.1"], "10.0.0.1", "10.0.0.0/8", "1.1.1.1"),
        (["6.6.6.6, 1.1.1.1", "10.0.0.2"], "::ffff:10.0.0.1", "10.0.0.0/8", "1.1.1.1"),
        (["6.6.6.6, 1.1.1.1"], "10.0.0.1", "*", "6.6.6.6"),
        (["unknown"], "10.0.0.1", "10.0.0.0/8", "10.0.0.1"),
        (["fd00::9"], "::1", "::1", "fd00::9"),
        (["1.1.1.1"], "", "", "1.1.1.1"),
    ],
)
def test_finds_the_client_behind_proxies(forwarded: list[str], peer: str, trusted: str, expected: str) -> None:
    assert client_address(peer, forwarded, parse_address_list(trusted)) == expected
