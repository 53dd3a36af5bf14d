"""The story of a delivery: proved, read, claimed, converted, written, remembered."""

import asyncio
import hashlib
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from adapter.accounts import Accounts, caller_id
from adapter.contacts.convert import Converted, convert
from adapter.errors import AdapterError, BadAccessToken, DeliveryInProgress
from adapter.ledger.ledger import Busy, Done, Entry, Ledger, New, Resume
from adapter.ledger.parked import Parked
from adapter.log import log, where
from adapter.model import Delivery, Result, Row
from adapter.parking import Parking, Replayed, replayed_before
from adapter.people.writer import Writer
from adapter.received import Received, unpark
from adapter.route import Access, Authentication, Route
from adapter.work import Work

LEASE_S = 300.0  # how long the claim of a process that died holds, at least
LONGEST_CALL_S = 120.0  # what may still be in flight when a sender's time is up
COME_AGAIN_S = 30.0  # when to ask for a delivery that is under way
MARGIN = 0.9  # of a delivery's time: what no call has taken by then is withdrawn
MAX_NAME = 200  # characters of a delivery's name
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, b64token


class Service:
    """What every delivery passes through.

    ``now`` returns Unix time in seconds, ``nonce`` a new unguessable text.
    """

    def __init__(
        self,
        ledger: Ledger,
        accounts: Accounts,
        *,
        now: Callable[[], float],
        nonce: Callable[[], str],
    ) -> None:
        self._ledger = ledger
        self._accounts = accounts
        self._now = now
        self._nonce = nonce
        self._running: set[asyncio.Task[tuple[Row, ...]]] = set()

    def read(self, route: Route, delivery: Delivery) -> Received:
        """Check the sender's signature, where the route has one, and read the people."""
        if route.authentication is Authentication.SIGNATURE and route.source.verify:
            route.source.verify(delivery, route.secrets, self._now(), route.options)
        reading = route.source.parse(delivery, route.options)
        # Under an id of its own a delivery may come again with another envelope: its time, its
        # attempt. What counts is what people said in it.
        content = repr(reading.submissions).encode() if reading.id else delivery.body
        fingerprint = hashlib.sha256(content).hexdigest()
        name = f"{route.source.slug}:{reading.id or f'sha256:{fingerprint}'}"[:MAX_NAME]
        return Received(route, reading, name, fingerprint)

    def preview(self, received: Received) -> list[Converted]:
        """Return what each row would be sent as. Writes nothing, and claims nothing."""
        return [convert(s, received.route.rules) for s in received.reading.submissions]

    async def carry_out(
        self, received: Received, line: dict[str, Any], *, caller_token: str = "", within_s: float
    ) -> Result:
        """Create the contacts of a delivery, unless that was done before.

        Raises an ``AdapterError`` when the sender shall mend something or come again: after
        ``within_s`` seconds at the latest. What is in flight then goes on, and is remembered.
        ``line`` are the fields of its line in the log; how many rows were parked is added.
        """
        clock = asyncio.get_running_loop().time
        withdraw_at, give_up_at = clock() + MARGIN * within_s, clock() + within_s
        lease_s = max(LEASE_S, within_s + LONGEST_CALL_S)
        begun = await self._begin(received, caller_token, lease_s)
        if isinstance(begun, Result):
            line |= {"parked": len(received.rows)} if begun.changed else {}
            return begun
        work, writer = begun
        task = asyncio.create_task(
            work.carry_out(
                self._ledger,
                writer,
                remaining_s=lambda: max(0.0, withdraw_at - clock()),
                now=self._now,
            )
        )
        try:
            rows = await self._outlast(task, work, give_up_at - clock())
        finally:
            line |= _parked(work)
        mask = received.route.read_mask | received.reading.read_mask
        return Result(received.name, rows, read_mask=mask)

    async def replay(
        self,
        parked: Parked,
        route: Route,
        *,
        caller_token: str = "",
        remaining_s: Callable[[], float],
    ) -> Replayed:
        """Create the contacts of a parked delivery, by what its route says now.

        What is no contact after it stays parked, with what is wrong now. ``remaining_s`` is asked
        before every chunk how long its rows may wait for Google; below 0, no more are begun.
        Raises an ``AdapterError`` when not even the first could be.
        """
        begun = await self._begin(unpark(parked, route), caller_token, LEASE_S)
        if isinstance(begun, Result):  # by its sender meanwhile, or before a crash
            replayed = replayed_before(parked, begun)
            if not replayed.left:
                await self._ledger.drop_parked(parked.id)
            return replayed
        work, writer = begun
        try:
            rows = await work.carry_out(
                self._ledger, writer, remaining_s=remaining_s, now=self._now
            )
        except AdapterError as error:
            return Replayed(parked, work.rows, error.code, error.detail)
        return Replayed(parked, rows)

    async def _begin(
        self, received: Received, caller_token: str, lease_s: float
    ) -> tuple[Work, Writer] | Result:
        """Claim a delivery; return the work that is to be done, or what became of it before."""
        route = received.route
        if route.access is Access.CALLER and not TOKEN.fullmatch(caller_token):
            raise BadAccessToken("This route needs a token in X-Google-Access-Token.")
        if not received.reading.submissions:
            return Result(received.name)
        # Without an account the address book is the caller's: two callers may send the same.
        owner = "" if route.account else caller_id(caller_token)
        entry = received.entry(owner, self._nonce(), lease_s)
        writer = self._accounts.writer(route, caller_token)
        now = self._now()
        with writer.coming():
            claim = await self._ledger.claim(entry, now)
        match claim:
            case Done(rows, changed):
                if changed and not received.parked:
                    await self._park_changed(received, entry, now)
                return Result(received.name, rows, replayed=True, changed=changed)
            case Busy(retry_after_s):
                wait_s = min(retry_after_s, COME_AGAIN_S)
                raise DeliveryInProgress("It is being worked on.", retry_after_s=wait_s)
            case New():
                begun = Resume(entry.stamp, now)
            case Resume() as begun:
                pass
        return Work(received, entry, received.doubt(begun)), writer

    async def _park_changed(self, received: Received, entry: Entry, now: float) -> None:
        """Keep what a repeated delivery says now; while that cannot be, its sender comes again."""
        if parked := Parking(received, entry, Resume(entry.stamp, now)).changed(now):
            await self._ledger.park(parked)

    async def _outlast(
        self, task: "asyncio.Task[tuple[Row, ...]]", work: Work, within_s: float
    ) -> tuple[Row, ...]:
        """Wait for the work, and let it go on when the sender can wait no longer."""
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait({task}, timeout=max(0, within_s))
        if not done:
            task.add_done_callback(partial(_log_late, work))
            raise DeliveryInProgress("Google has not answered yet.", retry_after_s=COME_AGAIN_S)
        return task.result()


def _log_late(work: Work, task: "asyncio.Task[tuple[Row, ...]]") -> None:
    """Log how a delivery ended whose sender waits no longer: nobody else will say it."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, AdapterError):
        message = "a delivery failed after its sender was answered"
        log("WARNING", message, code=error.code, **_parked(work))
    elif error:
        log("CRITICAL", "unexpected error", at=where(error))


def _parked(work: Work) -> dict[str, int]:
    return {"parked": work.parked} if work.parked else {}
