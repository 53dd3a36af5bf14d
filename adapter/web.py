"""HTTP: a Starlette request to a delivery, a result or an error to a response.

Knows paths, methods, limits and headers, and nothing of senders or of Google.
"""

import asyncio
from dataclasses import replace

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapter.accounts import Accounts
from adapter.config import Settings
from adapter.door import Line, answer, note, read_body, short_hash
from adapter.errors import BadMethod, UnknownRoute
from adapter.model import Delivery, Said
from adapter.openapi import describe
from adapter.preflight import Finding, check
from adapter.reply import findings_json, preview_json, result_json
from adapter.route import Authentication, Mode, Route
from adapter.service import Service
from adapter.sources.verify import verify_token

YES = ("true", "1")  # what switches a query parameter on
EXAMINE_EVERY_S = 30.0


class Web:
    """The adapter as a function of one request."""

    def __init__(
        self,
        settings: Settings,
        service: Service,
        accounts: Accounts,
        *,
        project: str | None = None,
    ) -> None:
        self._settings = settings
        self._service = service
        self._accounts = accounts
        self._examining = asyncio.Lock()
        self._examine_at = float("-inf")
        self._findings: list[Finding] = []
        self._project = project
        self._openapi = describe(settings.routes)

    async def answer(self, request: Request) -> Response:
        """Answer any request; nothing is raised."""
        return await answer(request, self._respond, self._project)

    async def _respond(self, request: Request, line: Line) -> Response:
        path = request.url.path.strip("/")
        if path in ("health", "openapi.json"):
            if request.method not in ("GET", "HEAD"):
                raise BadMethod(("GET", "HEAD"))
            if path == "openapi.json":
                return JSONResponse(self._openapi)
            deep = request.query_params.get("deep", "").lower() in YES
            return await self._examine() if deep else JSONResponse({"status": "ok"})
        route = self._settings.routes.get(path)
        if route is None:
            raise UnknownRoute("The path names no route of this deployment.")
        line |= {"route": route.name, "source": route.source.slug}
        if said := self._shake_hands(route, request):
            line["code"] = "handshake"
            return _spoken(said)
        if request.method not in route.source.methods:
            raise BadMethod(sorted(route.source.methods))
        return await self._deliver(route, request, line)

    async def _examine(self) -> Response:
        """Answer whether every account can be written to; anybody may ask, so not too often."""
        async with self._examining:
            clock = asyncio.get_running_loop().time
            if clock() >= self._examine_at:
                self._findings = await check(self._settings.routes, self._accounts)
                self._examine_at = clock() + EXAMINE_EVERY_S
            findings = self._findings
        good = all(finding.good for finding in findings)
        return JSONResponse(findings_json(findings), 200 if good else 503)

    def _shake_hands(self, route: Route, request: Request) -> Said | None:
        """Return the answer to what a sender asks before it delivers, if that is what it is."""
        if route.source.handshake is None:
            return None
        return route.source.handshake(self._delivery(request), route.secrets, route.options)

    def _delivery(self, request: Request, body: bytes = b"") -> Delivery:
        return Delivery(
            method=request.method,
            url=self._url(request),
            headers=_join(request.headers),
            query=dict(request.query_params),
            body=body,
        )

    async def _deliver(self, route: Route, request: Request, line: Line) -> Response:
        clock = asyncio.get_running_loop().time
        began = clock()
        delivery = self._delivery(request)
        if route.authentication is Authentication.TOKEN:
            verify_token(delivery.headers, delivery.query, route.secrets)  # before the body is read
        delivery = replace(delivery, body=await read_body(request, route.max_body_bytes))
        received = self._service.read(route, delivery)
        line["delivery"] = short_hash(received.name)
        if delivery.query.get("dry_run", "").lower() in YES:
            line["code"] = "dry_run"
            return JSONResponse(preview_json(received.name, await self._service.preview(received)))
        budget_s = self._settings.answer_within_s or route.source.answer_within_s
        within_s = budget_s - (clock() - began)
        if route.mode is Mode.QUEUED:
            result = await self._service.enqueue(received, line, within_s=within_s)
        else:
            token = delivery.headers.get("x-google-access-token", "")
            result = await self._service.carry_out(
                received, line, caller_token=token, within_s=within_s
            )
        status = note(line, result)
        if route.source.acknowledgement:
            return _spoken(route.source.acknowledgement)
        body = result_json(result)
        return JSONResponse(body, route.source.rejected_status if status == "rejected" else 200)

    def _url(self, request: Request) -> str:
        """Return the URL as the sender sees it: some sign it."""
        public = self._settings.public_url
        if not public:
            return str(request.url)
        query = f"?{request.url.query}" if request.url.query else ""
        return f"{public.rstrip('/')}{request.url.path}{query}"


def _join(headers: Headers) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers.items():  # names are in lower case
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _spoken(said: Said) -> Response:
    return Response(said.body, said.status, dict(said.headers), said.media_type)
