"""The official client of Cloud Tasks, over REST, cannot tell the difference."""

import datetime as dt
from collections.abc import Iterator

import httpx
import pytest
from google.api_core.exceptions import BadRequest, Conflict, NotFound
from google.cloud import tasks_v2
from google.oauth2.credentials import Credentials

from emulator.identity import CLOUD, EMAIL

QUEUE = "projects/p/locations/europe-west1/queues/contacts"
NAME = f"{QUEUE}/tasks/t1"
LATER = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def tasks(url: str) -> Iterator[tasks_v2.CloudTasksClient]:
    """Return the client of an emulator without queues."""
    httpx.post(f"{url}/_emulator/reset")
    asked = {"account": EMAIL, "scopes": [CLOUD]}
    token = httpx.post(f"{url}/_emulator/access_token", json=asked).json()["access_token"]
    with tasks_v2.CloudTasksClient(
        credentials=Credentials(token),
        transport="rest",
        client_options={"api_endpoint": url},
    ) as client:
        yield client


def task(at: dt.datetime | None = None) -> tasks_v2.Task:
    """Return a task as any user of the library writes it."""
    return tasks_v2.Task(
        name=NAME,
        schedule_time=at,
        dispatch_deadline=dt.timedelta(seconds=60),
        http_request=tasks_v2.HttpRequest(
            url="https://worker.example.com/leads",
            http_method=tasks_v2.HttpMethod.PUT,
            headers={"Content-Type": "text/plain"},
            body=b"\xff\xfe?",
            oidc_token=tasks_v2.OidcToken(service_account_email=EMAIL, audience="https://w"),
        ),
    )


def test_the_client_creates_and_gets(tasks: tasks_v2.CloudTasksClient) -> None:
    """Every field arrives, and comes back."""
    made = tasks.create_task(parent=QUEUE, task=task())
    asked = {"name": NAME, "response_view": tasks_v2.Task.View.FULL}
    got = tasks.get_task(request=asked)
    assert (made.name, made.view) == (NAME, tasks_v2.Task.View.BASIC)
    assert (made.http_request.body, got.http_request.body) == (b"", b"\xff\xfe?")
    assert got.http_request.http_method is tasks_v2.HttpMethod.PUT
    assert got.http_request.headers == {"Content-Type": "text/plain"}
    assert got.http_request.oidc_token.audience == "https://w"
    assert got.dispatch_deadline == dt.timedelta(seconds=60)
    assert got.create_time == got.schedule_time


def test_the_client_is_told_of_a_name_that_is_taken(tasks: tasks_v2.CloudTasksClient) -> None:
    """Also after the task was deleted."""
    tasks.create_task(parent=QUEUE, task=task())
    with pytest.raises(Conflict, match="already exists"):
        tasks.create_task(parent=QUEUE, task=task())
    tasks.delete_task(name=NAME)
    with pytest.raises(Conflict, match="existed too recently"):
        tasks.create_task(parent=QUEUE, task=task())


def test_the_client_deletes(tasks: tasks_v2.CloudTasksClient) -> None:
    """What is not there any more is NOT_FOUND."""
    tasks.create_task(parent=QUEUE, task=task())
    tasks.delete_task(name=NAME)
    with pytest.raises(NotFound):
        tasks.get_task(name=NAME)


def test_the_client_turns_pages(tasks: tasks_v2.CloudTasksClient) -> None:
    """All tasks, whatever the size of a page."""
    for _ in range(3):
        unnamed = task()
        unnamed.name = ""
        tasks.create_task(parent=QUEUE, task=unnamed)
    listed = list(tasks.list_tasks(request={"parent": QUEUE, "page_size": 2}))
    assert len({one.name for one in listed}) == 3


def test_the_client_reads_refusals(tasks: tasks_v2.CloudTasksClient) -> None:
    """A schedule is 30 days ahead at most."""
    with pytest.raises(BadRequest, match="30 days"):
        tasks.create_task(parent=QUEUE, task=task(LATER))


def test_the_client_shows_a_queue(tasks: tasks_v2.CloudTasksClient, url: str) -> None:
    """As the control plane has turned it."""
    limits = {"name": QUEUE, "max_attempts": 7, "min_backoff_s": 0.5, "max_doublings": 3}
    httpx.post(f"{url}/_emulator/queues", json=limits)
    queue = tasks.get_queue(name=QUEUE)
    assert queue.retry_config.max_attempts == 7
    assert queue.retry_config.min_backoff == dt.timedelta(seconds=0.5)
    assert queue.rate_limits.max_concurrent_dispatches == 1000
    assert queue.state is tasks_v2.Queue.State.RUNNING
