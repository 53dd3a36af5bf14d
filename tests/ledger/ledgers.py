"""Every kind of ledger, and how a test talks to one."""

import asyncio
import itertools
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from adapter.ledger.documents import Documents, EmulatorTokens
from adapter.ledger.firestore import FirestoreLedger
from adapter.ledger.ledger import Entry, Ledger
from adapter.ledger.parked import Parked, ParkedRow
from adapter.ledger.sqlite import SqliteLedger
from adapter.model import Answer, FieldError, Outcome, Row, Status, Submission

T = TypeVar("T")

NOW = 1_790_000_000.0
LEASE_S, KEEP_S = 300.0, 86_400.0
CREATED = Row(0, "row-1", Outcome(Status.CREATED, "people/c1"))
INVALID = Row(1, "", Outcome(Status.INVALID, errors=(FieldError("names", "bad", "No."),)))
UNKNOWN = Row(2, "", Outcome(Status.UNKNOWN))

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # reading certificates would take 20 ms a client
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a test's ledgers are: a folder, and a database that nobody else has."""

    folder: Path
    firestore: Callable[[], str]  # host and port of the emulator; starts it, or skips the test
    project: str

    @property
    def database(self) -> str:
        """The name of the database."""
        return f"projects/{self.project}/databases/(default)"


def new_place(folder: Path, firestore: Callable[[], str]) -> Place:
    """Return an empty place; the emulator makes a project's database when it is first named."""
    return Place(folder, firestore, f"project-{next(_numbers)}")


class EmulatedLedger(FirestoreLedger):
    """A ledger in the emulator, with a client of its own.

    ``way`` wraps the client's transport; nobody waits between attempts.
    """

    def __init__(
        self,
        place: Place,
        way: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport] = lambda inner: inner,
    ) -> None:
        self.client = httpx.AsyncClient(transport=way(httpx.AsyncHTTPTransport(verify=_NO_TLS)))
        origin = f"http://{place.firestore()}"
        self.documents = Documents(
            self.client, EmulatorTokens(), place.database, origin=origin, sleep=no_sleep
        )
        super().__init__(self.documents)

    async def close(self) -> None:
        """Close the client too."""
        await super().close()
        await self.client.aclose()


LEDGERS: dict[str, Callable[[Place], Ledger]] = {
    "sqlite": lambda place: SqliteLedger(str(place.folder / "ledger.db")),
    "memory": lambda _: SqliteLedger(":memory:"),
    "firestore": EmulatedLedger,
}


async def no_sleep(_seconds: float) -> None:
    """Pass."""


def entry(key: str = "k", stamp: str = "s1", fingerprint: str = "f", holder: str = "h1") -> Entry:
    """Return what a claim stands for."""
    return Entry(
        key=key,
        holder=holder,
        stamp=stamp,
        fingerprint=fingerprint,
        lease_s=LEASE_S,
        keep_s=KEEP_S,
    )


def parked(name: str = "0123456789abcdef", text: str = "Ada", at: float = NOW) -> Parked:
    """Return a parked delivery of one row."""
    submission = Submission((Answer("name", text, "Name"), Answer("tags", ("a", "b"))), ref="r")
    return Parked(
        id=name,
        key="k",
        route="leads",
        delivery="json:1",
        reason="rejected",
        detail="Every row is invalid.",
        parked_at=at,
        rows=(ParkedRow(3, submission, (FieldError("names", "bad", "No."),)),),
    )


class Keeper:
    """A ledger, asked from outside an event loop."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._runner = asyncio.Runner()

    def do(self, asked: Callable[[Ledger], Awaitable[T]]) -> T:
        """Ask something."""

        async def story() -> T:
            return await asked(self.ledger)

        return self._runner.run(story())

    def claim(self, wanted: Entry | None = None, now: float = NOW) -> object:
        """Claim a delivery."""
        return self.do(lambda ledger: ledger.claim(wanted or entry(), now))

    def record(self, *rows: Row, now: float = NOW) -> None:
        """Record progress."""
        self.do(lambda ledger: ledger.record(entry(), rows, now))

    def complete(self, *rows: Row, key: str = "k") -> None:
        """Complete a delivery."""
        self.do(lambda ledger: ledger.complete(entry(key), rows))

    def suspend(self, *rows: Row) -> None:
        """Suspend a delivery."""
        self.do(lambda ledger: ledger.suspend(entry(), rows))

    def release(self) -> None:
        """Release a delivery."""
        self.do(lambda ledger: ledger.release(entry()))

    def lease(self, holder: str = "h1", now: float = NOW, account: str = "ada") -> float:
        """Take or renew an account's lease."""
        return self.do(lambda ledger: ledger.lease(account, holder, now, LEASE_S))

    def give_back(self, holder: str = "h1", account: str = "ada") -> None:
        """Give an account's lease back."""
        self.do(lambda ledger: ledger.give_back(account, holder))

    def park(self, *deliveries: Parked) -> None:
        """Park deliveries."""
        for delivery in deliveries:
            self.do(lambda ledger, delivery=delivery: ledger.park(delivery))  # type: ignore[misc]

    def parked(self, now: float = NOW) -> list[Parked]:
        """Return what is parked."""
        return self.do(lambda ledger: ledger.list_parked(now))

    def drop(self, parked_id: str) -> bool:
        """Drop what is parked."""
        return self.do(lambda ledger: ledger.drop_parked(parked_id))

    def close(self) -> None:
        """Close the ledger."""
        self.do(lambda ledger: ledger.close())
        self._runner.close()
