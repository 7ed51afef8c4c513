"""Who may send requests: the names under which the server is reached, and the pages that browsers are on."""

import re

from starlette.requests import Request
from starlette.responses import Response

from ..settings import HttpSettings
from .reply import rpc_error

_METHODS = "GET, POST, DELETE, OPTIONS"
_REQUEST_HEADERS = (
    "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id, "
    "Mcp-Method, Mcp-Name, Last-Event-ID, X-Request-ID"
)
_RESPONSE_HEADERS = "Mcp-Session-Id, WWW-Authenticate, X-Request-ID"
_LOOPBACK = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(:\d+)?")


def refuse_host(request: Request, settings: HttpSettings) -> Response | None:
    """Keeps out web pages that have their own name point to this server. Ports do not matter: they may be published
    under any other."""
    match = _HOST.fullmatch(request.headers.get("host", "").lower())
    if match is not None and match[1] in settings.allowed_hosts:
        return None
    return rpc_error(403, "This Host is not allowed. MCP_ALLOWED_HOSTS lists those that are.")


def refuse_origin(request: Request, settings: HttpSettings) -> Response | None:
    """Only browsers send an origin, and only they need to be kept out. Preflights are answered here, too."""
    origin = request.headers.get("origin")
    if origin is None:
        return None
    if _LOOPBACK.fullmatch(origin) is None and origin not in settings.allowed_origins:
        return rpc_error(403, "This origin is not allowed. ALLOWED_ORIGINS lists those that are.")
    if request.method != "OPTIONS":
        return None
    return Response(
        status_code=204,
        headers={
            **cors_headers(origin),
            "access-control-allow-methods": _METHODS,
            "access-control-allow-headers": _REQUEST_HEADERS,
            "access-control-max-age": str(settings.cors_max_age_seconds),
        },
    )


def cors_headers(origin: str) -> dict[str, str]:
    """What lets a page on an allowed origin read the answer."""
    return {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": _RESPONSE_HEADERS,
        "vary": "Origin",
    }
