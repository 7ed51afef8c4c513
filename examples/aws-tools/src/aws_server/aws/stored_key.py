"""Credentials that AWS Secrets Manager keeps, fetched anew for every call, so that a change of it counts at once."""

import json
from collections.abc import Mapping
from typing import Any

from boto3.session import Session

from ..errors import ToolError

#: Names the secret: its name or its ARN.
VARIABLE = "AWS_CREDENTIALS_SECRET"
#: What credentials from there are called, as the SDK has no name for them.
SOURCE = "secrets-manager"

_KEY, _SECRET, _TOKEN = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"


def session_of(answer: Mapping[str, Any], region: str) -> Session:
    """A session with the credentials in the answer of GetSecretValue. Raises a ToolError that repeats nothing of it."""
    try:
        stored = json.loads(answer.get("SecretString", ""))
    except ValueError:
        stored = None
    values = stored if isinstance(stored, dict) else {}
    found = {name: value for name in (_KEY, _SECRET, _TOKEN) if isinstance(value := values.get(name), str) and value}
    missing = [name for name in (_KEY, _SECRET) if name not in found]
    if missing:
        raise ToolError(
            "InvalidSecret",
            f"The secret that {VARIABLE} names holds no {' and no '.join(missing)}. It has to be a JSON object with "
            f"{_KEY} and {_SECRET}, and {_TOKEN} where the key is temporary.",
        )
    return Session(
        aws_access_key_id=found[_KEY],
        aws_secret_access_key=found[_SECRET],
        aws_session_token=found.get(_TOKEN),
        region_name=region,
    )
