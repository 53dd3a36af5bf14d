"""The story of a delivery: proved, read, claimed, converted, written, remembered."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from adapter.accounts import Accounts, caller_id
from adapter.apart import join, split, unite
from adapter.contacts.convert import Converted, convert
from adapter.errors import (
    AdapterError,
    BadAccessToken,
    DeliveryInProgress,
    Effect,
    LedgerUnavailable,
    MalformedBody,
    Unavailable,
    UnsupportedBody,
)
from adapter.ledger.ledger import Busy, Done, Entry, Ledger, New, Resume
from adapter.ledger.parked import Parked
from adapter.lookups import Lookups
from adapter.model import Delivery, FieldError, Outcome, Result, Row, Status
from adapter.outbox import Outbox
from adapter.parcel import split as split_parcel
from adapter.parking import Parking, Replayed, replayed_before
from adapter.people.writer import Writer
from adapter.received import Origin, Received, receive, unpark, unread
from adapter.route import Access, Authentication, Route
from adapter.sources.verify import without_secrets
from adapter.tasks import MAX_BYTES
from adapter.work import AT_A_TIME, NOT_FOUND, Work, log_late, note_parked

LEASE_S = 300.0  # how long the claim of a process that died holds, at least
LONGEST_CALL_S = 120.0  # what may still be in flight when a sender's time is up
COME_AGAIN_S = 30.0  # when to ask for a delivery that is under way
MARGIN = 0.9  # of a delivery's time: what no call has taken by then is withdrawn
CLIENT_ERRORS = range(400, 500)
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, b64token


class Service:
    """What every delivery passes through.

    ``now`` returns Unix time in seconds, ``nonce`` a new unguessable text.
    """

    def __init__(  # noqa: PLR0913
        self,
        ledger: Ledger,
        accounts: Accounts,
        lookups: Lookups,
        outbox: Outbox,
        *,
        now: Callable[[], float],
        nonce: Callable[[], str],
    ) -> None:
        self._ledger = ledger
        self._accounts = accounts
        self._lookups = lookups
        self._outbox = outbox
        self._now = now
        self._nonce = nonce
        self._running: set[asyncio.Task[tuple[Row, ...]]] = set()

    def read(self, route: Route, delivery: Delivery) -> Received:
        """Check the sender's signature, where the route has one, and read the people.

        What cannot be read is the sender's to mend, where somebody sees the answer; otherwise it
        is a row of its own, for an operator.
        """
        if route.authentication is Authentication.SIGNATURE and route.source.verify:
            route.source.verify(delivery, route.secrets, self._now(), route.options)
        try:
            reading = route.source.parse(delivery, route.options)
        except (MalformedBody, UnsupportedBody) as error:
            if route.source.rejected_status in CLIENT_ERRORS:
                raise
            reading = unread(delivery, route, error)
        return receive(route, without_secrets(reading, route.secrets), delivery.body)

    async def preview(self, received: Received) -> list[Converted]:
        """Return what each row would be sent as. Writes nothing, and claims nothing."""
        route = received.route
        found = await self._lookups.find(route, received.reading.submissions)
        return [convert(row, route.rules) if row else Converted({}, (NOT_FOUND,)) for row in found]

    async def carry_out(
        self, received: Received, line: dict[str, Any], *, caller_token: str = "", within_s: float
    ) -> Result:
        """Create the contacts of a delivery, unless that was done before.

        Raises an ``AdapterError`` when the sender shall mend something or come again: after
        ``within_s`` seconds at the latest. What is in flight then goes on, and is remembered. A
        sender that does not come again is told instead that what is left has been parked.
        ``line`` are the fields of its line in the log; how many rows were parked is added.
        """
        if not (received.reading.apart and received.rows):
            return await self._carry_out(received, line, caller_token, within_s)
        parts = split(received)
        results = (self._carry_out(p.received, line, caller_token, within_s) for p in parts)
        return join(received, parts, await asyncio.gather(*results, return_exceptions=True))

    async def _carry_out(
        self, received: Received, line: dict[str, Any], caller_token: str, within_s: float
    ) -> Result:
        clock = asyncio.get_running_loop().time
        withdraw_at, give_up_at = clock() + MARGIN * within_s, clock() + within_s
        lease_s = max(LEASE_S, within_s + LONGEST_CALL_S)
        try:
            begun = await self._begin(received, caller_token, lease_s)
        except LedgerUnavailable:  # the queue needs none
            if received.origin is Origin.SENDER and (queued := await self._hand_over(received)):
                return queued
            raise
        if isinstance(begun, Result):
            note_parked(line, len(received.rows) if begun.changed or begun.parked else 0)
            return begun
        work, writer = begun
        try:
            rows = await self._outlast(
                work.carry_out(
                    self._ledger,
                    writer,
                    remaining_s=lambda: max(0.0, withdraw_at - clock()),
                    now=self._now,
                ),
                work,
                give_up_at - clock(),
            )
        except AdapterError as error:
            return await self._excuse(received, work, error)
        finally:
            note_parked(line, work.parked)
        mask = received.route.read_mask | received.reading.read_mask
        return Result(received.name, rows, read_mask=mask)

    async def enqueue(self, received: Received, line: dict[str, Any], *, within_s: float) -> Result:
        """Hand a delivery to the queue, once it is known what is wrong with it.

        What holds nobody, or cannot be handed over, is carried out as if there were no queue.
        """
        if queued := await self._hand_over(received, apart=True):
            return queued
        parts = [] if received.reading.apart else self._split(received)
        if len(parts) < 2:  # noqa: PLR2004
            return await self.carry_out(received, line, within_s=within_s)
        # The queue may have some of them, or had them before: their claims are the same.
        results = (self._carry_out(part, line, "", within_s) for part in parts)
        return unite(received, await asyncio.gather(*results, return_exceptions=True))

    async def _hand_over(self, received: Received, *, apart: bool = False) -> Result | None:
        """Hand all to the queue; return what the sender is told, if there is anybody in it."""
        rows = await self._foresee(received)
        if not any(row.outcome.status is Status.QUEUED for row in rows):
            return None
        left = self._whole(received)
        sent = left and await self._outbox.send(received, left, apart=apart)
        return Result(received.name, rows) if sent else None

    def _split(self, received: Received) -> list[Received]:
        """Return the parts in which a delivery would go through the queue."""
        left, reading = self._whole(received), received.reading
        parts = split_parcel(received, left, MAX_BYTES) if left else []
        return [
            replace(one, reading=replace(reading, submissions=one.reading.submissions))
            for one in (unpark(part, received.route, received.origin) for part in parts)
        ]

    def _whole(self, received: Received) -> Parked | None:
        entry, now = received.entry("", self._nonce(), LEASE_S), self._now()
        return Parking(received, entry, Resume(entry.stamp, now)).whole(now)

    async def leave(self, parked: Parked, why: AdapterError) -> None:
        """Park what came from the queue for a route that cannot carry it out any more."""
        await self._ledger.park(replace(parked, reason=why.code, detail=why.detail))

    async def _foresee(self, received: Received) -> tuple[Row, ...]:
        """Return what can be said of the rows before they are carried out."""
        route, queued = received.route, Outcome(Status.QUEUED)
        rows = []
        for index, submission in received.rows.items():
            if index % AT_A_TIME == 0:
                await asyncio.sleep(0)
            unknown = route.source.look_up is not None
            errors = () if unknown else convert(submission, route.rules).errors
            outcome = Outcome(Status.INVALID, errors=errors) if errors else queued
            rows.append(Row(index, submission.ref, outcome))
        return tuple(rows)

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
        begun = await self._begin(unpark(parked, route, Origin.OPERATOR), caller_token, LEASE_S)
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
                if changed and received.origin is not Origin.OPERATOR:
                    await self._park_changed(received, entry, now)
                return Result(received.name, rows, replayed=True, changed=changed)
            case Busy(retry_after_s, begun):
                wait_s = min(retry_after_s, COME_AGAIN_S)
                error = DeliveryInProgress("It is being worked on.", retry_after_s=wait_s)
                if begun is None or received.origin is Origin.OPERATOR:
                    raise error
                return await self._excuse(received, self._work(received, entry, begun), error)
            case New():
                begun = received.doubt(Resume(entry.stamp, now))
            case Resume() as resume:
                begun = received.doubt(resume)
        return self._work(received, entry, begun), writer

    def _work(self, received: Received, entry: Entry, begun: Resume) -> Work:
        look_up = partial(self._lookups.find, received.route)
        return Work(received, entry, begun, look_up)

    async def _excuse(self, received: Received, work: Work, error: AdapterError) -> Result:
        """Return that the queue has what is left, or an operator, or raise.

        Who comes again, and is not in the queue, is asked to.
        """
        from_sender = received.origin is Origin.SENDER
        if from_sender and isinstance(error, Unavailable) and not error.lasting:
            at = self._now() + error.retry_after_s
            left = work.parking.rest(work.rows, error, self._now())
            if left and await self._outbox.send(received, left, at=at):
                return Result(received.name, work.rows_told(Outcome(Status.QUEUED)))
        if isinstance(error, DeliveryInProgress):  # others are at it, and may die
            await work.park_rest(self._ledger, error, self._now())
        if received.returns(error) or not work.parked:
            raise error
        perhaps = error.effect is Effect.UNKNOWN or isinstance(error, DeliveryInProgress)
        status = Status.UNKNOWN if perhaps else Status.FAILED
        why = FieldError("contactPerson", error.code, error.detail)
        rows = work.rows_told(Outcome(status, errors=(why,)))
        return Result(received.name, rows, parked=True)

    async def _park_changed(self, received: Received, entry: Entry, now: float) -> None:
        """Keep what a repeated delivery says now; while that cannot be, its sender comes again."""
        if parked := Parking(received, entry, Resume(entry.stamp, now)).changed(now):
            await self._ledger.park(parked)

    async def _outlast(
        self, story: Coroutine[Any, Any, tuple[Row, ...]], work: Work, within_s: float
    ) -> tuple[Row, ...]:
        """Wait for the work, and let it go on when the sender can wait no longer."""
        task = asyncio.create_task(story)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait({task}, timeout=max(0, within_s))
        if not done:
            task.add_done_callback(partial(log_late, work))
            raise DeliveryInProgress("Google has not answered yet.", retry_after_s=COME_AGAIN_S)
        return task.result()
