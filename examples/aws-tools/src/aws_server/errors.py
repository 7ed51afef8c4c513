"""Failures that are said to a client."""


class ToolError(Exception):
    """`message` is written for the MCP client: it holds no secret, path or stack. `code` is for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
