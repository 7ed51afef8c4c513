from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from ..log import Logger
from ..metrics import Metrics
from ..settings import Settings
from .app import metrics_reply
from .listener import Listener
from .reply import JsonReply


async def open_metrics_port(settings: Settings, metrics: Metrics, log: Logger) -> Listener | None:
    """Metrics get their own port, so that publishing the main one does not publish them."""
    if not settings.metrics.enabled:
        return None

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if Request(scope).url.path == "/metrics":
            await metrics_reply(metrics)(scope, receive, send)
        else:
            body = {"error": "not_found", "message": "Metrics are at /metrics."}
            await JsonReply(body, status_code=404)(scope, receive, send)

    host, port = settings.http.host, settings.metrics.port
    listener = await Listener.open(app, host=host, port=port, variable="METRICS_PORT")
    log.info(f"Serving metrics on http://{host}:{port}/metrics")
    return listener
