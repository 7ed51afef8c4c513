"""What the server measures, for Prometheus."""

from typing import Literal, Protocol

#: Where a call came in; a label, so it must stay one of few.
Endpoint = Literal["/mcp", "/api/tools", "stdio"]
Outcome = Literal["success", "error"]

_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics(Protocol):
    """Labels take only values from fixed sets: a label from the wire would let clients fill the memory."""

    def request_received(self, method: str, endpoint: Endpoint) -> None: ...
    def request_finished(self, seconds: float) -> None: ...
    def tool_finished(self, tool: str, endpoint: Endpoint, outcome: Outcome, seconds: float) -> None: ...
    def auth_finished(self, endpoint: Endpoint, outcome: Outcome, seconds: float) -> None: ...
    def aws_call_finished(self, service: str, operation: str, outcome: Outcome, seconds: float) -> None: ...
    def connection_opened(self, endpoint: Endpoint) -> None: ...
    def connection_closed(self, endpoint: Endpoint) -> None: ...
    def render(self) -> tuple[str, bytes]:
        """The media type, and the Prometheus text of all families."""
        ...


def create_metrics(*, enabled: bool) -> Metrics:
    return _PrometheusMetrics() if enabled else _NoMetrics()


class _PrometheusMetrics:
    def __init__(self) -> None:
        # Loaded on demand: stdio servers seldom need it.
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "mcp_requests_total", "JSON-RPC requests received.", ["method", "endpoint"], registry=registry
        )
        self._request_seconds = Histogram(
            "mcp_request_duration_seconds",
            "Time from a request to its response.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._connections = Gauge(
            "mcp_active_connections",
            "Open exchanges over HTTP, or 1 for the stdio session.",
            ["endpoint"],
            registry=registry,
        )
        self._tool_calls = Counter(
            "mcp_tool_calls_total", "Tool calls answered.", ["endpoint", "tool_name", "result"], registry=registry
        )
        self._tool_seconds = Histogram(
            "mcp_tool_duration_seconds",
            "Time a tool call took, failures included.",
            ["endpoint", "tool_name"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._auth_attempts = Counter(
            "mcp_auth_attempts_total", "Requests whose token was checked.", ["endpoint", "result"], registry=registry
        )
        self._auth_seconds = Histogram(
            "mcp_auth_duration_seconds",
            "Time the check of a token took.",
            ["endpoint"],
            buckets=_SECONDS,
            registry=registry,
        )

        self._aws_calls = Counter(
            "aws_api_calls_total", "Calls to AWS.", ["service", "operation", "result"], registry=registry
        )
        self._aws_seconds = Histogram(
            "aws_api_call_duration_seconds",
            "Time a call to AWS took, with the search for credentials and repetitions.",
            ["service", "operation"],
            buckets=_SECONDS,
            registry=registry,
        )

    def request_received(self, method: str, endpoint: Endpoint) -> None:
        self._requests.labels(method, endpoint).inc()

    def request_finished(self, seconds: float) -> None:
        self._request_seconds.observe(seconds)

    def tool_finished(self, tool: str, endpoint: Endpoint, outcome: Outcome, seconds: float) -> None:
        self._tool_calls.labels(endpoint, tool, outcome).inc()
        self._tool_seconds.labels(endpoint, tool).observe(seconds)

    def auth_finished(self, endpoint: Endpoint, outcome: Outcome, seconds: float) -> None:
        self._auth_attempts.labels(endpoint, outcome).inc()
        self._auth_seconds.labels(endpoint).observe(seconds)

    def aws_call_finished(self, service: str, operation: str, outcome: Outcome, seconds: float) -> None:
        self._aws_calls.labels(service, operation, outcome).inc()
        self._aws_seconds.labels(service, operation).observe(seconds)

    def connection_opened(self, endpoint: Endpoint) -> None:
        self._connections.labels(endpoint).inc()

    def connection_closed(self, endpoint: Endpoint) -> None:
        self._connections.labels(endpoint).dec()

    def render(self) -> tuple[str, bytes]:
        from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

        return CONTENT_TYPE_PLAIN_0_0_4, generate_latest(self._registry)


class _NoMetrics:
    def request_received(self, method: str, endpoint: Endpoint) -> None: ...
    def request_finished(self, seconds: float) -> None: ...
    def tool_finished(self, tool: str, endpoint: Endpoint, outcome: Outcome, seconds: float) -> None: ...
    def auth_finished(self, endpoint: Endpoint, outcome: Outcome, seconds: float) -> None: ...
    def aws_call_finished(self, service: str, operation: str, outcome: Outcome, seconds: float) -> None: ...
    def connection_opened(self, endpoint: Endpoint) -> None: ...
    def connection_closed(self, endpoint: Endpoint) -> None: ...

    def render(self) -> tuple[str, bytes]:
        return "text/plain", b""
