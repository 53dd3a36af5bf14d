"""The rules of a queue, with the time as an argument."""

from dataclasses import replace
from typing import Any

import pytest

from emulator.engine import Attempt, Limits, Queue
from emulator.errors import ApiError
from emulator.task import Task, read_task

NOON = 1_790_000_000.0
NAME = "projects/p/locations/europe-west1/queues/contacts"
RAW = {"httpRequest": {"url": "https://worker.example.com/leads"}}


def task(task_id: str = "t1", now: float = NOON, **more: Any) -> Task:
    """Return a task that is due at once."""
    return read_task(RAW | {"name": f"{NAME}/tasks/{task_id}"} | more, NAME, "", now)


def queue(*ids: str, **limits: Any) -> Queue:
    """Return a queue with tasks."""
    made = Queue(NAME, Limits(**limits))
    for task_id in ids:
        made.add(task(task_id), NOON)
    return made


def start(waiting: Queue, now: float = NOON) -> Attempt:
    """Return the one attempt that begins."""
    [attempt] = waiting.start(now)
    return attempt


def fail(waiting: Queue, now: float, status: int = 503, retry_after_s: float = 0.0) -> float:
    """Fail the one attempt that begins at ``now``; return the seconds until the next one."""
    waiting.end(start(waiting, now), now, status, retry_after_s)
    again_at = waiting.next_at(now)
    assert again_at is not None
    return round(again_at - now, 3)


class TestNames:
    """A name is good for one task."""

    def test_a_name_that_waits_is_taken(self) -> None:
        """ALREADY_EXISTS."""
        with pytest.raises(ApiError) as refused:
            queue("t1").add(task(), NOON)
        assert refused.value.code == 409
        assert '"ALREADY_EXISTS"' in refused.value.content

    @pytest.mark.parametrize("end", ["done", "given up", "deleted"])
    def test_a_name_is_taken_for_a_day_after_its_task_ended(self, end: str) -> None:
        """Then it may be used again."""
        waiting = queue("t1", max_attempts=1)
        if end == "deleted":
            waiting.delete("t1", NOON)
        else:
            waiting.end(start(waiting), NOON, 200 if end == "done" else 500)
        with pytest.raises(ApiError):
            waiting.add(task(), NOON + 86_399)
        waiting.add(task(), NOON + 86_400)

    def test_a_task_that_ended_is_not_there(self) -> None:
        """404, to look at and to delete."""
        waiting = queue("t1")
        waiting.delete("t1", NOON)
        for use in (waiting.find, lambda name: waiting.delete(name, NOON)):
            with pytest.raises(ApiError, match="404"):
                use("t1")


class TestDue:
    """A task is dispatched when it is due, and once at a time."""

    def test_a_task_without_a_schedule_is_due_at_once(self) -> None:
        """In the moment it is created."""
        assert start(queue("t1")).task.id == "t1"

    def test_a_task_is_not_dispatched_before_its_time(self) -> None:
        """The queue knows when to look again."""
        waiting = queue()
        waiting.add(task(scheduleTime="2026-09-21T14:13:50Z"), NOON)
        assert waiting.start(NOON + 29) == []
        assert waiting.next_at(NOON) == NOON + 30
        assert len(waiting.start(NOON + 30)) == 1

    def test_a_task_that_is_under_way_is_not_due(self) -> None:
        """Nothing will be, before it is answered."""
        waiting = queue("t1")
        start(waiting)
        assert waiting.start(NOON + 9999) == []
        assert waiting.next_at(NOON + 9999) is None

    def test_a_task_that_was_deleted_under_way_does_not_come_back(self) -> None:
        """Whatever its worker answers."""
        waiting = queue("t1")
        attempt = start(waiting)
        waiting.delete("t1", NOON)
        waiting.end(attempt, NOON, 500)
        assert waiting.tasks == {}
        assert waiting.next_at(NOON) is None


