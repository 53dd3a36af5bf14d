"""Deliveries whose rows come again in other company: each row is claimed by itself.

A CRM that sends up to a hundred records at a time repeats those that were not acknowledged, perhaps
together with new ones. So the envelope is nobody's name: each row is a delivery, known by its
``ref``, and the envelope is answered with all their results. It comes again if any of them has to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapter.errors import Effect
from adapter.model import Outcome, Reading, Result, Row, Status, Submission
from adapter.received import Received, receive


@dataclass(frozen=True, slots=True)
class Part:
    """A row that is a delivery, and its places in the envelope: some senders repeat themselves."""

    received: Received
    places: Sequence[int]

    @property
    def untold(self) -> Row:
        """What is said of a row while nobody knows what became of it."""
        [submission] = self.received.reading.submissions
        return Row(0, submission.ref, Outcome(Status.UNKNOWN))


def split(whole: Received) -> list[Part]:
    """Return the deliveries in an envelope."""
    rows: dict[str, tuple[Submission, list[int]]] = {}
    for place, row in whole.rows.items():
        rows.setdefault(repr(row), (row, []))[1].append(place)
    return [Part(_receive(whole, row), places) for row, places in rows.values()]


def _receive(whole: Received, row: Submission) -> Received:
    reading = Reading((row,), row.ref, whole.reading.read_mask)
    return replace(receive(whole.route, reading), origin=whole.origin)


def join(whole: Received, parts: Sequence[Part], ends: Sequence[Result | BaseException]) -> Result:
    """Return what became of an envelope, or raise the gravest error of its rows."""
    results = _results(ends)
    replayed = all(result.replayed for result in results)
    rows = []
    for part, result in zip(parts, results, strict=True):
        row = result.rows[0] if result.rows else part.untold
        for place in part.places:
            known = place != part.places[0] or (result.replayed and not replayed)
            outcome = row.outcome.again() if known else row.outcome
            rows.append(replace(row, index=place, outcome=outcome))
    return _sum_up(whole, results, rows)


def unite(whole: Received, ends: Sequence[Result | BaseException]) -> Result:
    """Return what became of a delivery whose parts keep the places of their rows, or raise."""
    results = _results(ends)
    return _sum_up(whole, results, [row for result in results for row in result.rows])


def _results(ends: Sequence[Result | BaseException]) -> list[Result]:
    if errors := [end for end in ends if isinstance(end, BaseException)]:
        raise max(errors, key=_gravity)
    return [end for end in ends if isinstance(end, Result)]


def _sum_up(whole: Received, results: Sequence[Result], rows: Sequence[Row]) -> Result:
    return Result(
        whole.name,
        tuple(sorted(rows, key=lambda row: row.index)),
        replayed=all(result.replayed for result in results),
        changed=any(result.changed for result in results),
        parked=any(result.parked for result in results),
        read_mask=whole.route.read_mask | whole.reading.read_mask,
    )


def _gravity(error: BaseException) -> int:
    """Rank errors: a fault of ours, then what may exist, then what certainly does not."""
    effect = getattr(error, "effect", None)
    return 2 if effect is None else int(effect is Effect.UNKNOWN)
