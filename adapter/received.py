"""A delivery that was proved and read: from its sender, the queue, or where it was parked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from adapter.errors import AdapterError
from adapter.ledger.ledger import Entry, Resume
from adapter.ledger.parked import Parked
from adapter.model import Answer, Delivery, Reading, Submission
from adapter.route import Route
from adapter.sources.verify import CROSSED_OUT

MAX_NAME = 200  # characters of a delivery's name
KEEP_BYTES = 65_536  # of a body that could not be read
KEEP_ID_S = 30 * 86_400.0  # how long a sender's own id is remembered
KEEP_HASH_S = 86_400.0  # the same body may be meant anew on another day


class Origin(Enum):
    """Where a delivery comes from: who would bring it again."""

    SENDER = auto()
    QUEUE = auto()
    LAST_ATTEMPT = auto()  # the queue's
    OPERATOR = auto()


@dataclass(frozen=True, slots=True)
class Received:
    """A delivery whose proof was checked and whose people were read.

    ``name`` is what its sender is told it is called, ``fingerprint`` the SHA-256 of what it says.
    ``parked`` is where it was kept meanwhile; some of its rows may be missing then.
    """

    route: Route
    reading: Reading
    name: str
    fingerprint: str
    parked: Parked | None = None
    origin: Origin = Origin.SENDER

    def returns(self, error: AdapterError) -> bool:
        """Tell whether it comes again by itself after an error."""
        match self.origin:
            case Origin.SENDER:
                return self.route.source.retries
            case Origin.QUEUE:
                return not error.lasting
            case _:
                return False

    def persists(self, error: AdapterError) -> bool:
        """Tell whether it comes again for so long that nobody else need bring it back."""
        brief = self.origin is Origin.SENDER and not self.route.source.persists
        return self.returns(error) and not brief

    @property
    def rows(self) -> Mapping[int, Submission]:
        """The submissions by their place in the delivery."""
        submissions = self.reading.submissions
        if self.parked:
            places = (row.index for row in self.parked.rows)
            return dict(zip(places, submissions, strict=True))
        return dict(enumerate(submissions))

    def entry(self, owner: str, nonce: str, lease_s: float) -> Entry:
        """Return what the ledger shall know; ``owner`` says whose contacts a caller's are."""
        if parked := self.parked:
            return Entry(
                key=parked.key,
                holder=nonce,
                stamp=parked.stamp or nonce,
                fingerprint=self.fingerprint,
                lease_s=lease_s,
                keep_s=KEEP_ID_S,
            )
        own_id = self.reading.id
        identity = f"id:{own_id}" if own_id else f"body:{self.fingerprint}"
        return Entry(
            key=hashlib.sha256(f"{self.route.name}\n{owner}\n{identity}".encode()).hexdigest(),
            holder=nonce,
            stamp=nonce,
            fingerprint=self.fingerprint,
            lease_s=lease_s,
            keep_s=KEEP_ID_S if own_id else KEEP_HASH_S,
        )

    def doubt(self, begun: Resume) -> Resume:
        """Return how the work begins, with the doubts that were parked, whatever the ledger forgot.

        Entries may be remembered for a day, and parked deliveries for thirty.
        """
        if self.parked and self.parked.stamp:
            since = min(begun.since, self.parked.since)
            return Resume(begun.stamp, since, begun.rows, crashed=True)
        return begun


def receive(route: Route, reading: Reading, body: bytes = b"") -> Received:
    """Return what was read as a delivery; ``body`` tells those apart that have no id.

    Under an id of its own a delivery may come again with another envelope: its time, its attempt.
    What counts is what people said in it.
    """
    content = body if body and not reading.id else repr(reading.submissions).encode()
    fingerprint = hashlib.sha256(content).hexdigest()
    name = f"{route.source.slug}:{reading.id or f'sha256:{fingerprint}'}"[:MAX_NAME]
    return Received(route, reading, name, fingerprint)


def unread(delivery: Delivery, route: Route, error: AdapterError) -> Reading:
    """Return a body that could not be read as the one answer of one row, which says why.

    Nobody will find a person in it but an operator.
    """
    text = delivery.body[:KEEP_BYTES].decode("utf-8", "replace")
    if route.source.conceal:
        text = route.source.conceal.sub(CROSSED_OUT, text)
    return Reading((Submission((Answer("body", text, error.detail),)),))


def unpark(parked: Parked, route: Route, origin: Origin) -> Received:
    """Return what was kept as if its sender had sent these rows again."""
    reading = Reading(tuple(row.submission for row in parked.rows))
    return Received(route, reading, parked.delivery, parked.fingerprint, parked, origin)
