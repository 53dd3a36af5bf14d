"""The writer of each account, made when it is first needed."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from adapter.model import Contact
from adapter.people import credentials
from adapter.people.client import Observe, People, Tokens
from adapter.people.flow import Settled, create
from adapter.people.labels import Labels
from adapter.people.pace import Pace
from adapter.people.writer import Writer
from adapter.route import Access, Route

MAX_CALLERS = 100  # writers kept for tokens that came with deliveries; idle ones beyond are dropped


class Accounts:
    """Writers by account. One that is used by several routes is the same writer."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        key: Mapping[str, Any] | None,
        batches_per_minute: int,
        observe: Observe,
        now: Callable[[], float],
    ) -> None:
        self._client = client
        self._key = key
        self._batches_per_minute = batches_per_minute
        self._observe = observe
        self._now = now
        self._writers: dict[str, Writer] = {}
        self._callers: dict[str, Writer] = {}

    def writer(self, route: Route, caller_token: str) -> Writer:
        """Return the writer for a delivery to ``route``."""
        if route.access is Access.CALLER:
            return self._caller_writer(caller_token)
        # A service account has one book, whatever it is called; case makes no other mailbox.
        own = route.access is Access.SERVICE_ACCOUNT
        name = Access.SERVICE_ACCOUNT if own else route.account.casefold()
        if name not in self._writers:
            self._writers[name] = self._open(self._tokens(route))
        return self._writers[name]

    def _caller_writer(self, token: str) -> Writer:
        name = caller_id(token)
        if name not in self._callers:
            if len(self._callers) >= MAX_CALLERS:
                busy = {name: kept for name, kept in self._callers.items() if not kept.idle}
                self._callers = busy
            self._callers[name] = self._open(credentials.CallerToken(token))
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

    def _open(self, tokens: Tokens) -> Writer:
        clock = asyncio.get_running_loop().time
        pace = Pace(self._batches_per_minute)
        people = People(self._client, tokens, pace, observe=self._observe, clock=clock)
        labels = Labels()

        async def write(contacts: Sequence[Contact], until: float) -> list[Settled]:
            return await people.run(create(contacts, labels), until)

        return Writer(write, clock=clock)


def caller_id(token: str) -> str:
    """Return a name for the owner of a token that tells nothing about it."""
    return hashlib.sha256(token.encode()).hexdigest()
