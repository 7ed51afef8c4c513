"""Every tool of this server, in the order clients see them.

To add one, write its file and list it here; then name it under `expect.tools` of mcp-dock.yaml, which
`mcp-dock verify` holds the running server against, and in the README.
"""

from typing import Any

from .aws_account_info import aws_account_info
from .aws_list_profiles import aws_list_profiles
from .aws_validate_credentials import aws_validate_credentials
from .tool import Tool

TOOLS: tuple[Tool[Any, Any], ...] = (aws_validate_credentials, aws_list_profiles, aws_account_info)
