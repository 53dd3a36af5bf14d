"""The writer of each account, made when it is first needed."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from weakref import WeakSet

import httpx

from adapter.errors import LedgerUnavailable
from adapter.ledger.ledger import Ledger
from adapter.model import Contact
from adapter.people import credentials
from adapter.people.client import Observe, People, Tokens
from adapter.people.flow import Settled, create
from adapter.people.labels import Labels
from adapter.people.pace import Pace
from adapter.people.probe import probe
from adapter.people.writer import Writer
from adapter.route import Access, Route

LONGEST_CALL_S = 90.0  # transport.TIMEOUT, summed up, and some more
LEASE_S = 150.0  # how long a process that dies keeps a book to itself
LINGER_S = 1.0  # how long a lease is kept after the last contact
CHECK_S = 10.0  # how long a check may wait
MAX_CALLERS = 100  # writers kept for tokens that came with deliveries; idle ones beyond are dropped


@dataclass(frozen=True, slots=True)
class Book:
    """The address book of an account: who writes it, and the way to it."""

    writer: Writer
    people: People


class Accounts:
    """Writers by account. One that is used by several routes is the same writer.

    ``holder`` is a name of this process that no other has.
    """

    def __init__(  # noqa: PLR0913
        self,
        client: httpx.AsyncClient,
        *,
        key: credentials.Key | None,
        batches_per_minute: int,
        observe: Observe,
        now: Callable[[], float],
        ledger: Ledger,
        holder: str,
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._holder = holder
        self._key = key
        self._batches_per_minute = batches_per_minute
        self._observe = observe
        self._now = now
        self._books: dict[str, Book] = {}
        self._callers: dict[str, Book] = {}
        self._turns: WeakSet[AccountTurn] = WeakSet()

    def writer(self, route: Route, caller_token: str) -> Writer:
        """Return the writer for a delivery to ``route``."""
        if route.access is Access.CALLER:
            return self._caller_book(caller_token).writer
        return self._book(route).writer

    async def check(self, route: Route) -> None:
        """Return if the account of a route can be written to; raise ``AdapterError`` if not.

        Nothing is created. A caller's account is not known before it calls.
        """
        if route.access is not Access.CALLER:
            clock = asyncio.get_running_loop().time
            await self._book(route).people.run(probe(), clock() + CHECK_S)

    async def close(self) -> None:
        """Wait for what is in flight, and let other processes write at once."""
        for book in (*self._books.values(), *self._callers.values()):
            await book.writer.finish()
        for turn in list(self._turns):
            await turn.leave()

    def _book(self, route: Route) -> "Book":
        # A service account has one book, whatever it is called; case makes no other mailbox.
        own = route.access is Access.SERVICE_ACCOUNT
        name = Access.SERVICE_ACCOUNT if own else route.account.casefold()
        if name not in self._books:
            self._books[name] = self._open(name, self._tokens(route))
        return self._books[name]

    def _caller_book(self, token: str) -> "Book":
        name = caller_id(token)
        if name not in self._callers:
            if len(self._callers) >= MAX_CALLERS:
                books = self._callers.items()
                self._callers = {name: book for name, book in books if not book.writer.idle}
            self._callers[name] = self._open(name, credentials.CallerToken(token))
        return self._callers[name]

    def _tokens(self, route: Route) -> Tokens:
        match route.access:
            case Access.USER:
                build = credentials.user(route.user_credentials or {})
            case Access.SERVICE_ACCOUNT:
                build = credentials.service_account(self._key)
            case _:
                build = credentials.delegated(route.account, self._key)
        return credentials.Token(build, self._client, now=self._now)

    def _open(self, name: str, tokens: Tokens) -> "Book":
        clock = asyncio.get_running_loop().time
        pace = Pace(self._batches_per_minute)
        holder = f"{self._holder}.{os.getpid()}"  # servers may fork after the start
        turn = AccountTurn(self._ledger, name, holder, self._now)
        self._turns.add(turn)
        people = People(self._client, tokens, turn, pace, observe=self._observe, clock=clock)
        labels = Labels()

        async def write(contacts: Sequence[Contact], until: float) -> list[Settled]:
            return await people.run(create(contacts, labels), until)

        return Book(Writer(write, rest=turn.rest, clock=clock), people)


class AccountTurn:
    """A lease in the ledger: of all processes, one at a time writes into a book.

    What is left of it outlasts every call that it is taken for, so that a process that dies cannot
    be overtaken by its own last call. After a rest it is kept for a moment: leads come in bunches.
    """

    def __init__(self, ledger: Ledger, account: str, holder: str, now: Callable[[], float]) -> None:
        self._ledger = ledger
        self._account = hashlib.sha256(account.encode()).hexdigest()
        self._holder = holder
        self._now = now
        self._until = float("-inf")  # Unix seconds
        self._asking = asyncio.Lock()
        self._lingering: asyncio.Task[None] | None = None

    async def take(self) -> float:
        """Take or keep the lease; return the seconds to wait if another has it."""
        if self._lingering:
            self._lingering.cancel()
            self._lingering = None
        async with self._asking:
            now = self._now()
            if self._until - now >= LONGEST_CALL_S:
                return 0.0
            self._until = float("-inf")
            wait_s = await self._ledger.lease(self._account, self._holder, now, LEASE_S)
            if not wait_s:
                self._until = now + LEASE_S
            return wait_s

    async def give_back(self) -> None:
        """End the lease; if that fails, it ends by itself."""
        async with self._asking:
            if self._until > self._now():
                self._until = float("-inf")
                with suppress(LedgerUnavailable):
                    await self._ledger.give_back(self._account, self._holder)

    async def rest(self) -> None:
        """End the lease soon, unless it is taken again."""
        if self._lingering is None:
            self._lingering = asyncio.create_task(self._linger())

    async def leave(self) -> None:
        """End the lease at once: nobody takes it again."""
        if self._lingering:
            self._lingering.cancel()
            self._lingering = None
        await self.give_back()

    async def _linger(self) -> None:
        await asyncio.sleep(LINGER_S)
        self._lingering = None  # from here on it is not cancelled
        await self.give_back()


def caller_id(token: str) -> str:
    """Return a name for the owner of a token that tells nothing about it."""
    return hashlib.sha256(token.encode()).hexdigest()
