"""A claimed delivery on its way: which rows have ended, which go next, what is remembered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapter.contacts.convert import convert
from adapter.contacts.twins import Twins
from adapter.errors import AdapterError, Effect, InternalError, LedgerUnavailable
from adapter.ledger.ledger import Entry, Ledger, Resume
from adapter.ledger.parked import Parked
from adapter.log import log, where
from adapter.model import Contact, FieldError, Outcome, Person, Row, Status, Submission
from adapter.parking import Parking
from adapter.people.flow import Settled
from adapter.people.writer import Writer
from adapter.received import Received

CHUNK = 200  # rows written at a time: as many as one call takes
AT_A_TIME = 5  # rows converted before others get their turn: less than a millisecond


LookUp = Callable[[Sequence[Submission]], Awaitable[Sequence[Submission | None]]]
"""Return the people behind rows that are ids only, ``None`` for whom their sender does not know."""

NOT_FOUND = FieldError("ref", "not_found", "The sender's own service knows no such person.")


@dataclass(slots=True)
class Chunk:
    """Some rows of a delivery, converted; ``error`` says why they could not be."""

    error: AdapterError | None = None
    missing: list[int] = field(default_factory=list)  # unknown to their sender
    people: dict[int, Person] = field(default_factory=dict)  # to be created
    twins: dict[int, int] = field(default_factory=dict)  # row -> the row of the same person
    invalid: dict[int, tuple[FieldError, ...]] = field(default_factory=dict)


class Work:
    """The rows of one delivery, from claim to result.

    ``parked`` is how many of them were parked in the end, by ``parking``.
    """

    def __init__(self, received: Received, entry: Entry, begun: Resume, look_up: LookUp) -> None:
        self.parked = 0
        self._look_up = look_up
        self._route = received.route
        self._rows = received.rows
        self._read_mask = received.route.read_mask | received.reading.read_mask
        self._entry = entry
        self._begun = begun
        self.parking = Parking(received, entry, begun)
        self._ended = {row.index: row for row in begun.rows}
        self._twins = Twins()

    async def carry_out(
        self,
        ledger: Ledger,
        writer: Writer,
        *,
        remaining_s: Callable[[], float],
        now: Callable[[], float],
    ) -> tuple[Row, ...]:
        """Return what became of every row.

        Raises the gravest error of those that have not ended, after the ledger knows the others.
        A large delivery goes chunk by chunk, in order, and the ledger knows each: a crash in the
        middle resumes where it was.
        """
        try:
            error = await self._write(ledger, writer, remaining_s, now)
        except Exception:
            await self.park_rest(ledger, InternalError(), now())
            raise
        if error:
            await self.park_rest(ledger, error, now())
            await self._interrupt(ledger)
            raise error
        await self._finish(ledger, now())
        return self.rows

    @property
    def rows(self) -> tuple[Row, ...]:
        """What became of the rows so far."""
        return tuple(self._ended[index] for index in sorted(self._ended))

    def rows_told(self, otherwise: Outcome) -> tuple[Row, ...]:
        """Return what became of all rows, ``otherwise`` of those that have not ended."""
        ends = {index: row for index, row in self._ended.items() if _has_ended(row)}
        return tuple(
            ends.get(index) or Row(index, submission.ref, otherwise)
            for index, submission in self._rows.items()
        )

    async def park_rest(self, ledger: Ledger, error: AdapterError, now: float) -> None:
        """Park what an interrupted delivery leaves, if its sender will not bring it back."""
        if parked := self.parking.interrupted(self.rows, error, now):
            await _try(self._park(ledger, parked))

    async def _write(
        self,
        ledger: Ledger,
        writer: Writer,
        remaining_s: Callable[[], float],
        now: Callable[[], float],
    ) -> AdapterError | None:
        """Write chunk after chunk; return the gravest error among the rows of the last one.

        While Google is at one, the ledger gets to know the one before, and the next is converted.
        """
        ended = {row.index for row in self._begun.rows if _has_ended(row)}
        waiting = [index for index in self._rows if index not in ended]
        chunks = [waiting[start : start + CHUNK] for start in range(0, len(waiting), CHUNK)]
        error: AdapterError | None = None
        coming = await self._convert(chunks.pop(0)) if chunks else None
        while (chunk := coming) and not error:
            if chunk.error:
                return chunk.error
            contacts = [self._contact(index, person) for index, person in chunk.people.items()]
            writing = asyncio.create_task(writer.write(contacts, within_s=remaining_s()))
            error = await self._record(ledger, now()) if self._ended else None
            coming = await self._convert(chunks.pop(0)) if chunks and not error else None
            while not (await asyncio.wait({writing}, timeout=self._entry.lease_s / 3))[0]:
                await self._record(ledger, now())  # whoever works on must not look dead
            error = self._end_chunk(chunk, writing.result()) or error
        return error

    async def _record(self, ledger: Ledger, now: float) -> AdapterError | None:
        """Let the ledger know the rows so far; what it cannot know is not gone on with."""
        try:
            await ledger.record(self._entry, self.rows, now)
        except LedgerUnavailable as error:
            return error
        return None

    async def _convert(self, indexes: Sequence[int]) -> Chunk:
        """Convert some rows, a few at a time: other deliveries want to go on meanwhile."""
        try:
            found = await self._look_up([self._rows[index] for index in indexes])
        except AdapterError as error:
            return Chunk(error)
        chunk = Chunk()
        self._twins.begin_chunk()
        for count, (index, submission) in enumerate(zip(indexes, found, strict=True)):
            if count % AT_A_TIME == 0:
                await asyncio.sleep(0)
            if submission is None:
                chunk.missing.append(index)
                continue
            converted = convert(submission, self._route.rules)
            if converted.errors:
                chunk.invalid[index] = converted.errors
            elif (first := self._twins.first(index, converted.person, chunk.people)) is not None:
                chunk.twins[index] = first
            else:
                chunk.people[index] = converted.person
        return chunk

    def _end_chunk(self, chunk: Chunk, ends: Sequence[Settled]) -> AdapterError | None:
        """Note what became of the rows; return the gravest error among them."""
        gravest: AdapterError | None = None
        for index, errors in chunk.invalid.items():
            self._end(index, Outcome(Status.INVALID, errors=errors))
        for index in chunk.missing:
            self._end(index, Outcome(Status.FAILED, errors=(NOT_FOUND,)))
        for index, end in zip(chunk.people, ends, strict=True):
            if isinstance(end, Outcome):
                self._end(index, end)
                continue
            if end.effect is Effect.UNKNOWN:
                self._end(index, Outcome(Status.UNKNOWN))
            if gravest is None or end.effect is Effect.UNKNOWN:
                gravest = end
        for index, first in chunk.twins.items():
            self._follow(index, first)
        return gravest

    def _contact(self, index: int, person: Person) -> Contact:
        return Contact(
            stamp=f"{self._begun.stamp}.{index}",
            person=person,
            labels=self._route.labels,
            read_mask=self._read_mask,
            claimed_at=self._begun.since,
            doubtful=self._doubtful(index),
        )

    def _follow(self, index: int, first: int) -> None:
        """End a row as the row of the same person has ended, if it has."""
        if first in self._ended:
            self._end(index, self._ended[first].outcome.again())

    def _doubtful(self, index: int) -> bool:
        """Whether a row may have been sent before: it is looked for first."""
        return index in self._ended or self._begun.crashed

    def _end(self, index: int, outcome: Outcome) -> None:
        self._ended[index] = Row(index, self._rows[index].ref, outcome)

    def _has(self, *statuses: Status) -> bool:
        return any(row.outcome.status in statuses for row in self._ended.values())

    async def _park(self, ledger: Ledger, parked: Parked) -> None:
        await ledger.park(parked)
        self.parked = len(parked.rows)

    async def _interrupt(self, ledger: Ledger) -> None:
        """Remember what may exist; what certainly does not need not be remembered."""
        if self._begun.crashed:  # what was not reached this time is in doubt as before
            for index in self._rows.keys() - self._ended.keys():
                self._end(index, Outcome(Status.UNKNOWN))
        if self._has(Status.CREATED, Status.UNKNOWN):
            await _try(ledger.suspend(self._entry, self.rows))
        else:
            await _try(ledger.release(self._entry))

    async def _finish(self, ledger: Ledger, now: float) -> None:
        """Remember the result, if anything was created: a rejected delivery may be mended.

        What was not created is parked before. As long as it cannot be, the delivery has not ended.
        """
        created = self._has(Status.CREATED)
        if parked := self.parking.finished(self.rows, now):
            try:
                if created:  # whoever resumes after a crash shall not write what is parked
                    await ledger.record(self._entry, self.rows, now)
                await self._park(ledger, parked)
            except LedgerUnavailable:
                await self._interrupt(ledger)
                raise
        notes = [
            _try(
                ledger.complete(self._entry, self.rows) if created else ledger.release(self._entry)
            )
        ]
        if not parked:
            notes.append(_try(ledger.drop_parked(self.parking.id)))
        await asyncio.gather(*notes)


def _has_ended(row: Row) -> bool:
    return row.outcome.status is not Status.UNKNOWN


async def _try(note: Awaitable[object]) -> None:
    """Let the ledger note an end, if it can.

    What became of the rows is true either way, and the sender is told: asked to come again, it
    would find a claim that nobody finished. That claim keeps its delivery from being sent twice.
    """
    try:
        await note
    except LedgerUnavailable as error:
        log("ERROR", "the ledger missed the end of a delivery", code=error.code)


def log_late(work: Work, task: "asyncio.Task[tuple[Row, ...]]") -> None:
    """Log how a delivery ended whose sender waits no longer: nobody else will say it."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, AdapterError):
        line: dict[str, Any] = {"code": error.code}
        note_parked(line, work.parked)
        log("WARNING", "a delivery failed after its sender was answered", **line)
    elif error:
        log("CRITICAL", "unexpected error", at=where(error))


def note_parked(line: dict[str, Any], count: int) -> None:
    """Add to a line of the log how many rows were parked."""
    if count:
        line["parked"] = line.get("parked", 0) + count
