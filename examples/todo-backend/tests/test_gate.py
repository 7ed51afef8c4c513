import json
import logging

import pytest
from fastapi.testclient import TestClient

from .conftest import AUTHORIZED, TOKEN

OPEN = ["/health", "/health/live"]


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN, "Bearer ü"],
)
@pytest.mark.parametrize("path", ["/api/tasks", "/api/nothing", "/api"])
def test_without_the_token_nothing_is_answered(client: TestClient, path: str, authorization: str | None) -> None:
    headers = [] if authorization is None else [(b"authorization", authorization.encode("latin-1"))]
    client.headers.pop("Authorization")
    answer = client.post(path, content=b"not even JSON", headers=headers)
    assert answer.status_code == 401
    assert answer.json() == {"detail": "Not authenticated"}
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_scheme_is_read_in_any_case(client: TestClient) -> None:
    assert client.get("/api/tasks", headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize("path", OPEN)
def test_health_needs_no_token(client: TestClient, path: str) -> None:
    client.headers.pop("Authorization")
    assert client.get(path).status_code == 200


def test_nothing_else_is_published(client: TestClient) -> None:
    assert [client.get(path).status_code for path in ("/", "/docs", "/openapi.json")] == [404, 404, 404]


def test_the_request_id_comes_back_and_is_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "todo_backend"):
        answer = client.get("/api/tasks", headers={"X-Request-ID": "request-1"})
    assert answer.headers["X-Request-ID"] == "request-1"
    record = next(record for record in caplog.records if record.message == "Request answered")
    fields = record.__dict__
    assert (fields["method"], fields["path"], fields["status"]) == ("GET", "/api/tasks", 200)


@pytest.mark.parametrize("given", ["", "a b", 'x"y', "x" * 129])
def test_a_strange_request_id_is_replaced(client: TestClient, given: str) -> None:
    found = client.get("/health", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert found != given
    assert len(found) == 32


@pytest.mark.parametrize("declared", [True, False])
def test_a_large_request_is_refused(client: TestClient, *, declared: bool) -> None:
    body = json.dumps({"title": "x" * 100_000}).encode()
    content = body if declared else iter([body[:50_000], body[50_000:]])
    answer = client.post("/api/tasks", content=content, headers=AUTHORIZED | {"Content-Type": "application/json"})
    assert answer.status_code == 413
