"""All state of the emulator: address books, tokens, faults, settings, and the log of calls."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TypeVar

from emulator.book import Book
from emulator.engine import Queue
from emulator.errors import JSON, ApiError, ConnectionLostError
from emulator.faults import Faults
from emulator.identity import EMAIL, Identity
from emulator.person import timestamp

T = TypeVar("T")

MAX_CONTACTS = 25_000  # support.google.com/contacts/answer/148779


@dataclass(slots=True)
class Settings:
    """What a test may turn, with Google's own behaviour as the default.

    Only the fate of overlapping writes has no default to copy: Google asks that "mutate requests
    for the same user should be sent sequentially to avoid increased latency and failures".
    """

    reject_overlap: bool = False  # refuse a write while another of the same account is under way
    shuffle: bool = False  # answer createdPeople in another order: none is documented
    stale_reads: int = 0  # list calls that miss a new contact: no freshness is documented
    contact_limit: int = MAX_CONTACTS
    latency_s: float = 0.0  # of every call that creates contacts


@dataclass(slots=True)
class Call:
    """One call as it was seen: times in epoch seconds, ``status`` None when no answer was sent."""

    method: str
    started: float
    account: str = ""
    contacts: int = 0  # in the request
    fault: str = ""  # the kind that struck
    status: int | None = None
    ended: float | None = None


@dataclass(slots=True)
class Google:
    """The whole of it. ``now`` returns epoch seconds, ``sleep`` waits as many.

    ``lost`` makes the exception that stands for a dropped connection: an ``httpx.ReadError`` for
    callers in the same process, anything at all under a real server.
    """

    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    lost: Callable[[str], Exception] = ConnectionLostError
    identity: Identity = field(default_factory=Identity)
    revision: int = 0  # grows with every change of what a page would show

    stirred: asyncio.Event = field(default_factory=asyncio.Event)  # a task may be due sooner now

    books: dict[str, Book] = field(init=False)
    queues: dict[str, Queue] = field(init=False)
    calls: list[Call] = field(init=False)
    faults: Faults = field(init=False)
    settings: Settings = field(init=False)
    max_overlap: Counter[str] = field(init=False)  # writes at the same time, by account
    overlaps_rejected: int = field(init=False)
    _writing: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        """Start empty."""
        self.reset()

    def reset(self) -> None:
        """Forget all but keys and tokens, which stay good."""
        self.books = {}
        self.queues = {}
        self.calls = []
        self.faults = Faults()
        self.settings = Settings()
        self.max_overlap = Counter()
        self.overlaps_rejected = 0
        self._writing = Counter()
        self.identity.refused.clear()
        self.identity.unknown.clear()
        self.revision += 1

    def book(self, account: str) -> Book:
        """Return the address book of ``account``, an empty one on first sight."""
        return self.books.setdefault(account, Book(account))

    def queue(self, name: str) -> Queue:
        """Return the queue of that name, an empty one on first sight."""
        return self.queues.setdefault(name, Queue(name))

    def begin(self, method: str) -> Call:
        """Log a call that has just arrived."""
        call = Call(method, self.now())
        self.calls.append(call)
        return call

    @contextmanager
    def writing(self, account: str) -> Iterator[None]:
        """Count a write while it lasts; ApiError 409 when it overlaps and overlaps are refused."""
        writing = self._writing  # a reset in between starts a new count
        writing[account] += 1
        try:
            self.max_overlap[account] = max(self.max_overlap[account], writing[account])
            if self.settings.reject_overlap and writing[account] > 1:
                self.overlaps_rejected += 1
                raise ApiError(409, "Another write of this user is under way.")
            yield
        finally:
            writing[account] -= 1

    def describe(self, contacts: int | None = None, calls: int | None = None) -> JSON:
        """Return everything as JSON, with the newest ``contacts`` and ``calls`` (all for None)."""
        return {
            "revision": self.revision,
            "now": timestamp(self.now()),
            "accounts": [self._account(book, contacts) for book in self.books.values()],
            "queues": [_show(queue) for queue in self.queues.values()],
            "calls": [asdict(call) for call in _newest(self.calls, calls)],
            "counts": {
                "contacts": sum(len(book.entries) for book in self.books.values()),
                "calls": Counter(call.method for call in self.calls),
                "overlaps_rejected": self.overlaps_rejected,
            },
            "settings": self.describe_settings(),
            "faults": self.faults.describe(),
        }

    def describe_settings(self) -> JSON:
        """Return the settings as JSON, those of identity among them."""
        return asdict(self.settings) | {
            "refused_subjects": sorted(self.identity.refused),
            "unknown_subjects": sorted(self.identity.unknown),
        }

    def _account(self, book: Book, contacts: int | None) -> JSON:
        return {
            "account": book.account,
            "kind": "service_account" if book.account == EMAIL else "user",
            "total": len(book.entries),
            "contacts": _newest(book.people, contacts),
            "labels": [
                {
                    "resourceName": group.resource_name,
                    "name": group.name,
                    "memberCount": len(book.members(group.resource_name)),
                }
                for group in book.groups.values()
            ],
            "max_overlap": self.max_overlap[book.account],
        }


def _show(queue: Queue) -> JSON:
    return {
        **queue.describe(),
        "tasks": [task.describe() for task in queue.tasks.values()],
        "done": queue.done,
        "given_up": queue.given_up,
    }


def _newest(items: list[T], count: int | None) -> list[T]:
    return items[::-1][:count]
