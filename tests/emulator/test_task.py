"""What Cloud Tasks takes for a task."""

import base64
from typing import Any

import pytest

from emulator.errors import ApiError
from emulator.task import MAX_BYTES, Task, read_task

NOON = 1_790_000_000.0
NAME = "projects/p/locations/europe-west1/queues/contacts"
URL = "https://worker.example.com/leads"


def read(request: dict[str, Any] | None = None, **more: Any) -> Task:
    """Return a task as it is read at noon."""
    return read_task({"httpRequest": {"url": URL} | (request or {})} | more, NAME, "77", NOON)


def refuse(request: dict[str, Any] | None = None, **more: Any) -> ApiError:
    """Return why a task is refused."""
    with pytest.raises(ApiError) as refused:
        read(request, **more)
    return refused.value


@pytest.mark.parametrize("task_id", ["a", "A-z_09", "x" * 500])
def test_an_id_has_letters_digits_hyphens_and_underscores(task_id: str) -> None:
    """Up to 500."""
    assert read(name=f"{NAME}/tasks/{task_id}").id == task_id


@pytest.mark.parametrize(
    "name", [f"{NAME}/tasks/{bad}" for bad in ("", "a b", "x" * 501, "ü")] + ["t1", "q/tasks/t1"]
)
def test_a_bad_name_is_refused(name: str) -> None:
    """And so is the name of another queue."""
    assert refuse(name=name or "-").code == 400


def test_a_task_without_a_name_gets_one() -> None:
    """Of the queue's choice."""
    assert read().name == f"{NAME}/tasks/77"


def test_a_task_is_due_at_its_time() -> None:
    """Which may have passed."""
    assert read(scheduleTime="2026-09-21T14:13:50.500+00:00").scheduled == NOON + 30.5
    assert read(scheduleTime="2020-01-01T00:00:00Z").scheduled == NOON
    assert read().scheduled == NOON


@pytest.mark.parametrize("moment", ["2026-10-22T00:00:00Z", "2026-09-21T14:13:50", "soon", 5])
def test_a_bad_time_is_refused(moment: object) -> None:
    """As is one more than 30 days ahead."""
    assert refuse(scheduleTime=moment).code == 400


@pytest.mark.parametrize(("deadline", "seconds"), [(None, 600), ("15s", 15), ("1800s", 1800)])
def test_an_attempt_has_a_deadline(deadline: str | None, seconds: float) -> None:
    """Ten minutes if nothing is said."""
    assert read(dispatchDeadline=deadline).deadline_s == seconds


@pytest.mark.parametrize("deadline", ["14.9s", "1801s", "10m", 600])
def test_a_bad_deadline_is_refused(deadline: object) -> None:
    """It is between 15 seconds and 30 minutes."""
    assert refuse(dispatchDeadline=deadline).code == 400


def test_a_task_has_a_mebibyte_at_most() -> None:
    """Base64 not counted, headers counted."""
    rest = MAX_BYTES - len(f"{NAME}/tasks/77") - len(URL)
    body = base64.b64encode(b"x" * rest).decode()
    assert len(read({"body": body}).body) == rest
    assert refuse({"body": body, "headers": {"X-A": "b"}}).message == "Task size too large."


def test_a_method_may_be_a_number() -> None:
    """As clients send enums."""
    assert read().method == "POST"
    assert read({"httpMethod": 4}).method == "PUT"


@pytest.mark.parametrize("method", ["TRACE", 8, -1])
def test_an_unknown_method_is_refused(method: object) -> None:
    """400."""
    assert refuse({"httpMethod": method}).code == 400


def test_only_some_methods_have_a_body() -> None:
    """400 for the others."""
    assert refuse({"httpMethod": "GET", "body": "eA=="}).code == 400


@pytest.mark.parametrize("url", [None, "", "worker.example.com", "ftp://worker.example.com"])
def test_a_url_is_http(url: str | None) -> None:
    """Or HTTPS."""
    assert refuse({"url": url}).code == 400


def test_headers_that_cloud_tasks_sets_are_dropped() -> None:
    """A worker may read them as its own."""
    headers = {"X-CloudTasks-TaskName": "x", "Host": "x", "User-Agent": "x", "X-Mine": "y"}
    assert read({"headers": headers}).headers == {"X-Mine": "y"}


@pytest.mark.parametrize("headers", [{"X A": "b"}, {"X-A": "b\n"}, {"X-A": "ü"}, {"X-A": 1}, 5])
def test_a_bad_header_is_refused(headers: object) -> None:
    """400."""
    assert refuse({"headers": headers}).code == 400


def test_a_token_is_for_the_url_unless_it_says_otherwise() -> None:
    """The account is named always."""
    assert read({"oidcToken": {"serviceAccountEmail": "t@p"}}).audience == URL
    named = {"serviceAccountEmail": "t@p", "audience": "https://worker.example.com"}
    assert read({"oidcToken": named}).audience == "https://worker.example.com"
    assert refuse({"oidcToken": {"audience": "x"}}).code == 400


@pytest.mark.parametrize("more", [{"nope": 1}, {"httpRequest": {}}, {"httpRequest": {"nope": 1}}])
def test_what_the_api_does_not_know_is_refused(more: dict[str, Any]) -> None:
    """As Google refuses what it cannot read."""
    assert refuse(**more).code == 400


@pytest.mark.parametrize("body", ["x", 5, ["x"]])
def test_a_body_is_base64(body: object) -> None:
    """400 otherwise."""
    assert refuse({"body": body}).code == 400


def test_what_is_not_played_is_said() -> None:
    """App Engine has tasks of its own."""
    assert refuse(appEngineHttpRequest={}).code == 501


def test_the_body_is_shown_when_it_is_asked_for() -> None:
    """It may be long, and nobody's business."""
    task = read({"body": "eA=="})
    assert "body" not in task.describe()["httpRequest"]
    assert task.describe(full=True)["httpRequest"]["body"] == "eA=="


def test_attempts_are_shown() -> None:
    """The first and the last of them."""
    task = read()
    for number, status in enumerate((503, 0, 404)):
        task.begin_attempt(NOON + number)
        task.end_attempt(NOON + number, status)
    shown = task.describe()
    assert (shown["dispatchCount"], shown["responseCount"]) == (3, 2)
    assert shown["firstAttempt"]["dispatchTime"] == "2026-09-21T14:13:20.000000Z"
    assert shown["lastAttempt"]["responseStatus"] == {"code": 5, "message": "HTTP status code 404"}