class TestAnswers:
    """2xx ends a task; everything else does not."""

    @pytest.mark.parametrize("status", [200, 201, 204, 299])
    def test_2xx_ends_a_task(self, status: int) -> None:
        """It is done."""
        waiting = queue("t1")
        waiting.end(start(waiting), NOON, status)
        assert (waiting.tasks, waiting.done) == ({}, 1)

    @pytest.mark.parametrize("status", [0, 302, 400, 404, 429, 500, 503])
    def test_anything_else_is_tried_again(self, status: int) -> None:
        """4xx too, and no answer at all."""
        waiting = queue("t1", min_backoff_s=10)
        assert fail(waiting, NOON, status) == 10
        assert start(waiting, NOON + 10).number == 2

    def test_the_interval_doubles_then_grows_then_stays(self) -> None:
        """The example of the documentation: 10 s, 300 s, three doublings."""
        waiting = queue("t1", min_backoff_s=10, max_backoff_s=300, max_doublings=3)
        now, waits = NOON, []
        for _ in range(8):
            waits.append(fail(waiting, now))
            now += waits[-1]
        assert waits == [10, 20, 40, 80, 160, 240, 300, 300]

    def test_a_longer_retry_after_is_obeyed(self) -> None:
        """A shorter one is not."""
        waiting = queue("t1", min_backoff_s=10)
        assert fail(waiting, NOON, 429, retry_after_s=60) == 60
        assert fail(waiting, NOON + 60, 429, retry_after_s=1) == 20

    def test_the_last_attempt_gives_the_task_up(self) -> None:
        """There is no dead letter."""
        waiting = queue("t1", max_attempts=2, min_backoff_s=10)
        fail(waiting, NOON)
        waiting.end(start(waiting, NOON + 10), NOON + 10, 500)
        assert (waiting.tasks, waiting.given_up) == ({}, 1)

    def test_attempts_may_be_unlimited(self) -> None:
        """For -1."""
        waiting = queue("t1", max_attempts=-1, min_backoff_s=1, max_backoff_s=1)
        for number in range(200):
            assert fail(waiting, NOON + number) == 1


class TestHeaders:
    """What a worker is told of an attempt."""

    def test_the_first_attempt_is_number_zero(self) -> None:
        """Nothing was answered before."""
        assert start(queue("t1")).headers("contacts") == {
            "X-CloudTasks-QueueName": "contacts",
            "X-CloudTasks-TaskName": "t1",
            "X-CloudTasks-TaskRetryCount": "0",
            "X-CloudTasks-TaskExecutionCount": "0",
            "X-CloudTasks-TaskETA": "1790000000.000000",
        }

    def test_a_retry_says_what_came_before(self) -> None:
        """5xx are retries that are not counted as executions."""
        waiting = queue("t1", min_backoff_s=10, max_backoff_s=10)
        for number, status in enumerate((404, 503, 429)):
            fail(waiting, NOON + 10 * number, status)
        said = start(waiting, NOON + 30).headers("contacts")
        assert said["X-CloudTasks-TaskRetryCount"] == "3"
        assert said["X-CloudTasks-TaskExecutionCount"] == "2"
        assert said["X-CloudTasks-TaskPreviousResponse"] == "429"
        assert said["X-CloudTasks-TaskETA"] == "1790000030.000000"


class TestLimits:
    """A queue holds its tasks back."""

    def test_no_more_run_at_once_than_are_allowed(self) -> None:
        """The next one starts when one has ended."""
        waiting = queue("t1", "t2", "t3", max_concurrent_dispatches=2)
        first, _ = waiting.start(NOON)
        assert waiting.next_at(NOON) is None
        waiting.end(first, NOON, 200)
        assert start(waiting).task.id == "t3"

    def test_the_rate_is_held(self) -> None:
        """After a burst, one at a time."""
        waiting = queue(*(f"t{n}" for n in range(5)), max_dispatches_per_second=10)
        assert len(waiting.start(NOON)) == 2
        assert waiting.next_at(NOON) == pytest.approx(NOON + 0.1)
        assert waiting.start(NOON + 0.05) == []
        assert len(waiting.start(NOON + 0.1)) == 1

    def test_a_rest_earns_a_burst_and_no_more(self) -> None:
        """However long it was."""
        waiting = queue(*(f"t{n}" for n in range(5)), max_dispatches_per_second=10)
        waiting.start(NOON)
        assert len(waiting.start(NOON + 9999)) == 2

    @pytest.mark.parametrize(
        "limits",
        [
            {"max_dispatches_per_second": 501},
            {"max_dispatches_per_second": 0},
            {"max_concurrent_dispatches": 0},
            {"max_attempts": 0},
            {"min_backoff_s": 20, "max_backoff_s": 10},
            {"max_doublings": -1},
        ],
    )
    def test_what_cloud_tasks_refuses_is_refused(self, limits: dict[str, Any]) -> None:
        """ValueError says what is allowed."""
        with pytest.raises(ValueError, match=next(iter(limits))):
            replace(Limits(), **limits)
