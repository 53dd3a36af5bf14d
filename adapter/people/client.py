"""The thin edge: drives flows against the People API over httpx."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

import httpx

from adapter.errors import AdapterError, PeopleBusy
from adapter.people.flow import CREATE
from adapter.people.pace import Pace
from adapter.people.wire import (
    Answered,
    Call,
    Flow,
    Lost,
    NotSent,
    RenewToken,
    Reply,
    Step,
    Wait,
    Waited,
)

ORIGIN = "https://people.googleapis.com"
POLL_S = 0.5  # how often it is asked whether another process is done
T = TypeVar("T")

Observe = Callable[[Call, Answered, float], None]
"""Told of every call: what was asked, what came back, how many seconds it took."""


class Tokens(Protocol):
    """Where access tokens come from."""

    async def get(self) -> str:
        """Return a token; an ``AdapterError`` if there is none."""

    def renew(self) -> None:
        """Forget the token."""


class Turn(Protocol):
    """The right to change the account's contacts, against other processes."""

    async def take(self) -> float:
        """Take or keep it, for longer than any call; return the seconds to wait if it is not free.

        Raises an ``AdapterError`` when nobody can tell.
        """

    async def give_back(self) -> None:
        """Let others have it."""


class People:
    """The People API on behalf of one account."""

    def __init__(  # noqa: PLR0913
        self,
        client: httpx.AsyncClient,
        tokens: Tokens,
        turn: Turn,
        pace: Pace,
        *,
        observe: Observe,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._turn = turn
        self._pace = pace
        self._observe = observe
        self._clock = clock
        self._sleep = sleep

    async def run(self, flow: Flow[T], until: float) -> T:
        """Carry out a flow to its end; errors that have no answer are raised inside it.

        After ``until``, on this object's clock, the flow waits for nothing more.
        """
        try:
            step = next(flow)
            while True:
                try:
                    answered = await self._perform(step, until)
                except AdapterError as error:
                    step = flow.throw(error)
                else:
                    step = flow.send(answered)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]

    async def _perform(self, step: Step, until: float) -> Answered | Waited:
        if isinstance(step, Wait):
            if self._clock() + step.seconds > until:
                return Waited(in_time=False)
            await self._turn.give_back()  # other processes need not wait, too
            await self._sleep(step.seconds)
            return Waited(in_time=True)
        if isinstance(step, RenewToken):
            self._tokens.renew()
            return NotSent()
        token = await self._tokens.get()
        if step.name == CREATE:
            await self._keep_pace()
        if step.method != "GET":
            await self._await_turn(until)
        began = self._clock()
        answered = await self._send(step, token)
        self._observe(step, answered, self._clock() - began)
        return answered

    async def _keep_pace(self) -> None:
        while (delay_s := self._pace.delay_s(self._clock())) > 0:
            await self._turn.give_back()
            await self._sleep(delay_s)
        self._pace.count(self._clock())

    async def _await_turn(self, until: float) -> None:
        while wait_s := await self._turn.take():
            if self._clock() + POLL_S > until:
                detail = "Another instance writes for this account; nothing was created."
                raise PeopleBusy(detail, retry_after_s=POLL_S)
            await self._sleep(min(wait_s, POLL_S))

    async def _send(self, call: Call, token: str) -> Answered:
        content = None if call.json is None else _encode(call.json)
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        try:
            response = await self._client.request(
                call.method,
                ORIGIN + call.path,
                params=call.query or None,
                content=content,
                headers=headers,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return NotSent()
        except httpx.HTTPError:
            return Lost()
        return Reply(response.status_code, _decode(response), dict(response.headers))


def _encode(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _decode(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):  # a proxy's page
        return None
