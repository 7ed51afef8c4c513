from starlette.responses import Response

from ..log import to_json


class JsonReply(Response):
    media_type = "application/json"

    def render(self, content: object) -> bytes:
        return to_json(content).encode()


def rpc_error(status: int, message: str, headers: dict[str, str] | None = None) -> JsonReply:
    """An answer in the form that MCP clients read: a JSON-RPC error that belongs to no request."""
    body = {"jsonrpc": "2.0", "error": {"code": -32_000, "message": message}, "id": None}
    return JsonReply(body, status_code=status, headers=headers)
