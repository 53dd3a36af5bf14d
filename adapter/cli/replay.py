"""Replaying parked deliveries: as many at once as fill a call to Google, oldest first."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from adapter.errors import AdapterError, BadAccessToken, InternalError, PeopleBusy, UnknownRoute
from adapter.ledger.parked import Parked
from adapter.log import log, where
from adapter.parking import Replayed
from adapter.route import Access, Route
from adapter.service import Service

ROWS_AT_ONCE = 200  # contacts of one call to Google
PATIENCE_S = 120.0  # how long rows may wait for Google: it often asks for a minute
GONE = "routes.yaml has no route of this name any more; bring it back, or drop the delivery."
STOPPED = "Its turn had not come; it can be replayed at once."
WHOSE = "The contacts are the caller's: name a variable that holds a token, --access-token-env."


class Replay:
    """One run over some parked deliveries; ``stopping`` is told when it ends early."""

    def __init__(
        self,
        service: Service,
        routes: Mapping[str, Route],
        *,
        caller_token: str = "",
        stopping: Callable[[], None] = lambda: None,
    ) -> None:
        self._service = service
        self._routes = routes
        self._caller_token = caller_token
        self._stopping = stopping
        self._stopped = False

    async def run(
        self, chosen: Sequence[Parked], tell: Callable[[Replayed], None]
    ) -> list[Replayed]:
        """Replay them all; ``tell`` hears of each as it ends.

        When it is cancelled, what Google is at is waited for, and the others are not begun: all
        that was not created can be replayed at once.
        """
        running = asyncio.create_task(self._run(chosen, tell))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            self._stopped = True
            self._stopping()
            return await running

    async def _run(
        self, chosen: Sequence[Parked], tell: Callable[[Replayed], None]
    ) -> list[Replayed]:
        ends: list[Replayed] = []
        for group in _groups(chosen):
            for ending in asyncio.as_completed([self._replay(parked) for parked in group]):
                ends.append(await ending)
                tell(ends[-1])
        return ends

    async def _replay(self, parked: Parked) -> Replayed:
        route = self._routes.get(parked.route)
        if route is None:
            return Replayed(parked, code=UnknownRoute.code, detail=GONE)
        if route.access is Access.CALLER and not self._caller_token:
            return Replayed(parked, code=BadAccessToken.code, detail=WHOSE)
        if self._stopped:
            return Replayed(parked, code="stopped", detail=STOPPED)
        return await self._try(parked, route)

    async def _try(self, parked: Parked, route: Route) -> Replayed:
        try:
            end = await self._service.replay(
                parked,
                route,
                caller_token=self._caller_token,
                remaining_s=lambda: -1.0 if self._stopped else PATIENCE_S,
            )
        except AdapterError as error:
            return Replayed(parked, code=error.code, detail=error.detail)
        except Exception as error:  # noqa: BLE001 - the others shall have their turn
            log("CRITICAL", "unexpected error", at=where(error))
            fault = InternalError()
            return Replayed(parked, code=fault.code, detail=fault.detail)
        if self._stopped and end.code == PeopleBusy.code:
            return replace(end, code="stopped", detail=STOPPED)
        return end


def _groups(chosen: Sequence[Parked]) -> Iterator[list[Parked]]:
    """Yield deliveries that together hold about as many rows as one call takes."""
    group: list[Parked] = []
    rows = 0
    for parked in chosen:
        if group and rows + len(parked.rows) > ROWS_AT_ONCE:
            yield group
            group, rows = [], 0
        group.append(parked)
        rows += len(parked.rows)
    if group:
        yield group
