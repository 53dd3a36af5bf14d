"""The control plane under ``/_emulator``: what tests and demos ask of the emulator itself.

    GET  /_emulator/key                     service account key file
    GET  /_emulator/authorized_user?account=A[&scopes=S+T]   refresh token, newly granted
    POST /_emulator/access_token            {"account": A, "scopes"?: [S]} -> {"access_token"}
    GET  /_emulator/state[?contacts=N&calls=N]               everything, newest first
    POST /_emulator/reset                   forget all but keys and tokens
    POST /_emulator/faults                  {"method", "kind", ...} or a list of them
    POST /_emulator/settings                any of the settings; answers all of them
    POST /_emulator/queues                  {"name": "projects/…/queues/Q", "max_attempts"?, ...}

A mistake is answered 400 ``{"error": text}``.
"""

import json
import re
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from emulator.calls import google_of
from emulator.faults import Fault
from emulator.google import Google
from emulator.identity import CONTACTS, key_file
from emulator.oauth import describe

QUEUE = re.compile(r"projects/[^/]+/locations/[^/]+/queues/[A-Za-z0-9-]{1,100}")


async def key(_: Request) -> Response:
    """Hand out the service account's key."""
    return JSONResponse(key_file())


async def authorized_user(request: Request) -> Response:
    """Let an account grant access once more."""
    account = request.query_params.get("account", "")
    if not account:
        return _mistake("account is required")
    scopes = request.query_params.get("scopes", CONTACTS).split()
    return JSONResponse(google_of(request).identity.authorized_user(account, scopes))


async def access_token(request: Request) -> Response:
    """Give out an access token without any proof."""
    body = await _object(request)
    if not isinstance(body.get("account"), str):
        return _mistake("account is required")
    google = google_of(request)
    scopes = body.get("scopes", [CONTACTS])
    token = google.identity.issue(body["account"], scopes, google.now())
    return JSONResponse(describe(token, google.now()))


async def state(request: Request) -> Response:
    """Show everything; 304 while nothing has changed since the ``ETag`` that the caller has."""
    google = google_of(request)
    etag = f'"{google.revision}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304)
    limits = [_limit(request, name) for name in ("contacts", "calls")]
    return JSONResponse(google.describe(*limits), headers={"ETag": etag})


async def reset(request: Request) -> Response:
    """Start over."""
    google_of(request).reset()
    return JSONResponse({})


async def faults(request: Request) -> Response:
    """Queue faults; answer all that wait."""
    raw = await _json(request)
    try:
        added = [Fault(**one) for one in (raw if isinstance(raw, list) else [raw])]
    except (TypeError, ValueError) as mistake:
        return _mistake(str(mistake))
    google = google_of(request)
    for fault in added:
        google.faults.add(fault)
    google.revision += 1
    return JSONResponse(google.faults.describe())


async def settings(request: Request) -> Response:
    """Change settings; answer all of them."""
    google = google_of(request)
    try:
        _change(google, await _object(request))
    except ValueError as mistake:
        return _mistake(str(mistake))
    google.revision += 1
    return JSONResponse(google.describe_settings())


async def queues(request: Request) -> Response:
    """Change the limits of a queue; answer the queue as its API shows it."""
    google, changes = google_of(request), await _object(request)
    name = changes.pop("name", "")
    if not (isinstance(name, str) and QUEUE.fullmatch(name)):
        return _mistake("name is projects/P/locations/L/queues/Q")
    queue = google.queue(name)
    try:
        queue.limits = replace(queue.limits, **changes)
    except (TypeError, ValueError) as mistake:
        return _mistake(str(mistake))
    google.revision += 1
    google.stirred.set()
    return JSONResponse(queue.describe())


def _change(google: Google, changes: dict[str, Any]) -> None:
    """Make every change or, with a ValueError, none."""
    known = google.describe_settings()
    for name, value in changes.items():
        if name not in known:
            raise ValueError(f"settings are {', '.join(known)}")
        kind = type(known[name])
        if not (type(value) is kind or (kind is float and type(value) is int)):
            raise ValueError(f"{name} is of type {kind.__name__}")
    for name, value in changes.items():
        if name == "refused_subjects":
            google.identity.refused = set(value)
        elif name == "unknown_subjects":
            google.identity.unknown = set(value)
        else:
            setattr(google.settings, name, value)


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        return None


async def _object(request: Request) -> dict[str, Any]:
    body = await _json(request)
    return body if isinstance(body, dict) else {}


def _limit(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isdecimal() else None


def _mistake(text: str) -> Response:
    return JSONResponse({"error": text}, 400)


ROUTES = [
    Route("/_emulator/key", key),
    Route("/_emulator/authorized_user", authorized_user),
    Route("/_emulator/access_token", access_token, methods=["POST"]),
    Route("/_emulator/state", state),
    Route("/_emulator/reset", reset, methods=["POST"]),
    Route("/_emulator/faults", faults, methods=["POST"]),
    Route("/_emulator/settings", settings, methods=["POST"]),
    Route("/_emulator/queues", queues, methods=["POST"]),
]
