"""A delivery on its way through the queue.

A parcel holds what people wrote, as a parked delivery does, and how to carry it out. One that
would be longer than a task may be is split, and every part is claimed by itself. Parcels are named
after what they say, so that the queue drops one that is handed in twice.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from adapter.errors import MalformedBody
from adapter.ledger.parked import Parked, pack, unpack
from adapter.model import Reading
from adapter.received import Origin, Received, unpark
from adapter.route import Route


@dataclass(frozen=True, slots=True)
class Parcel:
    """The body of a task, and the name that the task gets."""

    name: str
    body: bytes


def wrap(received: Received, left: Parked, *, salt: str = "") -> Parcel:
    """Return the parcel that carries what is left of a delivery.

    ``salt`` makes it another than one of the same name that the queue may have had before.
    """
    reading = received.reading
    facts = {"id": reading.id, "apart": reading.apart, "readMask": sorted(reading.read_mask)}
    body = json.dumps(facts).encode() + b"\n" + pack(left)
    rows = [row.index for row in left.rows]
    said = f"{left.key}\n{left.fingerprint}\n{left.stamp}\n{rows}\n{salt}"
    return Parcel(hashlib.sha256(said.encode()).hexdigest(), body)


def split(received: Received, left: Parked, limit_bytes: int) -> list[Parked]:
    """Return what is left of a delivery in parts, whose parcels are no longer than the limit.

    The same delivery has the same parts whenever it comes: what they are does not hang on the time.
    """
    if len(left.rows) == 1 or len(wrap(received, replace(left, parked_at=0.0)).body) <= limit_bytes:
        return [left]
    return [part for half in _halves(left) for part in split(received, half, limit_bytes)]


def open_parcel(body: bytes) -> "Contents":
    """Return what a parcel holds, or raise ``MalformedBody``."""
    head, _, packed = body.partition(b"\n")
    try:
        facts = json.loads(head)
        return Contents(
            parked=unpack(packed),
            id=str(facts["id"]),
            apart=bool(facts["apart"]),
            read_mask=frozenset(map(str, facts["readMask"])),
        )
    except (ValueError, LookupError, TypeError, AttributeError, zlib.error):
        raise MalformedBody("Not a parcel of this program.") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a parcel holds: the rows, and what else their source read."""

    parked: Parked
    id: str
    apart: bool
    read_mask: frozenset[str]

    def to_received(self, route: Route, origin: Origin) -> Received:
        """Return the delivery; rows that come apart have entries of their own."""
        received = unpark(self.parked, route, origin)
        rows = received.reading.submissions
        reading = Reading(rows, self.id, self.read_mask, self.apart)
        return replace(received, reading=reading, parked=None if self.apart else self.parked)


def _halves(left: Parked) -> Iterator[Parked]:
    middle = len(left.rows) // 2
    for rows in (left.rows[:middle], left.rows[middle:]):
        names = [hashlib.sha256(f"{x}\n{rows[0].index}".encode()) for x in (left.key, left.id)]
        key, own_id = (name.hexdigest() for name in names)
        yield replace(left, key=key, id=own_id[: len(left.id)], rows=rows)
