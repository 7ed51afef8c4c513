"""The same interface, whatever keeps the tasks."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient


def create(client: TestClient, title: str = "Buy milk", **more: Any) -> dict[str, Any]:
    answer = client.post("/api/tasks", json={"title": title, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def page(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/api/tasks", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_task_has_a_whole_life(client: TestClient) -> None:
    made = create(client, description="Two bottles")
    assert made == made | {"title": "Buy milk", "description": "Two bottles", "completed": False}
    created = datetime.fromisoformat(made["created_at"])
    assert created.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert page(client) == {"tasks": [made], "total": 1}

    changed = client.patch(f"/api/tasks/{made['id']}", json={"completed": True}).json()
    assert changed["completed"] is True
    assert changed["title"] == "Buy milk"
    assert datetime.fromisoformat(changed["updated_at"]) >= created

    removed = client.delete(f"/api/tasks/{made['id']}")
    assert (removed.status_code, removed.content) == (204, b"")
    assert client.delete(f"/api/tasks/{made['id']}").status_code == 404
    assert page(client) == {"tasks": [], "total": 0}


def test_pages_are_in_the_order_of_creation(client: TestClient) -> None:
    ids = [create(client, f"Task {number}")["id"] for number in range(5)]
    assert ids == sorted(ids)
    client.patch(f"/api/tasks/{ids[1]}", json={"completed": True})

    def listed(**query: Any) -> tuple[list[int], int]:
        answer = page(client, **query)
        return [task["id"] for task in answer["tasks"]], answer["total"]

    assert listed() == (ids, 5)
    assert listed(limit=2, offset=1) == (ids[1:3], 5)
    assert listed(status="pending") == ([ids[0], *ids[2:]], 4)
    assert listed(status="completed") == ([ids[1]], 1)
    assert listed(offset=10) == ([], 5)


def test_numbers_are_not_given_twice(client: TestClient) -> None:
    first = create(client)["id"]
    client.delete(f"/api/tasks/{first}")
    assert create(client)["id"] > first


def test_a_description_can_be_removed(client: TestClient) -> None:
    made = create(client, description="Two bottles")
    changed = client.patch(f"/api/tasks/{made['id']}", json={"description": None, "title": "  Buy tea "}).json()
    assert (changed["title"], changed["description"]) == ("Buy tea", None)


@pytest.mark.parametrize("title", ["ü" * 200, "🥛", "a'b\"c; DROP TABLE tasks; --", "\\%_"])
def test_titles_come_back_as_they_were(client: TestClient, title: str) -> None:
    assert create(client, title)["title"] == title
    assert page(client)["tasks"][0]["title"] == title


@pytest.mark.parametrize(
    ("method", "path", "body", "says"),
    [
        ("POST", "/api/tasks", {}, "Field required"),
        ("POST", "/api/tasks", {"title": "   "}, "at least 1 character"),
        ("POST", "/api/tasks", {"title": "x" * 201}, "at most 200 characters"),
        ("POST", "/api/tasks", {"title": "a", "description": "x" * 2001}, "at most 2000 characters"),
        ("POST", "/api/tasks", {"title": "a\x00b"}, "U+0000"),
        ("POST", "/api/tasks", {"title": "\ud800"}, "unicode"),
        ("POST", "/api/tasks", {"title": 5}, "valid string"),
        ("POST", "/api/tasks", {"title": "a", "id": 7}, "not permitted"),
        ("PATCH", "/api/tasks/1", {}, "at least one of"),
        ("PATCH", "/api/tasks/1", {"title": None}, "valid string"),
        ("PATCH", "/api/tasks/1", {"completed": "perhaps"}, "valid boolean"),
        ("PATCH", "/api/tasks/0", {"completed": True}, "greater than or equal to 1"),
        ("DELETE", f"/api/tasks/{2**63}", None, "less than or equal to"),
        ("GET", "/api/tasks?limit=101", None, "less than or equal to 100"),
        ("GET", "/api/tasks?offset=-1", None, "greater than or equal to 0"),
        ("GET", "/api/tasks?status=late", None, "'all', 'pending' or 'completed'"),
    ],
)
def test_what_cannot_be_is_refused(client: TestClient, method: str, path: str, body: Any, says: str) -> None:
    # The ASCII form, since half a surrogate pair has no other.
    answer = client.request(method, path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert any(says in item["msg"] for item in answer.json()["detail"]), answer.text
    # What came in is not sent back: it may be large, or not even text.
    assert all("input" not in item for item in answer.json()["detail"])
    assert page(client)["total"] == 0


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_task_that_is_not_there_is_not_found(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/tasks/4711", json={"completed": True} if method == "PATCH" else None)
    assert (answer.status_code, answer.json()) == (404, {"detail": "There is no task 4711."})
