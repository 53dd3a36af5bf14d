"""What happens to the processes while deliveries are under way, and to the ledger they share."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from faults.clock import Clock
from faults.town import Server, Town

EVERY_S = 3.0  # real seconds between two events, in the mean
OUTAGE_S = 1.5  # real seconds until a process is started again, at most
LOCK_S = 5.0  # run seconds that a function waits for the ledger


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at ``at``, Unix seconds of the run."""

    at: float
    kind: str
    detail: str = ""


class Trouble:
    """Makes trouble; ``events`` is the list of it."""

    def __init__(self, town: Town, clock: Clock, chance: Random) -> None:
        self.events: list[Event] = []
        self._town = town
        self._clock = clock
        self._chance = chance
        self._tasks: set[asyncio.Task[None]] = set()
        self._down: set[Server] = set()

    async def rage(self, seconds: float) -> None:
        """Go on for real seconds; everything is up again at the end."""
        kinds: dict[Callable[[], Awaitable[None]], float] = {
            self._crash: 5,
            self._kill: 3,
            self._stop: 3,
            self._lock: 3,
            self._unlabel: 2,
        }
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (pause_s := self._chance.expovariate(1 / EVERY_S)) < until - loop.time():
            await asyncio.sleep(pause_s)
            [kind] = self._chance.choices(list(kinds), list(kinds.values()))
            task = asyncio.ensure_future(kind())
            self._tasks.add(task)
        await asyncio.gather(*self._tasks)

    def _note(self, kind: str, detail: str = "") -> None:
        self.events.append(Event(self._clock.now(), kind, detail))

    def _victim(self) -> Server | None:
        up = [one for one in self._town.servers if one not in self._down]
        return self._chance.choice(up) if up else None

    async def _crash(self) -> None:
        if (victim := self._victim()) and victim.crash():
            self._note(f"{victim.kind} crashed", victim.name)

    async def _kill(self) -> None:
        await self._end("killed", Server.kill)

    async def _stop(self) -> None:
        await self._end("terminated", Server.stop)

    async def _end(self, how: str, end: Callable[[Server], Awaitable[None]]) -> None:
        """End a process and start it again after an outage."""
        if not (server := self._victim()):
            return
        self._down.add(server)
        self._note(f"{server.kind} {how}", server.name)
        await end(server)
        await asyncio.sleep(self._chance.uniform(0, OUTAGE_S))
        await server.start()
        self._note(f"{server.kind} started", server.name)
        self._down.remove(server)

    async def _lock(self) -> None:
        """Keep everybody else from the ledger, for longer than they wait or not."""
        seconds = self._chance.uniform(0.2, 4) * LOCK_S
        self._note("ledger locked", f"{seconds:.0f} s")
        await asyncio.to_thread(self._hold, seconds / self._clock.speed)

    def _hold(self, seconds: float) -> None:
        ledger = sqlite3.connect(self._town.ledger, timeout=5, isolation_level=None)
        try:
            ledger.execute("BEGIN EXCLUSIVE")
            time.sleep(seconds)
            ledger.execute("ROLLBACK")
        finally:
            ledger.close()

    async def _unlabel(self) -> None:
        if await self._town.tell("POST", "/_faults/unlabel"):
            self._note("label deleted")
