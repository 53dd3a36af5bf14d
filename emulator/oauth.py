"""The endpoints that give out proof: the token endpoint and IAM's signJwt.

Documented  form-encoded requests (RFC 6749); signJwt takes claims as a JSON string, of which
            ``exp`` lies at most 12 hours ahead (iam.credentials.v1)
"""

import json
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from emulator.calls import answer, bearer, google_of, suffer
from emulator.errors import JSON, ApiError, unreadable
from emulator.faults import permission_denied
from emulator.identity import CLOUD, EMAIL, TOKEN_URI, Token, key_id, sign_jwt

IAM = "https://www.googleapis.com/auth/iam"
MAX_JWT_S = 12 * 3600


async def token(request: Request) -> Response:
    """Answer POST /token."""
    google = google_of(request)
    call = google.begin("token")
    form = dict(parse_qsl((await request.body()).decode("latin-1")))
    audiences = {TOKEN_URI, f"{request.base_url}token"}

    def grant(_: frozenset[int]) -> JSON:
        granted = google.identity.grant(form, audiences, google.now())
        call.account = granted.account
        return describe(granted, google.now())

    return await answer(google, call, lambda: suffer(google, call, [], grant))


async def sign(request: Request) -> Response:
    """Answer POST …:signJwt, to the service account itself only."""
    google = google_of(request)
    call = google.begin("signJwt")
    raw = await request.body()

    async def work() -> JSON:
        caller = bearer(google, request)
        call.account = caller.account
        trusted = caller.account == EMAIL == request.path_params["email"]
        if not trusted or not caller.scopes & {CLOUD, IAM}:
            raise permission_denied()
        payload = _payload(raw, google.now())
        signed = {"keyId": key_id(), "signedJwt": sign_jwt(payload)}
        return await suffer(google, call, [], lambda _: signed)

    return await answer(google, call, work)


def describe(token: Token, now: float) -> JSON:
    """Return a token as the token endpoint and the metadata server answer it."""
    return {
        "access_token": token.value,
        "expires_in": int(token.expires - now),
        "scope": " ".join(sorted(token.scopes)),
        "token_type": "Bearer",
    }


def _payload(raw: bytes, now: float) -> str:
    """Return the claims to sign; ApiError 400."""
    try:
        payload: str = json.loads(raw)["payload"]
        expires = json.loads(payload).get("exp", now)
    except (ValueError, TypeError, KeyError, AttributeError):
        text = "payload must be a JSON object, as a string."
        raise unreadable([("payload", text)]) from None
    if not isinstance(expires, int | float) or expires > now + MAX_JWT_S:
        raise ApiError(400, "exp must be at most 12 hours in the future.")
    return payload


ROUTES = [
    Route("/token", token, methods=["POST"]),
    Route("/v1/projects/-/serviceAccounts/{email}:signJwt", sign, methods=["POST"]),
]
