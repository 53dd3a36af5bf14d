"""A process on the run's clock.

Leases, pauses and time-outs of the adapter are seconds to minutes long. Its event loop runs on the
clock of the run, so all of them shrink by the same factor. Processors, sockets and files do not get
faster: to the adapter they seem slow.
"""

import asyncio
import os
import selectors
import time
from types import SimpleNamespace

import google.auth._exponential_backoff as backoff
import google.auth._helpers as helpers
from uvicorn_worker import UvicornWorker  # type: ignore[import-untyped]

from adapter.ledger import sqlite
from faults.clock import Clock, read_clock


class Selector(selectors.DefaultSelector):
    """Waits for a fraction of what it is asked to."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for events."""
        return super().select(timeout and timeout / self._speed)


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose seconds are those of the run."""

    def __init__(self, speed: float) -> None:
        self._speed = speed  # first: the loop asks for the time while it is made
        super().__init__(Selector(speed))

    def time(self) -> float:
        """Return the loop's time."""
        return self._speed * super().time()


def open_loop() -> Loop:
    """Return the event loop of a process; uvicorn finds this function by its name."""
    return Loop(read_clock(os.environ).speed)


def rule(clock: Clock) -> None:
    """Put this process on the clock: its event loop, google-auth, and SQLite's patience."""
    UvicornWorker.CONFIG_KWARGS = {"loop": f"{__name__}:{open_loop.__name__}", "http": "auto"}
    helpers.utcnow = clock.utcnow
    hasty = SimpleNamespace(sleep=lambda seconds: time.sleep(seconds / clock.speed))
    backoff.time = hasty  # type: ignore[assignment, attr-defined]
    sqlite.LOCK_WAIT_S /= clock.speed
