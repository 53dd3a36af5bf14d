"""The dispatcher: brings tasks to their workers over HTTP, and tells the queues what came of it.

Documented  the user agent; an attempt may take as long as the task's deadline, and is cancelled
            after it; the token's audience is the URL if the task names none
Inferred    that no redirect is followed
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx

from emulator.engine import Attempt, Queue
from emulator.errors import GoogleError
from emulator.faults import Fault, refusal
from emulator.google import Call, Google
from emulator.oidc import id_token

METHOD = "tasks.dispatch"  # in the log of calls, and for faults
AGENT = "Google-Cloud-Tasks"


@asynccontextmanager
async def dispatching(google: Google) -> AsyncIterator[None]:
    """Dispatch tasks until the block ends."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=None, limits=limits, trust_env=False) as client:  # noqa: S113 - a task has its deadline
        running = asyncio.create_task(Dispatcher(google, client).run())
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


class Dispatcher:
    """Dispatches what is due, in every queue of ``google``; ``client`` reaches the workers."""

    def __init__(self, google: Google, client: httpx.AsyncClient) -> None:
        self._google = google
        self._client = client

    async def run(self) -> None:
        """Go on until cancelled."""
        async with asyncio.TaskGroup() as attempts:
            while True:
                self._google.stirred.clear()
                for queue in self._google.queues.values():
                    for attempt in queue.start(self._google.now()):
                        attempts.create_task(self._settle(queue, attempt))
                await self._wait()

    async def _wait(self) -> None:
        """Wait until the next attempt is due, or until something has changed."""
        now = self._google.now()
        looks = (queue.next_at(now) for queue in self._google.queues.values())
        times = [at for at in looks if at is not None]
        stirred = asyncio.ensure_future(self._google.stirred.wait())
        waits: set[asyncio.Future[Any]] = {stirred}
        if times:
            waits.add(asyncio.ensure_future(self._google.sleep(max(0.0, min(times) - now))))
        await _first(waits)

    async def _settle(self, queue: Queue, attempt: Attempt) -> None:
        """Carry out an attempt, and tell the queue."""
        google = self._google
        call = google.begin(METHOD)
        call.account = attempt.task.email
        status, retry_after_s = await self._suffer(queue, attempt, call)
        call.status, call.ended = status or None, google.now()
        google.revision += 1
        queue.end(attempt, google.now(), status, retry_after_s)
        google.stirred.set()

    async def _suffer(self, queue: Queue, attempt: Attempt, call: Call) -> tuple[int, float]:
        """Return what came of an attempt under the fault that is due, if any."""
        fault = self._google.faults.take(METHOD, [])
        if fault is None:
            return await self._in_time(queue, attempt)
        call.fault = fault.kind
        trouble = _status(fault)
        if fault.when == "before":
            await self._google.sleep(fault.latency_s)
            if trouble is not None:
                return trouble, 0.0
        twins = 2 if fault.kind == "twice" else 1
        ends = await asyncio.gather(*(self._in_time(queue, attempt) for _ in range(twins)))
        if fault.when == "after":
            await self._google.sleep(fault.latency_s)
        return ends[0] if trouble is None else (trouble, 0.0)

    async def _in_time(self, queue: Queue, attempt: Attempt) -> tuple[int, float]:
        """Return the worker's status and its Retry-After, 0 for none within the deadline."""
        sent = asyncio.ensure_future(self._send(queue, attempt))
        timer = asyncio.ensure_future(self._google.sleep(attempt.task.deadline_s))
        await _first({sent, timer})
        return sent.result() if not sent.cancelled() else (0, 0.0)

    async def _send(self, queue: Queue, attempt: Attempt) -> tuple[int, float]:
        task = attempt.task
        headers = {**task.headers, "User-Agent": AGENT, **attempt.headers(queue.id)}
        if task.email:
            token = id_token(task.email, task.audience, self._google.now())
            headers["Authorization"] = f"Bearer {token}"
        try:
            response = await self._client.request(
                task.method, task.url, headers=headers, content=task.body
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            return 0, 0.0
        asked = response.headers.get("retry-after", "")
        return response.status_code, float(asked) if re.fullmatch(r"\d{1,6}", asked) else 0.0


def _status(fault: Fault) -> int | None:
    """Return the status that a fault stands for, 0 for no answer, ``None`` for no trouble."""
    trouble = refusal(fault, [])
    if isinstance(trouble, GoogleError):
        return trouble.code
    return None if trouble is None else 0


async def _first(waits: "set[asyncio.Future[Any]]") -> None:
    """Wait for the first, and end the others."""
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
