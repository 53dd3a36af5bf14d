"""The dispatcher, its workers in the same process, on a loop whose time passes at once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

import httpx
import jwt
import pytest

from emulator.dispatch import METHOD, Dispatcher
from emulator.engine import Limits
from emulator.faults import Fault
from emulator.google import Google
from emulator.task import read_task
from tests.loop import Stage

NOON = 1_790_000_000.0
QUEUE = "projects/p/locations/europe-west1/queues/contacts"
URL = "https://worker.example.com/leads"
SENDER = "tasks@p.iam.gserviceaccount.com"

Answer = Callable[[httpx.Request], Awaitable[httpx.Response]]


class Works:
    """An emulator, and a worker that answers with ``statuses``, then with 200."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.google = Google(self.now, asyncio.sleep)
        self.google.queue(QUEUE).limits = Limits(min_backoff_s=10, max_backoff_s=10)
        self.statuses: list[int] = []
        self.takes_s = 0.0
        self.retry_after = ""
        self.seen: list[tuple[float, httpx.Request]] = []

    def now(self) -> float:
        """Return epoch seconds."""
        return NOON + self.stage.seconds

    def add(self, task_id: str = "t1", **more: object) -> None:
        """Create a task with a token."""
        request = {"url": URL, "body": "eA==", "oidcToken": {"serviceAccountEmail": SENDER}}
        raw = {"name": f"{QUEUE}/tasks/{task_id}", "httpRequest": request, **more}
        self.google.queue(QUEUE).add(read_task(raw, QUEUE, "", self.now()), self.now())
        self.google.stirred.set()

    def run(self, seconds: float, *, meanwhile: Callable[[], None] | None = None) -> list[float]:
        """Dispatch for so long; return when the worker was asked."""
        self.stage.run(self._run(seconds, meanwhile))
        return [round(at, 3) for at, _ in self.seen]

    async def _run(self, seconds: float, meanwhile: Callable[[], None] | None) -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(self._answer)) as client:
            running = asyncio.create_task(Dispatcher(self.google, client).run())
            await asyncio.sleep(seconds / 2)
            if meanwhile:
                meanwhile()
            await asyncio.sleep(seconds / 2)
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((self.now() - NOON, request))
        await asyncio.sleep(self.takes_s)
        status = self.statuses.pop(0) if self.statuses else 200
        if not status:
            raise httpx.ConnectError("down")
        return httpx.Response(status, headers={"retry-after": self.retry_after})


@pytest.fixture
def works() -> Iterator[Works]:
    """Return an emulator and a worker."""
    stage = Stage()
    yield Works(stage)
    stage.close()


def test_a_task_is_brought_to_its_worker(works: Works) -> None:
    """Its body, and what Cloud Tasks says of it."""
    works.add()
    works.run(1)
    [(_, request)] = works.seen
    assert (request.method, str(request.url), request.content) == ("POST", URL, b"x")
    assert request.headers["user-agent"] == "Google-Cloud-Tasks"
    assert request.headers["x-cloudtasks-queuename"] == "contacts"
    assert request.headers["x-cloudtasks-taskname"] == "t1"
    assert works.google.queue(QUEUE).tasks == {}


def test_its_token_is_for_its_worker(works: Works) -> None:
    """In the name of the account that the task names."""
    works.add()
    works.run(1)
    token = works.seen[0][1].headers["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["aud"], claims["email"], claims["iat"]) == (URL, SENDER, NOON)


def test_a_failure_is_tried_again_later(works: Works) -> None:
    """After the queue's backoff, whether or not there was an answer."""
    works.statuses = [500, 0, 404]
    works.add()
    assert works.run(60) == [0, 10, 20, 30]
    counts = [request.headers["x-cloudtasks-taskretrycount"] for _, request in works.seen]
    assert counts == ["0", "1", "2", "3"]


def test_retry_after_is_waited_for(works: Works) -> None:
    """In seconds."""
    works.statuses, works.retry_after = [503], "45"
    works.add()
    assert works.run(60) == [0, 45]


def test_an_attempt_ends_at_its_deadline(works: Works) -> None:
    """Its worker is waited for no longer, and asked again."""
    works.takes_s = 100
    works.add(dispatchDeadline="15s")
    assert works.run(45) == [0, 25]


def test_a_scheduled_task_waits_for_its_time(works: Works) -> None:
    """Nobody polls."""
    works.add(scheduleTime="2026-09-21T14:13:50Z")
    assert works.run(60) == [30]


def test_a_new_task_does_not_wait_for_those_before_it(works: Works) -> None:
    """The dispatcher is woken."""
    works.add(scheduleTime="2026-09-21T15:13:20Z")
    assert works.run(20, meanwhile=lambda: works.add("t2")) == [10]


def test_tasks_run_side_by_side(works: Works) -> None:
    """As many as the queue allows."""
    works.takes_s = 3
    works.google.queue(QUEUE).limits = Limits(max_concurrent_dispatches=2)
    for number in range(3):
        works.add(f"t{number}")
    assert works.run(10) == [0, 0, 3]


def test_a_lost_answer_brings_a_task_once_more(works: Works) -> None:
    """Though its worker has done it: at least once is not once."""
    works.google.faults.add(Fault(METHOD, "lost", when="after"))
    works.add()
    assert works.run(20) == [0, 10]


def test_a_task_may_get_lost_on_its_way(works: Works) -> None:
    """And is brought later."""
    works.google.faults.add(Fault(METHOD, "unavailable", latency_s=2))
    works.add()
    assert works.run(20) == [12]
    assert works.seen[0][1].headers["x-cloudtasks-taskpreviousresponse"] == "503"


def test_a_task_may_be_brought_twice_at_once(works: Works) -> None:
    """It happens, seldom."""
    works.google.faults.add(Fault(METHOD, "twice"))
    works.add()
    assert works.run(20) == [0, 0]
    assert works.google.queue(QUEUE).done == 1


def test_dispatches_are_logged(works: Works) -> None:
    """As whom, and what was answered."""
    works.statuses = [503]
    works.add()
    works.run(20)
    calls = [(call.method, call.account, call.status) for call in works.google.calls]
    assert calls == [(METHOD, SENDER, 503), (METHOD, SENDER, 200)]


def test_a_reset_lets_go_of_what_is_under_way(works: Works) -> None:
    """Its answer is for nobody."""
    works.takes_s = 15
    works.statuses = [500]
    works.add()
    assert works.run(20, meanwhile=works.google.reset) == [0]
    assert works.google.queues == {}
