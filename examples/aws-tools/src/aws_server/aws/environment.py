"""The variables that the AWS SDK reads by itself, put right before it does."""

from collections.abc import MutableMapping

#: Where nothing names another one. The SDK has none and would refuse to work.
DEFAULT_REGION = "us-east-1"

_SECRET_VARIABLES = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN")


def tidy_environment(environment: MutableMapping[str, str]) -> list[str]:
    """Takes away what is set to nothing, and returns the names of it.

    Compose and `docker run --env-file` pass an empty AWS_PROFILE on, and the SDK would look for a profile without a
    name. All other SDKs of AWS read AWS_REGION first; this one knows only the older name.
    """
    empty = sorted(name for name, value in environment.items() if name.startswith("AWS_") and not value.strip())
    for name in empty:
        del environment[name]
    region = environment.get("AWS_REGION", "").strip()
    if region:
        environment["AWS_DEFAULT_REGION"] = region
    return empty


def secrets_in(environment: MutableMapping[str, str]) -> list[str]:
    """Values that no log may show."""
    return [environment[name] for name in _SECRET_VARIABLES if name in environment]
