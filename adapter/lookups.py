"""The people behind ids: drives the look-ups of sources against their senders' services."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import httpx

from adapter.log import log
from adapter.model import Submission
from adapter.route import Route
from adapter.sources.ask import SUCCESS, Ask, Asking, Told

TIMEOUT_S = 10.0
MAX_KEPT = 100  # answers that may be used again


class Lookups:
    """Look-ups over one client; ``now`` returns Unix time in seconds."""

    def __init__(self, client: httpx.AsyncClient, *, now: Callable[[], float]) -> None:
        self._client = client
        self._now = now
        self._kept: dict[Ask, tuple[float, Told]] = {}

    async def find(
        self, route: Route, submissions: Sequence[Submission]
    ) -> Sequence[Submission | None]:
        """Return the people behind rows, ``None`` for whom their sender does not know.

        Of a source that needs no look-up, the rows themselves. Raises ``SourceBusy`` or
        ``NotConfigured``.
        """
        look_up = route.source.look_up
        if look_up is None or not submissions:
            return submissions
        found = await self._run(look_up(submissions, route.options, route.lookup_token))
        return [
            person and replace(person, ref=asked.ref)
            for asked, person in zip(submissions, found, strict=True)
        ]

    async def _run(self, asking: Asking[list[Submission | None]]) -> list[Submission | None]:
        try:
            request = next(asking)
            while True:
                request = asking.send(await self._tell(request))
        except StopIteration as end:
            found: list[Submission | None] = end.value
            return found

    async def _tell(self, request: Ask) -> Told:
        if not request.keep_s:
            return await self._send(request)
        until, told = self._kept.get(request, (0.0, Told(0)))
        if until <= self._now():
            told = await self._send(request)
            if told.status in SUCCESS:
                if len(self._kept) >= MAX_KEPT:
                    self._kept.clear()
                self._kept[request] = (self._now() + request.keep_s, told)
        return told

    async def _send(self, request: Ask) -> Told:
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            response = await self._client.request(
                request.method,
                request.url,
                headers=dict(request.headers),
                content=request.body,
                timeout=TIMEOUT_S,
            )
        except httpx.HTTPError:
            told = Told(0)
        else:
            told = Told(response.status_code, _decode(response), dict(response.headers))
        log(
            "INFO" if told.status in SUCCESS else "WARNING",
            f"look-up: {httpx.URL(request.url).host}",
            http=told.status,
            ms=round(1000 * (clock() - began), 1),
        )
        return told


def _decode(response: httpx.Response) -> object:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None
