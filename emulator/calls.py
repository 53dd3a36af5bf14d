"""What every call goes through: the log, the token, the faults, and the way an answer leaves."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from emulator import errors
from emulator.discovery import Method, read_body, read_query
from emulator.errors import JSON, ConnectionLostError, GoogleError
from emulator.faults import refusal
from emulator.google import Call, Google
from emulator.identity import Token
from emulator.people import Ask, Operation

Endpoint = Callable[[Request], Awaitable[Response]]


class Dropped(Response):
    """An answer that is begun and never finished: the server then closes the connection."""

    def __init__(self, lost: Callable[[str], Exception]) -> None:
        super().__init__()
        self.lost = lost

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send headers that promise a body, then fail."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        raise self.lost("The emulator dropped the connection.")


def google_of(request: Request) -> Google:
    """Return the state behind the app that got the request."""
    google: Google = request.app.state.google
    return google


def people_endpoint(method: Method, operation: Operation) -> Endpoint:
    """Return the endpoint for a method of the People API."""

    async def endpoint(request: Request) -> Response:
        google = google_of(request)
        call = google.begin(operation.name)
        raw = await request.body()

        async def work() -> JSON:
            call.account = authenticate(google, request, method, operation).account
            query = read_query(request.query_params.multi_items(), method)
            body = read_body(raw, method.request) if method.request else {}
            contacts = operation.contacts(body)
            call.contacts = len(contacts)
            book = google.book(call.account)

            def perform(failed: frozenset[int]) -> JSON:
                now = google.now()
                path = request.path_params
                return operation.work(Ask(book, path, query, body, now, google.settings, failed))

            with google.writing(call.account) if operation.mutates else nullcontext():
                if contacts and google.settings.latency_s:
                    await google.sleep(google.settings.latency_s)
                return await suffer(google, call, contacts, perform)

        return await answer(google, call, work)

    return endpoint


def authenticate(google: Google, request: Request, method: Method, operation: Operation) -> Token:
    """Return the caller's token, good for the method; ApiError 401, 403."""
    token = bearer(google, request)
    if not token.scopes & method.scopes:
        raise errors.scope_insufficient(f"google.people.v1.{operation.rpc}")
    return token


def bearer(google: Google, request: Request) -> Token:
    """Return the live access token in ``Authorization``; ApiError 401."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not value:
        raise errors.credentials_missing()
    token = google.identity.find(value.strip(), google.now())
    if token is None:
        raise errors.credentials_invalid()
    return token


async def suffer(
    google: Google, call: Call, contacts: list[JSON], work: Callable[[frozenset[int]], JSON]
) -> JSON:
    """Do ``work``, which is told the rows that must fail, under the fault that is due, if any."""
    fault = google.faults.take(call.method, contacts)
    if fault is None:
        return work(frozenset())
    call.fault = fault.kind
    trouble = refusal(fault, contacts)
    failed = frozenset(fault.rows(contacts)) if fault.kind == "row_failed" else frozenset[int]()
    done = work(failed) if fault.when == "after" else None
    await google.sleep(fault.latency_s)
    if trouble is not None:
        raise trouble
    return work(failed) if done is None else done


async def answer(google: Google, call: Call, work: Callable[[], Awaitable[JSON]]) -> Response:
    """Return what ``work`` ends in as a response, and complete the call's line in the log."""
    try:
        content = await work()
    except GoogleError as refused:
        call.status = refused.code
        headers = dict(refused.headers)
        return Response(refused.content, refused.code, headers, refused.media_type)
    except ConnectionLostError:
        return Dropped(google.lost)
    else:
        call.status = 200
        return JSONResponse(content)
    finally:
        call.ended = google.now()
        google.revision += 1
