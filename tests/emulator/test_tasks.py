"""The API of Cloud Tasks, as REST."""

from typing import Any

import httpx
import pytest

from emulator.identity import CLOUD, CONTACTS, EMAIL

from .driver import Driver

NAME = "projects/p/locations/europe-west1/queues/contacts"
TASK = {"httpRequest": {"url": "https://worker.example.com/leads", "body": "eA=="}}
SCOPE = "https://www.googleapis.com/auth/cloud-tasks"


def call(google: Driver, method: str, path: str, scope: str = CLOUD, **more: Any) -> httpx.Response:
    """Call as the service account."""
    headers = google.headers(EMAIL, [scope])
    return google.request(method, f"/v2/{path}", headers=headers, **more)


def create(google: Driver, task_id: str = "", **more: Any) -> httpx.Response:
    """Create a task."""
    named = {"name": f"{NAME}/tasks/{task_id}"} if task_id else {}
    return call(google, "POST", f"{NAME}/tasks", json={"task": TASK | named, **more})


def test_a_task_is_created(google: Driver) -> None:
    """And shown without its body."""
    shown = create(google, "t1").json()
    assert shown["name"] == f"{NAME}/tasks/t1"
    assert shown["scheduleTime"] == shown["createTime"] == "2026-09-21T14:13:20.000000Z"
    assert (shown["dispatchDeadline"], shown["view"]) == ("600s", "BASIC")
    assert "body" not in shown["httpRequest"]


def test_the_whole_task_can_be_asked_for(google: Driver) -> None:
    """By those who create, look, and list."""
    assert create(google, "t1", responseView="FULL").json()["httpRequest"]["body"] == "eA=="
    for path in (f"{NAME}/tasks/t1", f"{NAME}/tasks"):
        shown = call(google, "GET", path, params={"responseView": "FULL"}).json()
        [task] = shown.get("tasks", [shown])
        assert task["httpRequest"]["body"] == "eA=="


def test_a_name_that_is_known_is_a_conflict(google: Driver) -> None:
    """ALREADY_EXISTS."""
    create(google, "t1")
    refused = create(google, "t1")
    assert refused.status_code == 409
    assert refused.json()["error"]["status"] == "ALREADY_EXISTS"


def test_a_task_is_deleted_once(google: Driver) -> None:
    """Then it is not there."""
    create(google, "t1")
    ends = [call(google, "DELETE", f"{NAME}/tasks/t1") for _ in range(2)]
    assert [end.status_code for end in ends] == [200, 404]
    assert ends[0].json() == {}


def test_tasks_are_listed_page_by_page(google: Driver) -> None:
    """Oldest first."""
    for number in range(3):
        create(google, f"t{number}")
    first = call(google, "GET", f"{NAME}/tasks", params={"pageSize": 2}).json()
    token = {"pageSize": 2, "pageToken": first["nextPageToken"]}
    second = call(google, "GET", f"{NAME}/tasks", params=token).json()
    names = [task["name"][-2:] for page in (first, second) for task in page["tasks"]]
    assert names == ["t0", "t1", "t2"]
    assert "nextPageToken" not in second


def test_a_queue_is_shown(google: Driver) -> None:
    """With the defaults of Cloud Tasks."""
    assert call(google, "GET", NAME).json() == {
        "name": NAME,
        "rateLimits": {
            "maxDispatchesPerSecond": 500.0,
            "maxBurstSize": 100,
            "maxConcurrentDispatches": 1000,
        },
        "retryConfig": {
            "maxAttempts": 100,
            "minBackoff": "0.1s",
            "maxBackoff": "3600s",
            "maxDoublings": 16,
        },
        "state": "RUNNING",
    }


@pytest.mark.parametrize("scope", [CLOUD, SCOPE])
def test_either_scope_will_do(google: Driver, scope: str) -> None:
    """That of all APIs, and that of this one."""
    assert call(google, "GET", NAME, scope).status_code == 200


def test_another_scope_will_not(google: Driver) -> None:
    """403 names the method."""
    refused = call(google, "GET", NAME, CONTACTS)
    [detail] = refused.json()["error"]["details"]
    assert (refused.status_code, detail["reason"]) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    assert detail["metadata"] == {
        "service": "cloudtasks.googleapis.com",
        "method": "google.cloud.tasks.v2.CloudTasks.GetQueue",
    }


def test_a_caller_without_a_token_is_refused(google: Driver) -> None:
    """401."""
    assert google.request("POST", f"/v2/{NAME}/tasks", json={"task": TASK}).status_code == 401


@pytest.mark.parametrize("body", [{}, {"task": 5}, {"task": TASK, "nope": 1}, 5])
def test_a_bad_request_is_refused(google: Driver, body: object) -> None:
    """400."""
    assert call(google, "POST", f"{NAME}/tasks", json=body).status_code == 400


@pytest.mark.parametrize("query", [{"responseView": "ALL"}, {"pageSize": "x"}, {"pageToken": "x"}])
def test_a_bad_query_is_refused(google: Driver, query: dict[str, str]) -> None:
    """400."""
    assert call(google, "GET", f"{NAME}/tasks", params=query).status_code == 400


def test_a_lost_answer_leaves_the_task(google: Driver) -> None:
    """Whoever comes again is told that the name is taken."""
    google.fault("unavailable", "tasks.create", when="after")
    assert [create(google, "t1").status_code for _ in range(2)] == [503, 409]


def test_the_control_plane_turns_a_queue(google: Driver) -> None:
    """And shows it, with what waits in it."""
    create(google, "t1")
    limits = {"name": NAME, "max_attempts": 5, "min_backoff_s": 2, "max_backoff_s": 9.5}
    shown = google.request("POST", "/_emulator/queues", json=limits).json()
    assert shown["retryConfig"] == {
        "maxAttempts": 5,
        "minBackoff": "2s",
        "maxBackoff": "9.5s",
        "maxDoublings": 16,
    }
    [queue] = google.request("GET", "/_emulator/state").json()["queues"]
    assert shown.items() <= queue.items()
    assert [task["name"] for task in queue["tasks"]] == [f"{NAME}/tasks/t1"]


@pytest.mark.parametrize("change", [{"max_attempts": 0}, {"nope": 1}, {"max_attempts": "5"}])
def test_a_mistaken_limit_changes_nothing(google: Driver, change: dict[str, Any]) -> None:
    """400 says what is allowed."""
    google.request("POST", "/_emulator/queues", json={"name": NAME, "max_attempts": 7})
    refused = google.request("POST", "/_emulator/queues", json={"name": NAME} | change)
    assert refused.status_code == 400
    assert call(google, "GET", NAME).json()["retryConfig"]["maxAttempts"] == 7


def test_a_queue_has_a_name(google: Driver) -> None:
    """400 without."""
    assert google.request("POST", "/_emulator/queues", json={"name": "q"}).status_code == 400
    assert google.request("POST", "/_emulator/queues", json={}).status_code == 400


def test_a_reset_forgets_queues(google: Driver) -> None:
    """And the names of tasks."""
    create(google, "t1")
    google.request("POST", "/_emulator/reset")
    assert google.request("GET", "/_emulator/state").json()["queues"] == []
    assert create(google, "t1").status_code == 200
