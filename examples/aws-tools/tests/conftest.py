import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .fake_aws import fake_aws


@pytest.fixture(scope="session")
def aws_url() -> Iterator[str]:
    with fake_aws() as url:
        yield url


@pytest.fixture
def aws_environment(aws_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing of the machine that runs the tests reaches the SDK, and the SDK reaches nothing but the fake."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws_url)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return monkeypatch
