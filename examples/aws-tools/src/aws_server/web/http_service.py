import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from ..health import Health
from ..log import Logger
from ..metrics import Metrics
from ..server import AwsServer
from ..settings import Settings
from .app import MCP_PATH, App, AppParts
from .bearer_auth import BearerAuth
from .body import MAX_BODY_BYTES
from .listener import Listener
from .metrics_port import open_metrics_port
from .tools_api import ToolsApi


@asynccontextmanager
async def serve_http(
    settings: Settings,
    server: AwsServer,
    *,
    tools_api: ToolsApi,
    metrics: Metrics,
    health: Health,
    auth: BearerAuth | None,
    log: Logger,
) -> AsyncIterator[None]:
    """Serves MCP over HTTP until the context ends; running calls are finished.

    No session is kept between requests, so any number of these can stand behind one address.
    """
    http = settings.http
    manager = StreamableHTTPSessionManager(
        server.mcp,
        json_response=True,
        stateless=True,
        max_request_body_size=MAX_BODY_BYTES,
        # guards.py does this, with hosts whatever their port, and answers that MCP clients can read.
        security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    shares_port = settings.metrics.enabled and settings.metrics.port == http.port
    app = App(
        AppParts(
            settings=http,
            mcp=manager.handle_request,
            tools_api=tools_api,
            health=health,
            metrics=metrics,
            serves_metrics=shares_port,
            auth=auth,
            log=log,
        )
    )
    async with manager.run():
        listeners = [await Listener.open(app, host=http.host, port=http.port, variable="PORT or MCP_SERVER_PORT")]
        try:
            log.info(f"Listening on http://{http.host}:{http.port}{MCP_PATH}")
            metrics_port = None if shares_port else await open_metrics_port(settings, metrics, log)
            if metrics_port is not None:
                listeners.append(metrics_port)
            yield
        finally:
            # The streams of subscribed clients would stay open for ever.
            server.subscriptions.close()
            await asyncio.gather(*(listener.close() for listener in listeners))
