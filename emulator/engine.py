"""The queues of Cloud Tasks: which task is dispatched when, and what follows from its answer.

Nothing here sends anything or knows the time: whoever dispatches says when it is, and what came
of it.

Documented  2xx ends a task, anything else is tried again; maxAttempts; backoff ("the retry interval
            starts at minBackoff, then doubles maxDoublings times, then increases linearly, and
            finally retries at intervals of maxBackoff"); Retry-After "is considered"; the name of a
            task that has ended is taken for up to a day (Cloud Tasks v2: Queue, RetryConfig,
            RateLimits, HttpRequest, tasks.create)
Inferred    that a name is taken for the whole day; that the longer of backoff and Retry-After
            counts; the burst of a queue
Left out    maxRetryDuration; ramping up; that a whole queue slows down when its worker is unwell
            A queue is there as soon as it is named.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from emulator.errors import JSON, ApiError
from emulator.task import Task

TAKEN_S = 86_400.0
MAX_RATE = 500.0
MAX_CONCURRENT = 5000
MAX_DOUBLINGS = 64  # enough for any backoff
UNLIMITED = -1
BURST_S = 0.2  # worth of dispatches that may start at once
SUCCESS = range(200, 300)
WHOLE = 0.999  # of a dispatch: times are floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The settings of a queue, with the defaults of Cloud Tasks."""

    max_dispatches_per_second: float = 500.0
    max_concurrent_dispatches: int = 1000
    max_attempts: int = 100  # -1: no limit
    min_backoff_s: float = 0.1
    max_backoff_s: float = 3600.0
    max_doublings: int = 16

    def __post_init__(self) -> None:
        """Refuse what Cloud Tasks refuses."""
        if not 0 < self.max_dispatches_per_second <= MAX_RATE:
            raise ValueError("max_dispatches_per_second is above 0, and 500 at most")
        if not 1 <= self.max_concurrent_dispatches <= MAX_CONCURRENT:
            raise ValueError("max_concurrent_dispatches is between 1 and 5000")
        if self.max_attempts < 1 and self.max_attempts != UNLIMITED:
            raise ValueError("max_attempts is at least 1, or -1")
        if not 0 <= self.min_backoff_s <= self.max_backoff_s:
            raise ValueError("min_backoff_s is at most max_backoff_s")
        if not 0 <= self.max_doublings <= MAX_DOUBLINGS:
            raise ValueError("max_doublings is between 0 and 64")

    @property
    def burst(self) -> int:
        """How many dispatches may start at once."""
        return max(1, math.ceil(BURST_S * self.max_dispatches_per_second))

    def backoff_s(self, failures: int) -> float:
        """Return how long a task waits after so many attempts."""
        doublings = min(failures - 1, self.max_doublings)
        steps = max(1, failures - doublings)
        return min(self.max_backoff_s, self.min_backoff_s * 2.0**doublings * steps)

    def describe(self) -> JSON:
        """Return the settings as a queue resource has them."""
        return {
            "rateLimits": {
                "maxDispatchesPerSecond": self.max_dispatches_per_second,
                "maxBurstSize": self.burst,
                "maxConcurrentDispatches": self.max_concurrent_dispatches,
            },
            "retryConfig": {
                "maxAttempts": self.max_attempts,
                "minBackoff": f"{self.min_backoff_s:g}s",
                "maxBackoff": f"{self.max_backoff_s:g}s",
                "maxDoublings": self.max_doublings,
            },
        }


class Attempt(NamedTuple):
    """A task on its way to its worker: the ``number``-th time, from 1."""

    task: Task
    number: int

    def headers(self, queue_id: str) -> dict[str, str]:
        """Return what Cloud Tasks says of the attempt."""
        task = self.task
        said = {
            "X-CloudTasks-QueueName": queue_id,
            "X-CloudTasks-TaskName": task.id,
            "X-CloudTasks-TaskRetryCount": str(self.number - 1),
            "X-CloudTasks-TaskExecutionCount": str(task.executions),
            "X-CloudTasks-TaskETA": f"{task.scheduled:.6f}",
        }
        if task.previous_status:
            said["X-CloudTasks-TaskPreviousResponse"] = str(task.previous_status)
        return said


