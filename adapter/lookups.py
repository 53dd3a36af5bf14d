"""The people behind ids: drives the look-ups of sources against their senders' services."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import httpx

from adapter.log import log
from adapter.model import Submission
from adapter.route import Route
from adapter.sources.ask import SUCCESS, Ask, Asking, Told

TIMEOUT_S = 10.0
GATHER_S = 0.02  # how long more rows of a route are waited for
MAX_KEPT = 100  # answers that may be used again


@dataclass(slots=True)
class _Batch:
    """Rows of one route that are looked up together, and where each who asked finds theirs."""

    rows: list[Submission] = field(default_factory=list)
    found: asyncio.Future[list[Submission | None]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Lookups:
    """Look-ups over one client; ``now`` returns Unix time in seconds.

    Rows that come in one envelope are claimed one by one, and looked up together for all that.
    """

    def __init__(self, client: httpx.AsyncClient, *, now: Callable[[], float]) -> None:
        self._client = client
        self._now = now
        self._kept: dict[Ask, tuple[float, Told]] = {}
        self._batches: dict[str, _Batch] = {}  # those that still take rows, by route
        self._running: set[asyncio.Task[None]] = set()

    async def find(
        self, route: Route, submissions: Sequence[Submission]
    ) -> Sequence[Submission | None]:
        """Return the people behind rows, ``None`` for whom their sender does not know.

        Of a source that needs no look-up, the rows themselves. Raises ``SourceBusy`` or
        ``NotConfigured``.
        """
        if route.source.look_up is None or not submissions:
            return submissions
        if (batch := self._batches.get(route.name)) is None:
            batch = self._batches[route.name] = _Batch()
            task = asyncio.create_task(self._look_up(route, batch))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        start = len(batch.rows)
        batch.rows += submissions
        found = await asyncio.shield(batch.found)
        return [
            person and replace(person, ref=asked.ref)
            for asked, person in zip(submissions, found[start:], strict=False)
        ]

    async def _look_up(self, route: Route, batch: _Batch) -> None:
        assert route.source.look_up is not None  # noqa: S101
        await asyncio.sleep(GATHER_S)
        del self._batches[route.name]
        look_up = route.source.look_up(batch.rows, route.options, route.lookup_token)
        try:
            batch.found.set_result(await self._run(look_up))
        except Exception as error:  # noqa: BLE001 - whoever asked raises it
            batch.found.set_exception(error)
            batch.found.exception()  # they may all have gone away

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
            if told.status in SUCCESS and not _is_error(told.body):
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


def _is_error(body: object) -> bool:
    """Tell whether a success is none: some say so in the body only."""
    return isinstance(body, dict) and "error" in body


def _decode(response: httpx.Response) -> object:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None
