"""The contract of every ledger.

An entry is claimed before Google is asked, and completed afterwards:

    (none) --claim--> claimed --complete--> done
                       | ^ |
           record -----+-+ +----suspend---> suspended   some rows ended, the others have to wait
                       |
                       +--------release---> (none)      nothing was created

A claim has a lease, which ``record`` renews. A process that dies leaves a claim whose lease runs
out; whoever claims next is told that it crashed, because what it sent is not known. Whoever lost
its claim to another changes nothing any more.

Besides, a ledger holds leases of accounts, so that one process at a time writes into a book, and
parked deliveries, which wait for an operator.

Keys are SHA-256 in hex: no personal data, no order. Times are Unix seconds, given by the caller.
Every method raises ``LedgerUnavailable`` when the ledger cannot be reached; nothing is sent then.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from adapter.ledger.parked import Parked
from adapter.model import FieldError, Outcome, Row, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a claim stands for, and who makes it."""

    key: str
    holder: str  # of this claim and no other
    stamp: str  # what the stamps of its contacts begin with; the first claim's is kept
    fingerprint: str  # SHA-256 of what the delivery says
    lease_s: float
    keep_s: float  # how long the entry is remembered


@dataclass(frozen=True, slots=True)
class New:
    """Nobody has seen this delivery: it is ours."""


@dataclass(frozen=True, slots=True)
class Done:
    """It was carried out before: what became of its rows, and whether it says other things now.

    If it does, it need only have been begun: what it said first keeps its claim.
    """

    rows: tuple[Row, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Resume:
    """It was begun at ``since`` and is ours now.

    ``rows`` have ended or are unknown; ``crashed`` says whether some of the others may have been
    sent.
    """

    stamp: str
    since: float
    rows: tuple[Row, ...] = ()
    crashed: bool = False


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody is at it: ``begun`` says what, where that is known."""

    retry_after_s: float
    begun: Resume | None = field(default=None, compare=False)


Claim = New | Done | Busy | Resume
Found = tuple[str, str, str, str, float, float]
"""An entry: state, stamp, fingerprint, packed rows, when it was first claimed, end of its lease."""


class Ledger(Protocol):
    """What a ledger can do."""

    async def claim(self, entry: Entry, now: float) -> Claim:
        """Take a delivery, or say why not. Of any number of claims at once, one gets it."""

    async def record(self, entry: Entry, rows: Sequence[Row], now: float) -> None:
        """Remember the rows that ended so far, and renew the lease."""

    async def complete(self, entry: Entry, rows: Sequence[Row]) -> None:
        """Remember what became of every row."""

    async def suspend(self, entry: Entry, rows: Sequence[Row]) -> None:
        """Remember the rows that ended, and let the next claim take over at once."""

    async def release(self, entry: Entry) -> None:
        """Forget a claim after which nothing was created."""

    async def lease(self, account: str, holder: str, now: float, lease_s: float) -> float:
        """Take or renew the right to write into an account's book.

        Return 0 when it is ``holder``'s until ``now + lease_s``, else the seconds until somebody
        else's right ends.
        """

    async def give_back(self, account: str, holder: str) -> None:
        """End a lease before its time."""

    async def park(self, parked: Parked) -> None:
        """Keep a delivery for an operator; one with the same id is replaced."""

    async def list_parked(self, now: float) -> list[Parked]:
        """Return what is parked, oldest first."""

    async def drop_parked(self, parked_id: str) -> bool:
        """Forget a parked delivery; return whether there was one."""

    async def close(self) -> None:
        """Let go of files and connections."""


def answer(found: Found | None, entry: Entry, now: float) -> Claim:
    """Decide what becomes of a claim, given the entry under its key, unless that has expired."""
    if found is None:
        return New()
    state, stamp, fingerprint, rows, claimed_at, lease_until = found
    changed = fingerprint != entry.fingerprint  # so its rows are others than those of the claim
    if state == "done" or changed:
        return Done(unpack(rows), changed)
    if state == "claimed" and lease_until > now:
        begun = Resume(stamp, claimed_at, unpack(rows), crashed=True)
        return Busy(lease_until - now, begun)
    return Resume(stamp, claimed_at, unpack(rows), crashed=state == "claimed")


def pack(rows: Sequence[Row]) -> str:
    """Return rows as JSON, without what Google returned of the persons."""
    return json.dumps(
        [
            (
                *(row.index, row.ref, row.outcome.status, row.outcome.resource_name),
                [(e.field, e.code, e.message) for e in row.outcome.errors],
            )
            for row in rows
        ],
        separators=(",", ":"),
    )


def unpack(text: str) -> tuple[Row, ...]:
    """Return the rows that ``pack`` was given."""
    return tuple(
        Row(index, ref, Outcome(Status(status), name, tuple(FieldError(*e) for e in errors)))
        for index, ref, status, name, errors in json.loads(text)
    )
