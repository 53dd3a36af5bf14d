"""A parked delivery: proved, but not created, and waiting for an operator.

It holds what people wrote, but no headers and no secrets of a route. It is kept for thirty days at
most, and packed as a whole: a ledger stores bytes and needs not know what is in them.
"""

import json
import zlib
from dataclasses import dataclass
from typing import Any

from adapter.model import Answer, FieldError, Submission

KEEP_S = 30 * 86_400.0


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A row that was not created, and why: ``errors`` is empty where the whole delivery failed."""

    index: int
    submission: Submission
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A delivery, or those of its rows, that wait for an operator.

    ``key`` is the ledger's key under which a replay claims them. It is the delivery's own as long
    as its sender may come again and have them created: two cannot both claim it. ``stamp`` is set
    where some of them may exist: whoever creates them looks for it first.
    """

    id: str  # 16 hex digits, the same for the same delivery and body
    key: str
    route: str
    delivery: str  # as its sender knows it
    reason: str  # the code of what happened
    detail: str
    parked_at: float  # Unix seconds
    rows: tuple[ParkedRow, ...]
    fingerprint: str = ""  # SHA-256 of what the delivery says
    stamp: str = ""  # what the stamps of its contacts begin with
    since: float = 0.0  # Unix seconds: before it, none of its contacts was sent


def pack(parked: Parked) -> bytes:
    """Return a parked delivery as bytes."""
    fields: dict[str, Any] = {name: getattr(parked, name) for name in _PLAIN}
    fields["rows"] = [
        {
            "index": row.index,
            "ref": row.submission.ref,
            "person": row.submission.person,
            "answers": [[a.key, a.value, a.label, a.kind] for a in row.submission.answers],
            "errors": [[e.field, e.code, e.message] for e in row.errors],
        }
        for row in parked.rows
    ]
    return zlib.compress(json.dumps(fields, separators=(",", ":"), default=str).encode())


def unpack(packed: bytes) -> Parked:
    """Return the parked delivery that ``pack`` was given."""
    fields = json.loads(zlib.decompress(packed))
    rows = tuple(
        ParkedRow(
            row["index"],
            Submission(tuple(map(_answer, row["answers"])), row["ref"], row["person"]),
            tuple(FieldError(*error) for error in row["errors"]),
        )
        for row in fields["rows"]
    )
    return Parked(**{name: fields[name] for name in _PLAIN}, rows=rows)


_PLAIN = (
    *("id", "key", "route", "delivery", "reason", "detail", "parked_at"),
    *("fingerprint", "stamp", "since"),
)


def _answer(fields: list[Any]) -> Answer:
    key, value, label, kind = fields
    return Answer(key, tuple(value) if isinstance(value, list) else value, label, kind)
