"""What is parked of a delivery: every row that is no contact and that nobody else would bring back.

A delivery that was carried out leaves its invalid and failed rows. One that was interrupted leaves
all that is no contact yet, where an operator has to act (``lasting``), or where nobody knows what
exists; its sender may come again all the same. Of other interruptions nothing is left, if the
sender is one that comes again for long: it is asked to, and nothing stands in its way. One that
says something else than it did when it was carried out leaves what it says now: an operator
decides whether that is a new person.

Rows are parked before the ledger notes the end of their delivery. If that fails, the delivery has
not ended: the sender comes again, and the end is tried again. So a crash or a broken ledger costs
nobody, and a delivery that was answered has its leftovers where they can be found.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapter.errors import AdapterError, DeliveryInProgress, Effect, InternalError
from adapter.ledger.ledger import Entry, Resume
from adapter.ledger.parked import Parked, ParkedRow
from adapter.model import ENDED_WELL, Result, Row, Status
from adapter.received import Received

ID_DIGITS = 16
QUEUED = "It is on its way through the queue."
EDITED = (
    "Under this id, other content was carried out before; a replay creates this as new contacts."
)
WRONG = "What is wrong stands beside each row."
CHANGED = (
    "Its sender has sent other content under the same id since, and that was carried out;"
    " drop this one if nothing in it is missed."
)


@dataclass(frozen=True, slots=True)
class Parking:
    """Where the leftovers of a claimed delivery go."""

    received: Received
    entry: Entry
    begun: Resume

    @property
    def id(self) -> str:
        """The same for the same delivery and content, and for every replay of it."""
        if self.received.parked:
            return self.received.parked.id
        content = f"{self.entry.key}{self.entry.fingerprint}"
        return hashlib.sha256(content.encode()).hexdigest()[:ID_DIGITS]

    def finished(self, rows: Sequence[Row], now: float) -> Parked | None:
        """Return what is left of a delivery that was carried out, if anything."""
        if not any(row.outcome.status is Status.CREATED for row in rows):
            return self._left(rows, now, "rejected", WRONG)
        # The same key after a crash, a new one after every replay.
        return _under(f"parked:{self.begun.stamp}", self._left(rows, now, "partial", WRONG))

    def changed(self, now: float) -> Parked | None:
        """Return a delivery whose sender has sent other content under the same id before."""
        return _under(f"changed:{self.id}", self._left((), now, "changed", EDITED))

    def interrupted(self, rows: Sequence[Row], error: AdapterError, now: float) -> Parked | None:
        """Return what is left of a delivery that has not ended, if it is to be parked."""
        passing = not error.lasting and error.effect is Effect.NOTHING
        if passing and self.received.persists(error):
            return None
        return self.rest(rows, error, now)

    def rest(self, rows: Sequence[Row], error: AdapterError, now: float) -> Parked | None:
        """Return what is no contact yet, and whether it may be one."""
        left = self._left(rows, now, error.code, error.detail)
        unknown = any(row.outcome.status is Status.UNKNOWN for row in rows)
        unsure = unknown or isinstance(error, InternalError | DeliveryInProgress)
        if left and (unsure or self.begun.crashed):
            return replace(left, stamp=self.begun.stamp, since=self.begun.since)
        return left

    def whole(self, now: float) -> Parked | None:
        """Return all that a delivery holds, if it holds anybody."""
        return self._left((), now, "queued", QUEUED)

    def _left(self, rows: Sequence[Row], now: float, reason: str, detail: str) -> Parked | None:
        """Return the rows that are no contact, as what keeps their sender's claim from them."""
        contacts = {row.index for row in rows if row.outcome.status in ENDED_WELL}
        errors = {row.index: row.outcome.errors for row in rows}
        left = tuple(
            ParkedRow(index, submission, errors.get(index, ()))
            for index, submission in self.received.rows.items()
            if index not in contacts
        )
        if not left:
            return None
        before = self.received.parked
        return Parked(
            id=self.id,
            key=self.entry.key,
            route=self.received.route.name,
            delivery=self.received.name,
            reason=reason,
            detail=detail,
            parked_at=before.parked_at if before else now,
            rows=left,
            fingerprint=self.received.fingerprint,
        )


def _under(name: str, left: Parked | None) -> Parked | None:
    """Give what is left a key of its own: under the entry's, what was created is remembered."""
    return replace(left, key=hashlib.sha256(name.encode()).hexdigest()) if left else None


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a parked delivery: its rows, and what stopped the others, if anything did."""

    parked: Parked
    rows: tuple[Row, ...] = ()
    code: str = ""
    detail: str = ""

    @property
    def left(self) -> tuple[ParkedRow, ...]:
        """The rows that are still parked, with what is wrong with them now."""
        ends = {row.index: row.outcome for row in self.rows}
        return tuple(
            replace(row, errors=ends[row.index].errors if row.index in ends else ())
            for row in self.parked.rows
            if row.index not in ends or ends[row.index].status not in ENDED_WELL
        )

    def count(self, status: Status) -> int:
        """Return how many of the rows ended so."""
        places = {row.index for row in self.parked.rows}
        return sum(row.index in places and row.outcome.status is status for row in self.rows)


def replayed_before(parked: Parked, result: Result) -> Replayed:
    """Return what became of a delivery that was found done: nobody was created by this replay."""
    if result.changed:
        return Replayed(parked, (), "changed", CHANGED)
    rows = (replace(row, outcome=row.outcome.again()) for row in result.rows)
    return Replayed(parked, tuple(rows))
