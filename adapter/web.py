"""HTTP: a Starlette request to a delivery, a result or an error to a response.

Knows paths, methods, limits and headers, and nothing of senders or of Google.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from adapter.config import Settings
from adapter.errors import (
    AdapterError,
    BadMethod,
    InternalError,
    MalformedBody,
    TooLarge,
    UnknownRoute,
)
from adapter.log import log, log_stray, trace_fields, where
from adapter.model import Delivery, Said
from adapter.openapi import describe
from adapter.reply import overall, preview_json, problem_headers, problem_json, result_json
from adapter.route import Authentication, Route
from adapter.service import Service
from adapter.sources.verify import verify_token

DRAIN_BYTES = 32 * 1_048_576  # Cloud Run takes no longer bodies either
PROBLEM = "application/problem+json"


class Web:
    """The adapter as a function of one request."""

    def __init__(self, settings: Settings, service: Service, *, project: str | None = None) -> None:
        self._settings = settings
        self._service = service
        self._project = project
        self._openapi = describe(settings.routes)

    async def answer(self, request: Request) -> Response:
        """Answer any request; nothing is raised."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(log_stray)
        began = loop.time()
        line: dict[str, Any] = trace_fields(
            request.headers.get("x-cloud-trace-context", ""), self._project
        )
        try:
            response = await self._answer(request, began, line)
        except AdapterError as error:
            response = _problem(error)
            line["code"] = error.code
        except Exception as error:  # noqa: BLE001 - the last resort, once in the program
            log("CRITICAL", "unexpected error", at=where(error))
            response = _problem(InternalError())
            line["code"] = InternalError.code
        if "route" in line or response.status_code >= 400:  # noqa: PLR2004
            line["ms"] = round(1000 * (loop.time() - began), 1)
            _log_delivery(response.status_code, line)
        return response

    async def _answer(self, request: Request, began: float, line: dict[str, Any]) -> Response:
        path = request.url.path.strip("/")
        if path in ("health", "openapi.json"):
            if request.method not in ("GET", "HEAD"):
                raise BadMethod(("GET", "HEAD"))
            return JSONResponse({"status": "ok"} if path == "health" else self._openapi)
        route = self._settings.routes.get(path)
        if route is None:
            raise UnknownRoute("The path names no route of this deployment.")
        line |= {"route": route.name, "source": route.source.slug}
        if said := self._shake_hands(route, request):
            line["code"] = "handshake"
            return _spoken(said)
        if request.method not in route.source.methods:
            raise BadMethod(sorted(route.source.methods))
        return await self._deliver(route, request, began, line)

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

    async def _deliver(
        self, route: Route, request: Request, began: float, line: dict[str, Any]
    ) -> Response:
        delivery = self._delivery(request)
        if route.authentication is Authentication.TOKEN:
            verify_token(delivery.headers, delivery.query, route.secrets)  # before the body is read
        delivery = replace(delivery, body=await _read_body(request, route.max_body_bytes))
        received = self._service.read(route, delivery)
        line["delivery"] = _short_hash(received.name)
        if delivery.query.get("dry_run", "").lower() in ("true", "1"):
            line["code"] = "dry_run"
            return JSONResponse(preview_json(received.name, await self._service.preview(received)))
        budget_s = self._settings.answer_within_s or route.source.answer_within_s
        spent_s = asyncio.get_running_loop().time() - began
        result = await self._service.carry_out(
            received,
            line,
            caller_token=delivery.headers.get("x-google-access-token", ""),
            within_s=budget_s - spent_s,
        )
        status = overall(result)
        line |= {"code": status, "counts": {k: n for k, n in result.counts.items() if n}}
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


async def _read_body(request: Request, limit_bytes: int) -> bytes:
    """Return the body, or raise ``TooLarge``, whether its length was announced or not.

    What is too long is read to its end and thrown away: a sender that is cut off while it still
    writes sees a broken connection instead of the 413.
    """
    chunks, size = [], 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= limit_bytes:
                chunks.append(chunk)
            elif size > DRAIN_BYTES:
                break
    except ClientDisconnect:
        raise MalformedBody("The body ended early.") from None
    if size > limit_bytes:
        raise TooLarge(limit_bytes)
    return b"".join(chunks)


def _join(headers: Headers) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers.items():  # names are in lower case
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _spoken(said: Said) -> Response:
    return Response(said.body, said.status, dict(said.headers), said.media_type)


def _problem(error: AdapterError) -> Response:
    headers = problem_headers(error)
    return JSONResponse(problem_json(error), error.status, headers=headers, media_type=PROBLEM)


def _short_hash(name: str) -> str:
    """Return what stands for a delivery in the log: its name may hold an e-mail address."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _log_delivery(status: int, line: Mapping[str, Any]) -> None:
    severity = "INFO" if status < 400 else "WARNING" if status < 500 else "ERROR"  # noqa: PLR2004
    log(
        severity,
        f"{line.get('route', 'no route')}: {line.get('code', status)}",
        http=status,
        **line,
    )
