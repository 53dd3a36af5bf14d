"""The clock of a run: an hour passes in some minutes, for everybody alike.

``run seconds`` are seconds of this clock; ``real seconds`` are everybody else's.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

BEGAN, SPEED = "FAULTS_BEGAN", "FAULTS_SPEED"  # environment variables of the processes of a run


@dataclass(frozen=True, slots=True)
class Clock:
    """Unix time that has gone ``speed`` times as fast since the real time ``began``."""

    began: float
    speed: float

    def now(self) -> float:
        """Return the run's Unix time."""
        return self.began + self.speed * (time.time() - self.began)

    def utcnow(self) -> dt.datetime:
        """Return the run's time as google-auth has it: naive, in UTC."""
        return dt.datetime.fromtimestamp(self.now(), dt.UTC).replace(tzinfo=None)

    async def sleep(self, seconds: float) -> None:
        """Wait for run seconds on a loop of real ones."""
        await asyncio.sleep(seconds / self.speed)

    def environ(self) -> dict[str, str]:
        """Return what tells another process of this clock."""
        return {BEGAN: repr(self.began), SPEED: repr(self.speed)}


def read_clock(environ: Mapping[str, str]) -> Clock:
    """Return the clock of the run that a process belongs to."""
    return Clock(float(environ[BEGAN]), float(environ[SPEED]))


def wind_up(speed: float) -> Clock:
    """Return a clock that begins now."""
    return Clock(time.time(), speed)


def dice(seed: int, use: str) -> Random:
    """Return the generator of one part of a run."""
    return Random(f"{seed} {use}")  # noqa: S311 - faults are no secrets
