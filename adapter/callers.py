"""Who may call the worker: the service account that the tasks are sent as.

On Cloud Run, IAM has checked the caller before us and removed the signature from its token. What
comes with a signature, there or anywhere else, is checked here.

Source: https://docs.cloud.google.com/run/docs/troubleshooting#signature-removed
"""

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

import google.auth.jwt
import httpx
from google.auth.exceptions import GoogleAuthError

from adapter.errors import BadSignature, QueueUnavailable

CERTIFICATES = "https://www.googleapis.com/oauth2/v1/certs"
KEEP_S = 3600.0  # Google announces new certificates a day before it uses them
ISSUERS = ("https://accounts.google.com", "accounts.google.com")
REMOVED = "SIGNATURE_REMOVED_BY_GOOGLE"
SKEW_S = 10


class Callers:
    """Checks OIDC tokens for ``audience`` in the name of ``email``.

    ``behind_iam`` tells whether a token without a signature has been checked by IAM; ``now``
    returns Unix time in seconds.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        audience: str,
        email: str,
        behind_iam: bool,
        now: Callable[[], float],
    ) -> None:
        self._client = client
        self._audience = audience
        self._email = email
        self._behind_iam = behind_iam
        self._now = now
        self._certificates: Mapping[str, str] = {}
        self._good_until = float("-inf")
        self._fetching = asyncio.Lock()

    async def check(self, authorization: str) -> None:
        """Return when the caller may call; ``QueueUnavailable`` when nobody can tell."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise BadSignature
        claims = await self._claims(token.strip())
        if not (
            claims.get("aud") == self._audience
            and claims.get("iss") in ISSUERS
            and claims.get("email") == self._email
            and claims.get("email_verified") is True
        ):
            raise BadSignature

    async def _claims(self, token: str) -> Mapping[str, Any]:
        unsigned, _, signature = token.rpartition(".")
        try:
            if self._behind_iam and signature == REMOVED:
                return _payload(unsigned)
            certificates = await self._current()
            claims: Mapping[str, Any] = google.auth.jwt.decode(
                token,
                certs=certificates,
                audience=self._audience,
                clock_skew_in_seconds=SKEW_S,
            )
        except (GoogleAuthError, ValueError, LookupError, TypeError):
            raise BadSignature from None
        return claims

    async def _current(self) -> Mapping[str, str]:
        async with self._fetching:
            if self._now() >= self._good_until:
                self._certificates = await self._fetch()
                self._good_until = self._now() + KEEP_S
            return self._certificates

    async def _fetch(self) -> Mapping[str, str]:
        try:
            response = await self._client.get(CERTIFICATES)
            response.raise_for_status()
            certificates: Mapping[str, str] = response.json()
        except (httpx.HTTPError, ValueError):
            detail = "Google's certificates cannot be fetched."
            raise QueueUnavailable(detail, retry_after_s=10) from None
        return certificates


def _payload(unsigned: str) -> Mapping[str, Any]:
    _, _, encoded = unsigned.partition(".")
    claims = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    if not isinstance(claims, dict):
        raise TypeError
    return claims
