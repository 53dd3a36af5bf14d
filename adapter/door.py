"""What both functions do at their door: answer whatever comes, read bodies, log a line."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from adapter.errors import AdapterError, InternalError, MalformedBody, TooLarge
from adapter.log import log, log_stray, trace_fields, where
from adapter.model import Result
from adapter.reply import overall, problem_headers, problem_json

DRAIN_BYTES = 32 * 1_048_576  # Cloud Run takes no longer bodies either
PROBLEM = "application/problem+json"

Line = dict[str, Any]
"""The fields of a request's line in the log."""

Respond = Callable[[Request, Line], Awaitable[Response]]


async def answer(request: Request, respond: Respond, project: str | None) -> Response:
    """Answer any request; nothing is raised. ``project`` is the cloud project, for traces."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_stray)
    began = loop.time()
    line: Line = trace_fields(request.headers.get("x-cloud-trace-context", ""), project)
    try:
        response = await respond(request, line)
    except AdapterError as error:
        response = _problem(error)
        line["code"] = error.code
    except Exception as error:  # noqa: BLE001 - the last resort, once in the program
        log("CRITICAL", "unexpected error", at=where(error))
        response = _problem(InternalError())
        line["code"] = InternalError.code
    status = response.status_code
    if "route" in line or status >= 400:  # noqa: PLR2004
        line["ms"] = round(1000 * (loop.time() - began), 1)
        severity = "INFO" if status < 400 else "WARNING" if status < 500 else "ERROR"  # noqa: PLR2004
        message = f"{line.get('route', 'no route')}: {line.get('code', status)}"
        log(severity, message, http=status, **line)
    return response


def note(line: Line, result: Result) -> str:
    """Note in the line what became of a delivery, and return it."""
    status = overall(result)
    line |= {"code": status, "counts": {k: n for k, n in result.counts.items() if n}}
    return status


def short_hash(name: str) -> str:
    """Return what stands for a delivery in the log: its name may hold an e-mail address."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


async def read_body(request: Request, limit_bytes: int) -> bytes:
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


def _problem(error: AdapterError) -> Response:
    headers = problem_headers(error)
    return JSONResponse(problem_json(error), error.status, headers=headers, media_type=PROBLEM)
