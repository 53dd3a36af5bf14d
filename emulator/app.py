"""The routes: every method of the People API by its own path, Cloud Tasks, identity, control, page.

app = create_app(now=clock, lost=httpx.ReadError)
client = httpx.AsyncClient(transport=httpx.ASGITransport(app))
app.state.google.faults.add(Fault("batchCreateContacts", "unavailable", when="after"))
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from emulator import control, discovery, groups, metadata, oauth, oidc, people, tasks
from emulator.calls import Endpoint, people_endpoint
from emulator.dispatch import dispatching
from emulator.errors import ApiError, ConnectionLostError
from emulator.google import Google

PAGE = Path(__file__).with_name("page.html")
OPERATIONS = people.OPERATIONS | groups.OPERATIONS
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
)


def create_app(
    *,
    now: Callable[[], float],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    lost: Callable[[str], Exception] = ConnectionLostError,
) -> Starlette:
    """Return the emulator; its state is ``app.state.google`` (a ``Google``).

    Tasks are dispatched during its lifespan.

    ``now`` returns epoch seconds. ``sleep`` waits when latency was asked for. ``lost`` makes the
    exception that a caller in the same process sees when a connection is dropped.
    """
    google = Google(now, sleep, lost)
    app = Starlette(
        routes=[
            Route("/", page),
            *control.ROUTES,
            *oauth.ROUTES,
            *oidc.ROUTES,
            *metadata.ROUTES,
            *tasks.ROUTES,
            *people_routes(),
        ],
        exception_handlers={404: no_such_method, 405: no_such_method},
        lifespan=lambda _: dispatching(google),
    )
    app.state.google = google
    return app


def people_routes() -> list[Route]:
    """Return a route for every method of the People API, played or not."""
    return [
        Route(f"/{method.path}", _endpoint(method), methods=[method.http_method])
        for method in discovery.methods().values()
    ]


def _endpoint(method: discovery.Method) -> Endpoint:
    operation = OPERATIONS.get(method.id)
    return people_endpoint(method, operation) if operation else not_played


async def page(request: Request) -> Response:
    """Show the contacts; to a client that looks for the metadata server, be one."""
    headers = {"Content-Security-Policy": PAGE_POLICY}
    if metadata.flavored(request):
        headers |= metadata.FLAVOR
    return HTMLResponse(PAGE.read_text(encoding="utf-8"), headers=headers)


async def not_played(_: Request) -> Response:
    """Answer a method that Google has and the emulator has not."""
    return _refuse(ApiError(501, "The emulator does not play this method."))


async def no_such_method(_: Request, __: Exception) -> Response:
    """Answer a path or verb that no Google API here has."""
    return _refuse(ApiError(404, "Method not found.", status="NOT_FOUND"))


def _refuse(refused: ApiError) -> Response:
    return Response(refused.content, refused.code, media_type=refused.media_type)