@dataclass(slots=True)
class Queue:
    """A queue and its tasks, by id."""

    name: str
    limits: Limits = field(default_factory=Limits)
    tasks: dict[str, Task] = field(default_factory=dict)
    done: int = 0
    given_up: int = 0  # tasks that failed maxAttempts times
    _ended: dict[str, float] = field(default_factory=dict)  # id -> when
    _under_way: int = 0
    _credit: float = 1.0  # dispatches that the rate allows now, in bursts
    _credited: float = float("-inf")

    @property
    def id(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]

    def add(self, task: Task, now: float) -> None:
        """Store a task; ApiError 409 for a name that is taken."""
        ended = self._ended.get(task.id, float("-inf"))
        if task.id in self.tasks or now < ended + TAKEN_S:
            text = "The task cannot be created because a task with this name "
            text += "already exists." if task.id in self.tasks else "existed too recently."
            raise ApiError(409, text, status="ALREADY_EXISTS")
        self.tasks[task.id] = task

    def find(self, task_id: str) -> Task:
        """Return a task; ApiError 404 for one that is not there any more."""
        if task_id not in self.tasks:
            raise ApiError(404, "Requested entity was not found.")
        return self.tasks[task_id]

    def delete(self, task_id: str, now: float) -> None:
        """Forget a task, whether or not it is under way; ApiError 404."""
        self._end(self.find(task_id), now)

    def start(self, now: float) -> list[Attempt]:
        """Return the attempts that begin now, within the limits."""
        self._earn(now)
        attempts = []
        for task in sorted(self._waiting(), key=_due):
            room = self._under_way < self.limits.max_concurrent_dispatches
            if _due(task) > now or not room or self._credit < WHOLE:
                break
            self._credit -= 1
            self._under_way += 1
            task.begin_attempt(now)
            attempts.append(Attempt(task, task.dispatches))
        return attempts

    def next_at(self, now: float) -> float | None:
        """Return when to look again, ``None`` if nothing will be due before something changes."""
        if self._under_way >= self.limits.max_concurrent_dispatches:
            return None
        due = min(map(_due, self._waiting()), default=None)
        if due is None:
            return None
        self._earn(now)
        rest = 0.0 if self._credit >= WHOLE else 1 - self._credit
        return max(due, now + rest / self.limits.max_dispatches_per_second)

    def end(self, attempt: Attempt, now: float, status: int, retry_after_s: float = 0.0) -> None:
        """Settle an attempt: the worker has answered ``status``, or 0 for nothing in time."""
        self._under_way -= 1
        task = attempt.task
        if self.tasks.get(task.id) is not task:
            return  # it was deleted meanwhile
        task.end_attempt(now, status)
        if status in SUCCESS:
            self.done += 1
            self._end(task, now)
        elif attempt.number >= self.limits.max_attempts != UNLIMITED:
            self.given_up += 1
            self._end(task, now)
        else:
            wait_s = max(self.limits.backoff_s(attempt.number), retry_after_s)
            task.due = task.scheduled = now + wait_s

    def describe(self) -> JSON:
        """Return the queue as the API shows it."""
        return {"name": self.name, **self.limits.describe(), "state": "RUNNING"}

    def _waiting(self) -> Iterable[Task]:
        return (task for task in self.tasks.values() if task.due is not None)

    def _earn(self, now: float) -> None:
        """Let the credit grow with time."""
        limits = self.limits
        earned = (now - self._credited) * limits.max_dispatches_per_second
        self._credit = min(limits.burst, self._credit + max(0.0, earned))
        self._credited = max(now, self._credited)

    def _end(self, task: Task, now: float) -> None:
        del self.tasks[task.id]
        self._ended[task.id] = now


def _due(task: Task) -> float:
    return task.scheduled if task.due is None else task.due
