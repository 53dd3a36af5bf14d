"""The worker: takes deliveries from the queue, over HTTP, one task a request.

2xx ends a task; after anything else the queue sends it again, later and later. So what only an
operator can end is parked, and so is what the last attempt leaves.

Source: https://docs.cloud.google.com/tasks/docs/creating-http-target-tasks
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapter.callers import Callers
from adapter.door import Line, answer, note, read_body, short_hash
from adapter.errors import BadAccessToken, BadMethod, NotConfigured, UnknownRoute
from adapter.parcel import open_parcel
from adapter.received import Origin
from adapter.reply import result_json
from adapter.route import Access, Route
from adapter.service import Service
from adapter.tasks import DEADLINE_S

WITHIN_S = 0.4 * DEADLINE_S  # what takes longer comes again; a worker that dies is soon replaced
NO_ROUTE = UnknownRoute("routes.yaml has no route of this name any more.")
NO_TOKEN = BadAccessToken("The route takes a caller's token now; replay it with one.")
MAX_BYTES = 2 * 1_048_576  # more than any task


class Worker:
    """The worker as a function of one request; ``callers`` is ``None`` where there is no queue."""

    def __init__(
        self,
        routes: Mapping[str, Route],
        service: Service,
        callers: Callers | None,
        *,
        max_attempts: int,
        project: str | None = None,
    ) -> None:
        self._routes = routes
        self._service = service
        self._callers = callers
        self._max_attempts = max_attempts
        self._project = project

    async def answer(self, request: Request) -> Response:
        """Answer any request; nothing is raised."""
        return await answer(request, self._respond, self._project)

    async def _respond(self, request: Request, line: Line) -> Response:
        if request.method == "GET" and request.url.path == "/health":
            return JSONResponse({"status": "ok"})
        if request.method != "POST":
            raise BadMethod(("POST",))
        if self._callers is None:
            raise NotConfigured("Set TASKS_QUEUE, and what belongs to it.", retry_after_s=60)
        await self._callers.check(request.headers.get("authorization", ""))
        parcel = open_parcel(await read_body(request, MAX_BYTES))
        parked, attempt = parcel.parked, _attempt(request)
        line |= {"route": parked.route, "delivery": short_hash(parked.delivery)}
        line |= {"attempt": attempt}
        route = self._routes.get(parked.route)
        if route is None or route.access is Access.CALLER:
            await self._service.leave(parked, NO_ROUTE if route is None else NO_TOKEN)
            line |= {"code": "parked", "parked": len(parked.rows)}
            return JSONResponse({"status": "parked"})
        last = attempt >= self._max_attempts > 0
        received = parcel.to_received(route, Origin.LAST_ATTEMPT if last else Origin.QUEUE)
        result = await self._service.carry_out(received, line, within_s=WITHIN_S)
        note(line, result)
        return JSONResponse(result_json(result))


def _attempt(request: Request) -> int:
    """Return which attempt this is, from 1."""
    text = request.headers.get("x-cloudtasks-taskretrycount", "")
    return 1 + (int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0)  # noqa: PLR2004
