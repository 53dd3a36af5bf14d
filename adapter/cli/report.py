"""What was found, as an operator reads it: text for a terminal, JSON for a program.

Here, and nowhere else, what people wrote is shown. What a sender supplied may hold anything, so
what a terminal would take for a command is replaced.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from adapter.ledger.parked import Parked, ParkedRow
from adapter.model import FieldError, Status
from adapter.parking import Replayed
from adapter.preflight import Finding

MAX_DELIVERY = 44  # characters of a delivery's name in a table
MAX_LISTED = 5  # errors of one delivery in a summary
HEADINGS = ("ID", "ROUTE", "DELIVERY", "ROWS", "REASON", "PARKED (UTC)")


def parked_json(parked: Parked) -> dict[str, Any]:
    """Return a parked delivery without its rows."""
    return {
        "id": parked.id,
        "route": parked.route,
        "delivery": parked.delivery,
        "rows": len(parked.rows),
        "reason": parked.reason,
        "detail": parked.detail,
        "parkedAt": _time(parked).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }


def rows_json(parked: Parked) -> dict[str, Any]:
    """Return a parked delivery with all that it holds."""
    return parked_json(parked) | {"rows": [_row_json(row) for row in parked.rows]}


def replayed_json(ends: Sequence[Replayed]) -> dict[str, Any]:
    """Return what became of a replay; a delivery that is not parked any more has no rows left."""
    return {
        "created": sum(end.count(Status.CREATED) for end in ends),
        "duplicate": sum(end.count(Status.DUPLICATE) for end in ends),
        "parked": sum(len(end.left) for end in ends),
        "deliveries": [
            {
                "id": end.parked.id,
                "created": end.count(Status.CREATED),
                "duplicate": end.count(Status.DUPLICATE),
                "parked": [
                    {"index": row.index, "errors": _errors_json(row.errors)} for row in end.left
                ],
                "code": end.code,
                "detail": end.detail,
            }
            for end in ends
        ],
    }


def table(all_parked: Sequence[Parked]) -> Iterator[str]:
    """Yield the lines of a list."""
    if not all_parked:
        yield "Nothing is parked."
        return
    cells = [HEADINGS, *map(_cells, all_parked)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()


def details(parked: Parked) -> Iterator[str]:
    """Yield the lines about one delivery, with all that it holds."""
    yield f"{parked.id}: {_rows(len(parked.rows))} of {plain(parked.delivery)} to {parked.route}"
    yield f"parked {_minute(parked)} UTC, {parked.reason}: {parked.detail}"
    for row in parked.rows:
        yield ""
        yield f"row {row.index}{f' ({plain(row.submission.ref)})' if row.submission.ref else ''}"
        for answer in row.submission.answers:
            values = (answer.value,) if isinstance(answer.value, str) else answer.value
            yield f"  {plain(answer.label or answer.key)}: {plain(', '.join(values))}"
        if row.submission.person is not None:
            yield f"  {json.dumps(row.submission.person)}"
        for error in row.errors:
            yield f"  ! {plain(error.field)}: {plain(error.message)}"


def line(end: Replayed) -> str:
    """Return what became of one delivery."""
    count = len(end.parked.rows)
    return (
        f"{end.parked.id}  {count - len(end.left)} of {_rows(count)} created  {end.code}".rstrip()
    )


def summary(ends: Sequence[Replayed]) -> Iterator[str]:
    """Yield what became of a replay, and what is still in the way of whom."""
    count = sum(len(end.parked.rows) for end in ends)
    left = sum(len(end.left) for end in ends)
    before = sum(end.count(Status.DUPLICATE) for end in ends)
    known = f" ({before} of them before)" if before else ""
    if not left:
        yield f"{count} of {count} created{known}; nothing of it is parked any more."
        return
    are = "is" if left == 1 else "are"
    yield f"{count - left} of {count} created{known}; {left} {are} still parked:"
    for end in ends:
        if end.code and end.left:
            yield f"  {end.parked.id}  {_rows(len(end.left))}: {end.code}: {end.detail}"
            continue
        errors = [(row.index, error) for row in end.left for error in row.errors]
        for index, error in errors[:MAX_LISTED]:
            yield f"  {end.parked.id}  row {index}: {plain(error.field)}: {plain(error.message)}"
        if len(errors) > MAX_LISTED:
            yield f"  {end.parked.id}  … and {len(errors) - MAX_LISTED} more: parked show"


def findings(found: Sequence[Finding], parked: int) -> Iterator[str]:
    """Yield what was found out about the accounts, and how many deliveries are parked."""
    width = max((len(one.account) for one in found), default=0)
    for one in found:
        yield f"{one.account.ljust(width)}  {one.code}  ({', '.join(one.routes)})"
        if one.detail:
            yield f"{' ' * width}  -> {one.detail}"
    if not found:
        yield "Every route writes its caller's contacts: there is no account to check."
    if parked:
        noun = "delivery is" if parked == 1 else "deliveries are"
        yield f"{parked} {noun} parked: python -m adapter parked list"


def findings_json(found: Sequence[Finding], parked: int) -> dict[str, Any]:
    """Return the same for a program."""
    return {
        "accounts": [
            {"account": f.account, "routes": list(f.routes), "code": f.code, "detail": f.detail}
            for f in found
        ],
        "parked": parked,
    }


def plain(text: str) -> str:
    """Return a text in one line, without anything that moves a cursor or changes a colour."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _row_json(row: ParkedRow) -> dict[str, Any]:
    submission = row.submission
    return {
        "index": row.index,
        "ref": submission.ref,
        "answers": [
            {"key": a.key, "label": a.label, "kind": a.kind, "value": a.value}
            for a in submission.answers
        ],
        "person": submission.person,
        "errors": _errors_json(row.errors),
    }


def _errors_json(errors: Iterable[FieldError]) -> list[dict[str, str]]:
    return [{"field": e.field, "code": e.code, "message": e.message} for e in errors]


def _cells(parked: Parked) -> tuple[str, ...]:
    name = plain(parked.delivery)
    short = name if len(name) <= MAX_DELIVERY else f"{name[: MAX_DELIVERY - 1]}…"
    rows = str(len(parked.rows))
    return parked.id, parked.route, short, rows, parked.reason, _minute(parked)


def _time(parked: Parked) -> dt.datetime:
    return dt.datetime.fromtimestamp(parked.parked_at, dt.UTC)


def _minute(parked: Parked) -> str:
    return f"{_time(parked):%Y-%m-%d %H:%M}"


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"
